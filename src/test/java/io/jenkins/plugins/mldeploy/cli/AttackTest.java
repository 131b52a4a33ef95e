package io.jenkins.plugins.mldeploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.JournalFileStore;
import io.jenkins.plugins.mldeploy.local.ProjectHome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import picocli.CommandLine;

/** Attacks of the list in {@code docs/security.md} that need a whole run, tried on the local host. */
public class AttackTest {
    private static final String REPORT = "<testsuite name='s' tests='1'><testcase classname='c' name='t'/></testsuite>";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final PrintStream console = System.out;
    private Path project;

    @Before
    public void makeProject() throws IOException {
        project = folder.newFolder("shop").toPath();
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
    }

    @After
    public void giveTheConsoleBack() {
        System.setOut(console);
    }

    @Test(timeout = 60_000)
    public void environmentVariablesChangeNeitherCommitNorBranchOfTheEvidence() throws Exception {
        Files.writeString(
                project.resolve("Jenkinsfile"),
                "node { withEnv(['GIT_COMMIT=" + "f".repeat(40) + "', 'GIT_BRANCH=main', 'BRANCH_NAME=main',"
                        + " 'JOB_NAME=other/job', 'BUILD_NUMBER=99']) { writeFile file: 'r.xml', text: \"" + REPORT
                        + "\"\n mlTest id: 'unit', testResults: 'r.xml' } }");
        Files.writeString(project.resolve(".gitignore"), ".mldeploy\nr.xml\n");
        git("init", "-q", "-b", "feature");
        git("add", ".");
        git("-c", "user.name=zoe", "-c", "user.email=zoe@shop.example", "commit", "-q", "-m", "first");
        String head = git("rev-parse", "HEAD").strip();
        assertThat(execute("run", project.toString())).isZero();
        Entry entry = records("mlTest").get(0);
        assertThat(entry.evidence().origin().commit()).isEqualTo(head);
        assertThat(entry.evidence().origin().branch()).isEqualTo("feature");
        assertThat(entry.evidence().origin().job()).isEqualTo("shop");
        assertThat(entry.evidence().origin().number()).isEqualTo(1);
        assertThat(entry.evidence().subject().value()).isEqualTo("git:" + head);
    }

    @Test(timeout = 120_000)
    public void aGateThatIsAnsweredAsOneselfStaysUndecidedHoweverTheNameIsSpelt() throws IOException {
        String me = System.getProperty("user.name");
        Files.writeString(
                project.resolve("environments.yaml"),
                """
                teams: [{name: sre, users: ["%s", "%s"]}]
                environments: [{name: production, approvers: [{group: sre}]}]
                """
                        .formatted(me, me.toUpperCase(java.util.Locale.ROOT)));
        Files.writeString(
                project.resolve("Jenkinsfile"),
                "node { approveGate id: 'prod', environment: 'production', timeout: '8s', onTimeout: 'ABORTED' }");
        assertThat(execute(
                        "run",
                        project.toString(),
                        "--approve-as",
                        me + ":sre",
                        "--approve-as",
                        me.toUpperCase(java.util.Locale.ROOT)))
                .isEqualTo(4);
        assertThat(output.toString(StandardCharsets.UTF_8)).contains("requester may not approve");
        assertThat(records("approveGate").get(0).evidence().details()).containsEntry("decision", "EXPIRED");
    }

    @Test(timeout = 60_000)
    public void aJenkinsfileThatDefinesAStepOfItsOwnNameMakesNoEvidence() throws IOException {
        Files.writeString(
                project.resolve("Jenkinsfile"),
                "def approveGate(Map arguments) { return [decision: 'APPROVED', approvers: ['bob', 'carol']] }\n"
                        + "node { def answer = approveGate(id: 'prod', environment: 'production')\n"
                        + "echo \"decision ${answer.decision}\" }");
        execute("run", project.toString());
        assertThat(records("approveGate")).isEmpty();
    }

    /** Rules may change between the gate and the deployment; a folder's demands may reach the one and not the other. */
    @Test(timeout = 120_000)
    public void anApprovalWithoutAReasonCountsForNothingOnceTheEnvironmentAsksForOne() throws IOException {
        String image = "registry.example/api@sha256:" + "a".repeat(64);
        Path helm = Files.createDirectory(project.resolve("bin")).resolve("helm");
        Files.writeString(
                helm,
                """
                #!/bin/sh
                case $1 in
                  version) printf v3.19.0 ;;
                  template) echo '{apiVersion: v1, kind: Pod, metadata: {name: api}, spec: {containers: [{name: api, image: "%s"}]}}' ;;
                  lint) echo "1 chart(s) linted" ;;
                  *) echo "Error: Kubernetes cluster unreachable" >&2; exit 1 ;;
                esac
                """
                        .formatted(image));
        Files.setPosixFilePermissions(helm, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectory(project.resolve("chart"));
        Files.writeString(project.resolve("chart/Chart.yaml"), "{apiVersion: v2, name: api, version: 1.0.0}");
        String environment =
                "{teams: [{name: sre, users: [bob]}], environments: [{name: production, approvers: [{group: sre}]%s}]}";
        Files.writeString(project.resolve("environments.yaml"), environment.formatted(""));
        String deploy = "helmDeploy id: 'prod', release: 'api', chart: 'chart', environment: 'production', image: '"
                + image + "'";
        Files.writeString(
                project.resolve("Jenkinsfile"),
                "node { withEnv(['PATH+FAKE=" + helm.getParent() + "']) {\n" + deploy + ", dryRun: true\n"
                        + "approveGate id: 'prod', deployment: 'prod', environment: 'production'\n"
                        + "writeFile file: 'environments.yaml', text: '"
                        + environment.formatted(", requireReason: true") + "'\n" + deploy + " } }");

        CompletableFuture<Integer> run = CompletableFuture.supplyAsync(() -> execute("run", project.toString()));
        Path gate = project.resolve(".mldeploy/gates/1-prod-1/gate.jsonl");
        while (!run.isDone() && (!Files.exists(gate) || Files.size(gate) == 0)) {
            Thread.onSpinWait();
        }
        assertThat(execute("approve", "1-prod-1", "--as", "bob:sre", "-C", project.toString()))
                .isZero();
        assertThat(run.join()).isEqualTo(1);

        assertThat(records("approveGate").get(0).evidence().details()).containsEntry("decision", "APPROVED");
        assertThat(String.valueOf(
                        records("helmDeploy").get(0).evidence().details().get("missing")))
                .contains("APPROVAL_MISSING: approval 0/1 (sre); does not count: bob, who gave no reason");
    }

    private List<Entry> records(String step) throws IOException {
        JournalFileStore store =
                JournalFileStore.readOnly(ProjectHome.of(project, null).journal());
        try (Stream<Entry> entries = store.find(EvidenceQuery.ofStep(step))) {
            return entries.toList();
        }
    }

    private String git(String... arguments) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of("git", "-C", project.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private int execute(String... arguments) {
        CommandLine commandLine = MlDeploy.commandLine();
        commandLine.setErr(new PrintWriter(System.out, true));
        return commandLine.execute(arguments);
    }
}
