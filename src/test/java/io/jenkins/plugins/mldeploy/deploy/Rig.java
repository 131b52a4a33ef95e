package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.evidence.JournalFileStore;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.host.RunInfo;
import io.jenkins.plugins.mldeploy.host.Services;
import io.jenkins.plugins.mldeploy.host.SignedMessage;
import io.jenkins.plugins.mldeploy.host.WebHooks;
import io.jenkins.plugins.mldeploy.host.Workspace;
import io.jenkins.plugins.mldeploy.policy.ApproverRule;
import io.jenkins.plugins.mldeploy.policy.Enforcement;
import io.jenkins.plugins.mldeploy.policy.Environment;
import io.jenkins.plugins.mldeploy.policy.Environments;
import io.jenkins.plugins.mldeploy.policy.WebHook;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Arguments;
import io.jenkins.plugins.mldeploy.step.Command;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.StateCodec;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.step.Turn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A host in small: drives the machine against a {@link FakeCluster}, with the real journal, the real policy and real files; every state goes through its text. */
final class Rig implements Services, AutoCloseable {
    static final String API = "registry:5000/api@sha256:" + "1".repeat(64);
    static final String FRONT = "registry:5000/front@sha256:" + "2".repeat(64);

    /** Runs a program. */
    interface Programs {
        Event.Ran run(Command command) throws IOException;
    }

    /** What happens in place of the answer, or beside it, when a state is reached. */
    interface Intruder {
        /**
         * @param carryOut carries the action out
         * @return the event that the machine gets, null for the plain answer
         */
        Event at(DeployState state, Action action, Runnable carryOut);
    }

    final HelmDeploy machine = new HelmDeploy();
    final FakeCluster cluster = new FakeCluster();
    /** Runs the commands; the cluster in memory unless a test puts real processes here. */
    Programs programs = cluster::run;

    /** Whether waits take their time; for programs that talk to a real cluster. */
    boolean realTime;

    final EvidenceStore store;
    final Path workspace;
    final List<String> log = new ArrayList<>();
    final List<String> states = new ArrayList<>();
    Subject source = Subject.commit("a".repeat(40));
    long run = 7;
    /** Of the run's checkout. */
    String commit = "a".repeat(40);
    /** Commits, the oldest first, as far as the host knows them. */
    List<String> history = List.of();
    /** Runs that are at work no more. */
    final Set<Long> gone = new HashSet<>();

    List<Environment> environments =
            new ArrayList<>(List.of(open("staging"), guarded("production", Enforcement.BLOCK)));
    List<WebHook> hooks = List.of(
            new WebHook("sre-chat", "https://chat.example/hook", "chat-secret"),
            new WebHook("retrain", "https://ml.example/retrain", "ml-secret"));
    /** What web hooks got: host, id, body. */
    final List<String> posted = new ArrayList<>();
    /** What they answer; 0 for nothing. */
    int hookAnswers = 200;

    Intruder intruder = (state, action, carryOut) -> null;
    private final Path home;

    /** With a real journal. */
    Rig(Path folder) throws IOException {
        this(folder, JournalFileStore.open(Files.createDirectory(folder.resolve("home")), warning -> {}));
    }

    Rig(Path folder, EvidenceStore store) throws IOException {
        this.store = store;
        home = folder.resolve("home");
        workspace = Files.createDirectory(folder.resolve("workspace"));
        chart("charts/api");
        chart("charts/front");
    }

    void chart(String name) throws IOException {
        Files.createDirectories(workspace.resolve(name).resolve("templates"));
        file(name + "/Chart.yaml", "apiVersion: v2\nname: " + name.substring(7) + "\nversion: 0.1.0\n");
        file(name + "/templates/deployment.yaml", "kind: Deployment\n");
    }

    void file(String name, String content) throws IOException {
        Files.writeString(workspace.resolve(name), content, StandardCharsets.UTF_8);
    }

    static Environment open(String name) {
        return environment(name, Enforcement.BLOCK, List.of(), new Environment.Cluster(null, null, List.of("shop")));
    }

    static Environment guarded(String name, Enforcement enforcement) {
        return environment(
                name,
                enforcement,
                List.of(new ApproverRule("sre", 1)),
                new Environment.Cluster("cred", "prod", List.of("shop", "shop-jobs")));
    }

    static Environment environment(
            String name, Enforcement enforcement, List<ApproverRule> approvers, Environment.Cluster where) {
        return Environment.builder(name)
                .tier("tier")
                .enforcement(enforcement)
                .approvers(approvers)
                .cluster(where)
                .build();
    }

    /** A call with more or other arguments than release api from charts/api into staging. */
    static Map<String, Object> api(Object... namesAndValues) {
        Map<String, Object> given = new LinkedHashMap<>();
        given.put("release", "api");
        given.put("chart", "charts/api");
        given.put("image", API);
        given.put("environment", "staging");
        return with(given, namesAndValues);
    }

    /** Both releases as one unit. */
    static Map<String, Object> unit(Object... namesAndValues) {
        Map<String, Object> given = new LinkedHashMap<>();
        given.put(
                "releases",
                List.of(
                        Map.of("release", "api", "chart", "charts/api", "image", API),
                        Map.of("release", "front", "chart", "charts/front", "image", FRONT)));
        given.put("environment", "staging");
        return with(given, namesAndValues);
    }

