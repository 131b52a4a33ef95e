package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.policy.Approval;
import io.jenkins.plugins.mldeploy.policy.Enforcement;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Arguments;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class HelmDeployTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Rig rig;

    @Before
    public void open() throws IOException {
        rig = new Rig(folder.getRoot().toPath());
    }

    @After
    public void close() throws IOException {
        rig.close();
    }

    @Test
    public void aUnitIsInstalledInOrderReadBackAndRecordedForEachImageAndTheSource() throws Exception {
        StepResult result = rig.deploy(Rig.unit());
        assertThat(result.status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(rig.cluster.writes()).containsExactly("upgrade api", "upgrade front");
        assertThat(rig.cluster.statusOf("front")).isEqualTo("1 deployed");
        assertThat(result.returned())
                .containsEntry("outcome", "deployed")
                .containsEntry("release", "api,front")
                .containsEntry("revision", 1)
                .containsEntry("previousRevision", 0)
                .containsEntry("rolledBack", false)
                .containsEntry("strategy", "rolling")
                .containsEntry("images", List.of(Rig.API, Rig.FRONT))
                .containsKeys("planHash", "deploymentId", "reason", "durationMillis");
        assertThat(rig.records())
                .extracting(entry -> entry.evidence().subject().value())
                .containsExactlyInAnyOrder(
                        "sha256:" + "1".repeat(64), "sha256:" + "2".repeat(64), "git:" + "a".repeat(40));
        assertThat(rig.logged()).doesNotContain("hunter2");
        assertThat(rig.cluster.commands)
                .filteredOn(command -> command.startsWith("helm upgrade api") && !command.contains("dry-run"))
                .singleElement()
                .asString()
                .contains("--install", "--namespace shop", "--wait --timeout 600s", "--history-max 10")
                .doesNotContain("--atomic", "--kube-context");
    }

    @Test
    public void helm4GetsItsOwnFlags() throws Exception {
        rig.cluster.helmVersion = "v4.1.4";
        assertThat(rig.deploy(Rig.api()).status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(rig.cluster.commands)
                .anyMatch(command -> command.startsWith("helm upgrade api") && command.contains("--wait=watcher"));
        assertThat(rig.cluster.commands).noneMatch(command -> command.contains("--rollback-on-failure"));
    }

    @Test
    public void withoutHelmNothingIsJudgedAndTheWayToGetItIsSaid() throws Exception {
        rig.cluster.absent.add("helm");
        StepResult result = rig.deploy(Rig.api());
        assertThat(result.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(result.status()).isEqualTo(RunStatus.FAILURE);
        assertThat(Rig.reason(result)).contains("HELM_MISSING");
        assertThat(result.sentence()).contains("mldeploy doctor --install");
        assertThat(rig.detail("outcome")).isEqualTo("notApplied");
    }

    @Test
    public void aHelmOfAnotherLineIsNotTrusted() throws Exception {
        for (String version : List.of("v2.17.0", "v5.0.0", "", "helm", "v3", "{{.Version}}")) {
            rig.cluster.helmVersion = version;
            assertThat(Rig.reason(rig.deploy(Rig.api()))).as(version).contains("HELM_UNKNOWN");
        }
        assertThat(rig.cluster.writes()).isEmpty();
    }

    @Test
    public void anUnknownEnvironmentIsAnErrorThatListsTheKnownOnes() throws Exception {
        StepResult result = rig.deploy(Rig.api("environment", "productoin"));
        assertThat(result.status()).isEqualTo(RunStatus.FAILURE);
        assertThat(result.sentence()).contains("did you mean").contains("staging, production");
        assertThat(rig.records()).isEmpty();
        assertThat(rig.cluster.commands).isEmpty();
    }

    @Test
    public void aProtectedEnvironmentTakesNoNamespaceAndNoContextFromTheCall() throws Exception {
        StepResult result = rig.deploy(Rig.api(
                "environment", "production", "namespace", "other", "contextName", "other", "createNamespace", true));
        assertThat(result.status()).isEqualTo(RunStatus.FAILURE);
        assertThat(Rig.reason(result)).contains("PARAMETER_PROTECTED");
        assertThat(result.sentence()).contains("namespace, contextName, createNamespace");
        assertThat(rig.cluster.commands).isEmpty();
        assertThat(rig.detail("outcome")).isEqualTo("refused");
    }

    @Test
    public void anOpenEnvironmentTakesThem() throws Exception {
        rig.deploy(Rig.api("namespace", "mine", "contextName", "lap@top", "createNamespace", true));
        assertThat(rig.cluster.commands)
                .anyMatch(command -> command.startsWith("helm upgrade api")
                        && command.contains("--namespace mine --kube-context lap@top --create-namespace"));
    }

    @Test
    public void theCredentialOfACallIsHandedOutWhereTheEnvironmentIsOpenAndRefusedWhereItIsProtected()
            throws Exception {
        List<String> asked = new ArrayList<>();
        rig.intruder = (state, action, carryOut) -> {
            if (action instanceof Action.Run) {
                asked.add(rig.machine.access(state).orElseThrow().credentialsId());
            }
            return null;
        };
        assertThat(rig.deploy(Rig.api("credentialsId", "mine")).status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(asked).isNotEmpty().containsOnly("mine");
        asked.clear();
        StepResult refused = rig.deploy(Rig.api("environment", "production", "credentialsId", "mine"));
        assertThat(Rig.reason(refused)).contains("PARAMETER_PROTECTED");
        assertThat(refused.sentence()).contains("leave out: credentialsId");
        assertThat(asked).isEmpty();
    }

    @Test
    public void aCallThatContradictsItselfNamesEveryMistake() {
        assertThatThrownBy(() -> begin(Map.of("environment", "staging")))
                .hasMessageContaining("give 'release' and 'chart'");
        assertThatThrownBy(() -> begin(Rig.unit("image", Rig.API))).hasMessageContaining("not both");
        assertThatThrownBy(() -> begin(Rig.api("release", "--help"))).hasMessageContaining("not a release name");
        assertThatThrownBy(() -> begin(Rig.api("chart", "--post-renderer=/bin/sh")))
                .hasMessageContaining("leading dash");
        assertThatThrownBy(() -> begin(Rig.api("chart", "https://evil.example/c.tgz")))
                .hasMessageContaining("scheme");
        assertThatThrownBy(() -> begin(Rig.api("image", "Registry/API:1"))).hasMessageContaining("image reference");
        assertThatThrownBy(() -> begin(Rig.api("historyMax", 1))).hasMessageContaining("2 or more");
        assertThatThrownBy(() -> begin(Rig.api("set", Map.of("a,b", 1)))).hasMessageContaining("path of a value");
        assertThatThrownBy(() -> begin(Rig.api("namespace", "-n"))).hasMessageContaining("namespace");
        assertThatThrownBy(() -> begin(Map.of(
                        "environment",
                        "staging",
                        "releases",
                        List.of(Map.of("release", "a", "chart", "c"), Map.of("release", "a", "chart", "c")))))
                .hasMessageContaining("twice");
    }

    private void begin(Map<String, ?> given) {
        rig.machine.begin(Arguments.check(rig.machine.description(), given), rig.run());
    }

    @Test
    public void valuesAreTakenLiterallyAndInHelmsOrder() throws Exception {
        rig.file("values.yaml", "a: 1\n");
        rig.file("prompt.txt", "be kind");
        rig.deploy(Rig.api(
                "valuesFiles",
                "values.yaml",
                "set",
                Map.of("list", "a,b{c}\\"),
                "setFile",
                Map.of("prompt", "prompt.txt")));
        assertThat(rig.cluster.commands)
                .anyMatch(
                        command -> command.startsWith("helm template api charts/api")
                                && command.contains(
                                        "--values values.yaml --set list=a\\,b\\{c\\}\\\\ --set-file prompt=prompt.txt"
                                                + " --set-string image.repository=registry:5000/api --set-string image.digest=sha256:111"));
    }

    @Test
    public void aTagEmptiesTheDigestOfTheChartsOwnValues() throws Exception {
        rig.deploy(Rig.api("image", "api:1.2.3"));
        assertThat(rig.cluster.commands)
                .anyMatch(command -> command.contains("--set-string image.tag=1.2.3 --set-string image.digest="));
    }

    @Test
    public void aChartThatTakesItsImageFromElsewhereIsNotDeployed() throws Exception {
        rig.cluster.charts.put("charts/api", FakeCluster.DEPLOYMENT.replace("IMAGE", "other:1"));
        StepResult result = rig.deploy(Rig.api());
        assertThat(Rig.reason(result)).contains("IMAGE_NOT_RENDERED");
        assertThat(result.sentence()).contains("it renders other:1");
        assertThat(rig.cluster.writes()).isEmpty();
    }

    @Test
    public void filesOutsideTheWorkspaceAreNotRead() throws Exception {
        assertThat(Rig.reason(rig.deploy(Rig.api("valuesFiles", "../../secret.yaml"))))
                .contains("IO_FAILED");
        assertThat(Rig.reason(rig.deploy(Rig.api("chart", "/etc")))).contains("IO_FAILED");
        java.nio.file.Files.createSymbolicLink(
                rig.workspace.resolve("charts/api/templates/link"),
                folder.getRoot().toPath().resolve("home/journal-000000000001.jsonl"));
        assertThat(Rig.reason(rig.deploy(Rig.api()))).contains("IO_FAILED");
        assertThat(rig.cluster.commands).noneMatch(command -> command.startsWith("helm template"));
    }

    @Test
    public void aMissingChartOrValuesFileIsNamed() throws Exception {
        assertThat(Rig.reason(rig.deploy(Rig.api("chart", "charts/none")))).contains("CHART_MISSING");
        assertThat(Rig.reason(rig.deploy(Rig.api("chart", "charts")))).contains("CHART_MISSING");
        assertThat(Rig.reason(rig.deploy(Rig.api("valuesFiles", "none.yaml")))).contains("VALUES_MISSING");
    }

    @Test
    public void aProtectedEnvironmentRefusesBeforeAnythingReachesTheClusterAndListsWhatIsMissing() throws Exception {
        StepResult result = rig.deploy(Rig.api("environment", "production", "image", "registry:5000/api:1"));
        assertThat(result.status()).isEqualTo(RunStatus.FAILURE);
        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.reasons())
                .extracting(reason -> reason.code())
                .containsExactlyInAnyOrder("IMAGE_NOT_PINNED", "APPROVAL_MISSING");
        assertThat(rig.logged()).contains("REFUSED", "  approval", "  image: 'registry:5000/api:1'");
        assertThat(rig.detail("outcome")).isEqualTo("refused");
        assertThat((List<?>) rig.detail("missing")).hasSize(2);
        assertThat(rig.cluster.commands)
                .allMatch(command -> command.matches("helm (version|template) .*|kubectl version .*"));
    }

    @Test
    public void anImageThatOnlyAHookUsesIsJudgedToo() throws Exception {
        rig.cluster.charts.put(
                "charts/api",
                FakeCluster.DEPLOYMENT
                        + """
                        ---
                        apiVersion: batch/v1
                        kind: Job
                        metadata: {name: h, annotations: {"helm.sh/hook": pre-install}}
                        spec: {template: {spec: {containers: [{name: h, image: "busybox:latest"}]}}}
                        """);
        StepResult result = rig.deploy(Rig.api("environment", "production"));
        assertThat(result.sentence()).contains("busybox:latest");
        assertThat(rig.cluster.writes()).isEmpty();
    }

    @Test
    public void anObjectInAnotherNamespaceIsRefusedWhereTheEnvironmentOwnsTheNamespaces() throws Exception {
        rig.cluster.charts.put(
                "charts/api",
                FakeCluster.DEPLOYMENT.replace("name: RELEASE", "name: RELEASE\n  namespace: kube-system"));
        assertThat(rig.deploy(Rig.api("environment", "production")).reasons())
                .extracting(reason -> reason.code())
                .contains("NAMESPACE_NOT_ALLOWED");
        assertThat(rig.deploy(Rig.api()).status()).as("open").isEqualTo(RunStatus.SUCCESS);
    }

    @Test
    public void anEnvironmentThatOnlyWarnsLetsItInAndSaysWhatIsMissing() throws Exception {
        rig.environments.set(1, Rig.guarded("production", Enforcement.WARN));
        assertThat(rig.deploy(Rig.api("environment", "production")).status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(rig.logged()).contains("warning, missing and let in: approval");
        assertThat((List<?>) rig.detail("warnings")).hasSize(1);
        assertThat(rig.cluster.commands).anyMatch(command -> command.contains("--kube-context prod"));
    }

    @Test
    public void aPlanIsRecordedApprovedAndCarriedOut() throws Exception {
        StepResult plan = rig.deploy(Rig.api("environment", "production", "dryRun", true, "id", "prod"));
        assertThat(plan.status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(plan.returned()).containsEntry("outcome", "planned");
        assertThat(rig.cluster.writes()).isEmpty();
        assertThat(rig.payload("manifest")).contains("# Release: api", Rig.API);
        assertThat(rig.logged()).doesNotContain("would be missing");
        assertThat(rig.deploy(Rig.api("environment", "production", "id", "prod"))
                        .status())
                .as("not approved")
                .isEqualTo(RunStatus.FAILURE);

        approve((String) plan.returned().get("planHash"));
        StepResult result = rig.deploy(Rig.api("environment", "production", "id", "prod"));
        assertThat(result.sentence()).isEqualTo("PASS");
        assertThat(result.returned()).containsEntry("planHash", plan.returned().get("planHash"));
        assertThat(rig.detail("approvers")).isEqualTo(List.of("sam"));
    }

    private void approve(String planHash) throws IOException {
        Approval approval = new Approval(
                "production",
                planHash,
                Approval.APPROVED,
                List.of(new Approval.Approver("sam", Set.of("sre"))),
                null,
                List.of("alice"),
                List.of(),
                rig.cluster.now,
                rig.cluster.now,
                false);
        for (Subject subject : List.of(Subject.image("sha256:" + "1".repeat(64)), rig.source)) {
            rig.store.append(new Evidence(
                    subject,
                    Approval.STEP,
                    "prod",
                    Verdict.PASS,
                    Map.of(),
                    List.of(),
                    approval.toDetails(),
                    Map.of(),
                    rig.run().origin(),
                    rig.cluster.now));
        }
    }

    @Test
    public void whatChangedSinceThePlanIsNamed() throws Exception {
        rig.deploy(Rig.api("dryRun", true));
        assertThat(rig.deploy(Rig.api()).status()).as("unchanged").isEqualTo(RunStatus.SUCCESS);
        assertThat(changed(Rig.api("image", Rig.FRONT))).contains("image " + Rig.FRONT + " was not planned");
        assertThat(changed(Rig.api("set", Map.of("a", 1)))).contains("the values of release api changed");
        assertThat(changed(Rig.api("namespace", "other"))).contains("namespace is other, planned was shop");
        assertThat(changed(Rig.unit())).contains("releases are [api, front], planned were [api]");
        rig.cluster.charts.put("charts/api", FakeCluster.DEPLOYMENT + "# random 17\n");
        assertThat(changed(Rig.api())).contains("random values or the time");
        rig.cluster.charts.clear();
        rig.file("charts/api/templates/deployment.yaml", "kind: Deployment\n#\n");
        assertThat(changed(Rig.api())).contains("the chart of release api changed");
        rig.run = 8;
        assertThat(rig.deploy(Rig.api()).status()).as("another run").isEqualTo(RunStatus.SUCCESS);
    }

    private String changed(Map<String, ?> call) throws IOException {
        int writes = rig.cluster.writes().size();
        StepResult result = rig.deploy(call);
        assertThat(Rig.reason(result)).contains("PLAN_CHANGED");
        assertThat(result.status()).isEqualTo(RunStatus.FAILURE);
        assertThat(rig.cluster.writes()).hasSize(writes);
        return result.sentence();
    }

    @Test
    public void aChangedSourceChangesThePlanOnlyWhereAnImageHasNoDigest() throws Exception {
        rig.deploy(Rig.api("dryRun", true, "image", "api:1"));
        rig.deploy(Rig.api("dryRun", true, "id", "pinned"));
        rig.source = Subject.commit("b".repeat(40));
        assertThat(changed(Rig.api("image", "api:1"))).contains("the sources changed: they are git:bbb");
        assertThat(rig.deploy(Rig.api("id", "pinned")).status()).isEqualTo(RunStatus.SUCCESS);
    }

    @Test
    public void theDifferenceToWhatRunsHidesSecrets() throws Exception {
        String secret = "---\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: hunter%d}\n";
        rig.cluster.charts.put("charts/api", FakeCluster.DEPLOYMENT + secret.formatted(2));
        rig.deploy(Rig.api());
        rig.cluster.charts.put(
                "charts/api", FakeCluster.DEPLOYMENT.replace("name: main", "name: renamed") + secret.formatted(3));
        rig.deploy(Rig.api("dryRun", true));
        assertThat(rig.payload("difference")).contains("-        - name: main", "+        - name: renamed");
        assertThat(rig.payload("difference") + rig.payload("manifest") + rig.logged())
                .doesNotContain("hunter");
        assertThat(rig.payload("manifest")).contains("password: (hidden)");
        assertThat(rig.detail("changedLines")).isEqualTo(2);
    }

    @Test
    public void withoutAClusterItIsARehearsalThatIsLintedAndNeverCounts() throws Exception {
        rig.cluster.reachable = false;
        StepResult result = rig.deploy(Rig.unit());
        assertThat(result.status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(result.returned()).containsEntry("outcome", "rehearsed").containsEntry("revision", 0);
        assertThat(rig.logged()).contains("REHEARSAL: no cluster is reachable");
        assertThat(rig.cluster.commands)
                .filteredOn(command -> command.startsWith("helm lint"))
                .hasSize(2);
        assertThat(rig.cluster.writes()).isEmpty();
        assertThat(io.jenkins.plugins.mldeploy.evidence.Deployed.subjects(rig.store, "staging"))
                .isEmpty();
    }

    @Test
    public void aRehearsalStillAsksThePolicy() throws Exception {
        rig.cluster.reachable = false;
        assertThat(Rig.reason(rig.deploy(Rig.api("environment", "production")))).contains("APPROVAL_MISSING");
        assertThat(rig.cluster.commands).noneMatch(command -> command.startsWith("helm lint"));
    }

    @Test
    public void lintErrorsFailARehearsal() throws Exception {
        rig.cluster.reachable = false;
        rig.cluster.refusing.put("helm lint", "Error: 1 chart(s) linted, 1 chart(s) failed");
        StepResult result = rig.deploy(Rig.api());
        assertThat(Rig.reason(result)).contains("LINT_FAILED");
        assertThat(result.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
    }

    @Test
    public void aClusterThatIsNamedAndDoesNotAnswerIsNoRehearsal() throws Exception {
        rig.cluster.reachable = false;
        for (String answer : List.of(
                "Unable to connect to the server: dial tcp 10.0.0.1:6443: i/o timeout",
                "The connection to the server cluster.example:6443 was refused - did you specify the right host or port?",
                "Unable to connect to the server: net/http: request canceled (Client.Timeout exceeded while awaiting headers)",
                "")) {
            rig.cluster.unreachable = answer;
            StepResult result = rig.deploy(Rig.api());
            assertThat(Rig.reason(result)).as(answer).contains("CLUSTER_UNREACHABLE");
            assertThat(result.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
            assertThat(result.status()).isEqualTo(RunStatus.FAILURE);
            assertThat(result.returned()).containsEntry("outcome", "notApplied");
        }
        rig.cluster.unreachable =
                "Error: kubernetes cluster unreachable: stat /nowhere/config: no such file or directory";
        assertThat(rig.deploy(Rig.api()).returned()).containsEntry("outcome", "rehearsed");
    }

    @Test
    public void aClusterThatRefusesTheCredentialIsNoRehearsal() throws Exception {
        rig.cluster.reachable = false;
        for (String answer : List.of(
                "error: You must be logged in to the server (Unauthorized)",
                "Error from server (Forbidden): forbidden: User cannot get path /version",
                "Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown")) {
            rig.cluster.unreachable = answer;
            StepResult result = rig.deploy(Rig.api());
            assertThat(Rig.reason(result)).as(answer).contains("CLUSTER_DENIED");
            assertThat(result.status()).isEqualTo(RunStatus.FAILURE);
        }
    }

    /** A host that keeps the credential until then asks without it. */
    @Test
    public void aProtectedEnvironmentWithItsOwnCredentialJudgesBeforeTheClusterKnowsTheRun() throws Exception {
        rig.cluster.reachable = false;
        rig.cluster.unreachable = "error: You must be logged in to the server (Unauthorized)";

        StepResult result = rig.deploy(Rig.api("environment", "production"));

        assertThat(Rig.reason(result))
                .hasValueSatisfying(code -> assertThat(code).startsWith("APPROVAL"));
        assertThat(result.returned()).containsEntry("outcome", "refused");
    }

    @Test
    public void helmAsksForTheClusterWhereKubectlIsMissing() throws Exception {
        rig.cluster.absent.add("kubectl");
        assertThat(rig.deploy(Rig.api()).returned()).containsEntry("outcome", "deployed");
        rig.cluster.reachable = false;
        assertThat(rig.deploy(Rig.api()).returned()).containsEntry("outcome", "rehearsed");
    }

    @Test
    public void theCommitOfAnImageIsReadFromItsOwnLabel() throws Exception {
        rig.cluster.absent.remove("docker");
        rig.cluster.inspection =
                """
                [{"RepoDigests": ["registry:5000/api@sha256:%s"],
                  "Config": {"Labels": {"org.opencontainers.image.revision": "%s"}}}]"""
                        .formatted("1".repeat(64), "c".repeat(40));
        rig.deploy(Rig.unit());
        assertThat(rig.logged()).contains(Rig.API + ", built from cccccccccccc");
        assertThat(rig.logged()).doesNotContain(Rig.FRONT + ", built from");
        assertThat(rig.cluster.commands).contains("docker image inspect " + Rig.API);
    }

    @Test
    public void aChartThatRendersAnotherImageAgainstTheClusterIsStoppedBeforeItIsApplied() throws Exception {
        rig.cluster.onlyOnServer = FakeCluster.DEPLOYMENT.replace("IMAGE", "evil:1");
        StepResult result = rig.deploy(Rig.api());
        assertThat(Rig.reason(result)).contains("IMAGE_NOT_ADMITTED");
        assertThat(rig.cluster.writes()).isEmpty();
        assertThat(rig.detail("outcome")).isEqualTo("refused");
    }

    @Test
    public void anImageThatIsOnlyInWhatWasReadBackIsRolledBack() throws Exception {
        rig.cluster.had("api", "deployed");
        rig.cluster.onlyReadBack = FakeCluster.DEPLOYMENT.replace("IMAGE", "evil:1");
        StepResult result = rig.deploy(Rig.api());
        assertThat(result.sentence()).contains("images that were not admitted: evil:1");
        assertThat(rig.cluster.writes()).containsExactly("upgrade api", "rollback api 1");
        assertThat(result.returned()).containsEntry("rolledBack", true);
    }

    @Test
    public void whatHelmPrintsThatItStoredIsEnoughAndWhereItDoesNotItIsAsked() throws Exception {
        for (boolean prints : new boolean[] {true, false}) {
            rig.cluster.printsReleases = prints;
            rig.cluster.commands.clear();
            rig.run++;
            assertThat(rig.deploy(Rig.api()).status()).isEqualTo(RunStatus.SUCCESS);
            assertThat(rig.logged())
                    .contains("release api: revision " + (prints ? 1 : 2) + " runs, read back")
                    .doesNotContain("hunter2");
            List<String> commands = rig.cluster.commands;
            int upgrade = commands.indexOf(commands.stream()
                    .filter(command -> command.startsWith("helm upgrade") && !command.contains("--dry-run"))
                    .findFirst()
                    .orElseThrow());
            assertThat(commands.subList(upgrade, commands.size()).stream()
                            .filter(command -> command.startsWith("helm get all"))
                            .count())
                    .isEqualTo(prints ? 0 : 1);
        }
    }

    private List<String> questions() {
        return rig.cluster.commands.stream()
                .filter(command -> command.matches("helm (get all|history|list .*--filter) .*"))
                .map(command -> command.replaceFirst(" --.*", ""))
                .toList();
    }

    @Test
    public void ofAUnitOneQuestionIsEnoughWhereEachReleaseWorksOrIsNotThere() throws Exception {
        assertThat(rig.deploy(Rig.api()).status()).isEqualTo(RunStatus.SUCCESS);
        rig.cluster.commands.clear();
        rig.run++;
        assertThat(rig.deploy(Rig.unit()).status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(questions()).containsExactly("helm list");
        assertThat(rig.logged()).contains("upgrades it from revision 1, would go back to revision 1", "installs it");
        assertThat(rig.cluster.commands).noneMatch(command -> command.startsWith("helm get"));
    }

    @Test
    public void whatTheFormerRevisionsHeldIsAskedOnTheWayBackAndCompared() throws Exception {
        assertThat(rig.deploy(Rig.unit()).status()).isEqualTo(RunStatus.SUCCESS);
        rig.cluster.commands.clear();
        rig.run++;
        rig.cluster.failing.put("front", "Error: UPGRADE FAILED: context deadline exceeded");
        StepResult result = rig.deploy(Rig.unit());
        assertThat(result.returned()).containsEntry("rolledBack", true);
        assertThat(rig.logged())
                .contains("release front: is back, with the manifest of revision 1, verified")
                .contains("release api: is back, with the manifest of revision 1, verified");
        assertThat(rig.cluster.commands.stream()
                        .filter(command -> command.startsWith("helm get manifest api"))
                        .map(command -> command.replaceFirst(".*--revision (\\d+).*", "$1"))
                        .limit(2))
                .containsExactly("1", "3");
    }

    @Test
    public void anyOtherStateOfAUnitOrAnAnswerThatIsNoneAsksAboutEach() throws Exception {
        rig.cluster.had("api", "deployed", "failed");
        rig.cluster.had("front", "deployed");
        assertThat(rig.deploy(Rig.unit()).status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(questions()).startsWith("helm list", "helm get all api", "helm history api");
        assertThat(rig.logged()).contains("upgrades it from revision 2, would go back to revision 1");
        for (String answer : List.of("", "{}", "not json", "[{\"name\":\"api\",\"status\":\"deployed\"}]")) {
            rig.cluster.commands.clear();
            rig.run++;
            Rig.Programs all = rig.programs;
            rig.programs = command -> command.argv().contains("--filter") ? FakeCluster.ok(answer) : all.run(command);
            assertThat(rig.deploy(Rig.unit()).status()).as(answer).isEqualTo(RunStatus.SUCCESS);
            rig.programs = all;
            assertThat(questions()).as(answer).contains("helm get all api", "helm get all front");
        }
    }

    @Test
    public void aManifestThatReadsBackDifferentlyIsNotedAndNotTakenByAProtectedEnvironment() throws Exception {
        rig.cluster.onlyReadBack = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: more}\n";
        assertThat(rig.deploy(Rig.api()).status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(rig.detail("notes").toString()).contains("differs from the one that was to be applied");
        rig.environments.set(1, Rig.guarded("production", Enforcement.WARN));
        StepResult guarded = rig.deploy(Rig.api("environment", "production"));
        assertThat(Rig.reason(guarded)).contains("READ_BACK_FAILED");
        assertThat(guarded.returned()).containsEntry("rolledBack", true);
    }

    @Test
    public void theStateOfTheJournalKnowsWhatRunsNow() throws Exception {
        rig.deploy(Rig.unit());
        List<Entry> now = io.jenkins.plugins.mldeploy.evidence.Deployed.now(rig.store, "staging");
        assertThat(now).hasSize(3);
        Map<?, ?> release =
                (Map<?, ?>) ((List<?>) now.get(0).evidence().details().get("releases")).get(1);
        assertThat(release.get("release")).isEqualTo("front");
        assertThat(release.get("revision")).isEqualTo(1);
        assertThat(release.get("version")).isEqualTo("0.1.0");
        assertThat(now.get(0).evidence().at()).isEqualTo(Instant.parse("2026-11-25T10:00:00Z"));
    }
}
