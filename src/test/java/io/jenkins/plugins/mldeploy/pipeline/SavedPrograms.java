package io.jenkins.plugins.mldeploy.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs as their process left them, one in each kind of waiting state, in {@code pipeline/programs/<build>/<name>}: what {@code mldeploy resume} of a later build finds. Those of earlier builds are never written
 * again; {@link #main} adds those of the build that it belongs to.
 */
final class SavedPrograms {
    static final Path FOLDER = Path.of("src/test/resources/io/jenkins/plugins/mldeploy/pipeline/programs");

    private static final String SCRIPT =
            """
            class Box implements Serializable { int n }
            def twice(n) { try { return n * 2 } finally { echo "twice ${n}" } }
            @NonCPS def sum(list) { list.collect { it + 1 }.sum() }
            """;

    /** Name of a run to its Jenkinsfile; each asks, in this order, the questions that {@link #questions} finds. */
    static final Map<String, String> JENKINSFILES = Map.of(
            "input",
            SCRIPT
                    + """
                    def seen = []; def map = [a: 1, b: [2, 3]]; def range = 1..3; def half = { it / 2 }; def box = new Box(n: 7)
                    def text = "n=${map.a}"
                    node { withEnv(['COLOUR=blue']) { stage('Gate') {
                      for (n in ['a', 'b']) { seen << n; if (n == 'b') { input message: 'Go on?', id: 'go' } }
                      sh 'echo $COLOUR'
                    } } }
                    echo "${seen} ${map} ${range.collect { it }} ${half(8)} ${box.n} ${text} ${twice(4)} ${sum([1, 2])}"
                    """,
            "each",
            """
            def sum = 0
            [1, 2, 3].each { n -> if (n > 1) { input message: "${n}?", id: "q${n}" }; sum += n }
            echo "sum ${sum}"
            """,
            "blocks",
            """
            try {
              retry(2) { catchError(buildResult: 'UNSTABLE', stageResult: 'UNSTABLE') { timeout(time: 36500, unit: 'DAYS') {
                input message: 'Deep?', id: 'deep'
                error 'told to'
              } } }
            } finally { echo "ends ${currentBuild.result}" }
            """,
            "parallel",
            """
            parallel(
              one: { input message: 'One?', id: 'one'; echo 'one went on' },
              two: { echo "came back with ${machine()}" },
              three: { sleep 3; echo 'awake' })
            echo 'joined'
            """,
            "declarative",
            """
            pipeline {
              agent any
              environment { COLOUR = 'blue' }
              options { timeout(time: 36500, unit: 'DAYS') }
              stages {
                stage('Both') { parallel {
                  stage('asks') {
                    input { message 'Stage?'; id 'stage' }
                    steps { echo "asks ${COLOUR}" }
                    post { always { echo 'asked' } }
                  }
                  stage('steps') {
                    when { expression { true } }
                    steps { script { def who = input(message: 'Who?', id: 'who', submitterParameter: 'WHO'); echo "by ${who}" } }
                  }
                } }
                stage('Last') { steps { sh 'echo last $COLOUR' } }
              }
              post {
                success { echo 'good' }
                cleanup { echo 'clean' }
              }
            }
            """,
            "credentials",
            """
            withCredentials([string(credentialsId: 'token', variable: 'TOKEN')]) {
              def header = "Authorization: ${TOKEN}"
              input message: "use ${TOKEN}?", id: 'go'
              writeFile file: 'out', text: header
              echo header
            }
            """,
            "interrupted",
            """
            parallel(
              gate: { input message: 'Go?', id: 'go'; echo 'through the gate' },
              work: { sh 'echo ran; sleep 30' })
            """);

    private SavedPrograms() {}

    /** Ids of the questions that a Jenkinsfile asks. */
    static List<String> questions(String name) {
        return switch (name) {
            case "each" -> List.of("q2", "q3");
            case "blocks" -> List.of("deep");
            case "parallel" -> List.of("one");
            case "declarative" -> List.of("stage", "who");
            default -> List.of("go");
        };
    }

    /** A step that keeps its own state and waits, as those of the suite do. */
    static StepSpec machine() {
        return StepSpec.leaf("machine", new LeafStep() {
            @Override
            public Object run(StepCall call, StepContext in) {
                if (in.resumed()) {
                    return in.savedState().orElse("nothing");
                }
                in.saveState("{\"at\":2}");
                return new Waiting("the world", null);
            }

            @Override
            public boolean survivesRestart() {
                return true;
            }
        });
    }

    /** @param arguments name of this build, for example a day; an empty folder where the runs take place, of a path that tells nothing */
    public static void main(String[] arguments) throws Exception {
        for (Map.Entry<String, String> each : JENKINSFILES.entrySet()) {
            Path work = Files.createDirectories(Path.of(arguments[1]).resolve(each.getKey()));
            Path run = work.resolve(".mldeploy/runs/7");
            CountDownLatch parked = new CountDownLatch(1);
            CountDownLatch ran = new CountDownLatch(each.getKey().equals("interrupted") ? 1 : 0);
            PipelineRun.start(RunConfig.builder("shop/app", 7, work, run)
                    .jenkinsfile(each.getValue())
                    .parameters(Map.of())
                    .grace(Duration.ofMillis(500))
                    .steps(List.of(() -> List.of(machine())))
                    .credentials(id -> Optional.of(Map.of("secret", "s3cr3t-value")))
                    .processes(new io.jenkins.plugins.mldeploy.local.Processes())
                    .output((prefix, line) -> {
                        System.out.println(line);
                        if (line.endsWith("ran")) {
                            ran.countDown();
                        }
                    })
                    .listener(new RunListener() {
                        @Override
                        public void parked(List<WaitingStep> steps) {
                            parked.countDown();
                        }
                    })
                    .build());
            if (ran.getCount() == 0 && !parked.await(60, TimeUnit.SECONDS) || !ran.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException(each.getKey() + " does not wait");
            }
            copy(run, FOLDER.resolve(arguments[0]).resolve(each.getKey()));
        }
        System.exit(0);
    }

    /** A run's files. */
    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.endsWith("run.lock") && !file.startsWith(from.resolve("tmp"))) {
                    Path copy = to.resolve(from.relativize(file).toString());
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            }
        }
    }
}