    private static Map<String, Object> with(Map<String, Object> given, Object... namesAndValues) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            given.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return given;
    }

    StepResult deploy(Map<String, ?> given) throws IOException {
        return drive(machine.begin(Arguments.check(machine.description(), given), run()));
    }

    /** Goes on from a saved state, as after a restart. */
    StepResult resume(DeployState saved) throws IOException {
        return drive(machine.next(saved, new Event.Resumed(clock().instant())));
    }

    private StepResult drive(Turn<DeployState> first) throws IOException {
        Turn<DeployState> turn = first;
        for (int i = 0; i < (realTime ? 5_000 : 600); i++) {
            log.addAll(turn.log());
            if (turn.action() instanceof Action.Done done) {
                return done.result();
            }
            DeployState saved = StateCodec.read(machine, StateCodec.write(machine, turn.state()));
            states.add(saved.getClass().getSimpleName());
            Action action = turn.action();
            Event[] answer = {null};
            Event instead = intruder.at(saved, action, () -> answer[0] = carryOut(action));
            if (instead == null && answer[0] == null) {
                answer[0] = carryOut(action);
            }
            turn = machine.next(saved, instead == null ? answer[0] : instead);
        }
        throw new AssertionError("no end in sight: " + states);
    }

    private Event carryOut(Action action) {
        try {
            if (action instanceof Action.Run command) {
                return programs.run(command.command());
            }
            if (action instanceof Action.OnAgent work) {
                return new Event.Returned(work.task().run(new Workspace(workspace, workspace)));
            }
            if (action instanceof Action.OnController work) {
                return new Event.Returned(work.task().run(this));
            }
            Action.Wait wait = (Action.Wait) action;
            if (realTime) {
                for (Instant now = Instant.now(); now.isBefore(wait.until()); now = Instant.now()) {
                    LockSupport.parkUntil(wait.until().toEpochMilli());
                }
                return new Event.Woken(Instant.now());
            }
            cluster.now = wait.until().isAfter(cluster.now) ? wait.until() : cluster.now;
            return new Event.Woken(cluster.now);
        } catch (UnreadableReport e) {
            return new Event.Failed(e.code(), e.getMessage());
        } catch (IOException e) {
            return new Event.Failed("IO_FAILED", e.getMessage());
        }
    }

    /** The entries of helmDeploy about what it did itself, newest first. */
    List<Entry> records() {
        return all().stream().filter(entry -> !isFound(entry)).toList();
    }

    /** The entries of helmDeploy about what it found, newest first. */
    List<Entry> found() {
        return all().stream().filter(Rig::isFound).toList();
    }

    private List<Entry> all() {
        try (Stream<Entry> entries = store.find(EvidenceQuery.ofStep("helmDeploy"))) {
            return entries.toList();
        }
    }

    private static boolean isFound(Entry entry) {
        return entry.evidence().reasons().stream()
                .anyMatch(reason -> List.of("ADOPTED", "CHANGED_OUTSIDE").contains(reason.code()));
    }

    Object detail(String name) {
        return records().get(0).evidence().details().get(name);
    }

    String payload(String name) throws IOException {
        return new String(
                store.payload(records().get(0).evidence().payloads().get(name))
                        .orElseThrow()
                        .readAllBytes(),
                StandardCharsets.UTF_8);
    }

    String logged() {
        return String.join("\n", log);
    }

    @Override
    public EvidenceStore evidence() {
        return store;
    }

    @Override
    public Environments environments() {
        return new Environments(
                environments, Map.of("sre", new Environments.Team(List.of("sam"), List.of())), List.of(), hooks);
    }

    @Override
    public Optional<String> secret(String id) {
        return Optional.of("secret of " + id);
    }

    @Override
    public WebHooks webHooks() {
        return (url, headers, body) -> {
            if (hookAnswers == 0) {
                throw new IOException("nobody there");
            }
            posted.add(url.getHost() + " " + headers.get(SignedMessage.ID) + " " + body);
            assertThat(headers.get(SignedMessage.SIGNATURE)).startsWith("v1,");
            return hookAnswers;
        };
    }

    @Override
    public RunInfo run() {
        return new RunInfo(
                new Origin("shop/llm-app", run, commit, "main", true, List.of("alice")),
                Subject.commit("a".repeat(40)),
                null,
                Instant.EPOCH,
                true);
    }

    @Override
    public Subject sourceNow() {
        return source;
    }

    @Override
    public boolean isGone(String job, long number) {
        return gone.contains(number);
    }

    @Override
    public Optional<Boolean> isAncestor(String older, String younger) {
        return history.contains(older) && history.contains(younger)
                ? Optional.of(history.indexOf(older) < history.indexOf(younger))
                : Optional.empty();
    }

    @Override
    public Path home() {
        return home;
    }

    @Override
    public Clock clock() {
        return realTime ? Clock.systemUTC() : Clock.fixed(cluster.now, ZoneOffset.UTC);
    }

    @Override
    public void close() throws IOException {
        if (store instanceof JournalFileStore journal) {
            journal.close();
        }
    }

    static Optional<String> reason(StepResult result) {
        return result.reasons().stream().map(each -> each.code()).findFirst();
    }
}
