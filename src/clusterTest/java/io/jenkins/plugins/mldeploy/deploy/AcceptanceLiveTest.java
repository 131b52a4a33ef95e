package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.policy.ApproverRule;
import io.jenkins.plugins.mldeploy.policy.Environment;
import io.jenkins.plugins.mldeploy.policy.RequiredEvidence;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** What was promised of helmDeploy where an environment, a plan or another run keeps it from deploying, or somebody stops it, on a real cluster. */
public class AcceptanceLiveTest extends LiveShop {
    private static final ReleaseLocks.Holder OTHER = new ReleaseLocks.Holder("shop/llm-app", 99, "deploy-99-x");

    private void assertRefused(StepResult result, String... texts) throws IOException {
        assertThat(result.returned()).as(result.sentence()).containsEntry("outcome", "refused");
        assertThat(result.status()).isEqualTo(RunStatus.FAILURE);
        assertThat(String.join("\n", result.reasons().stream().map(Reason::text).toList()))
                .contains(texts);
        assertServed("api", "1", 1);
        assertOnly("api");
    }

    @Test
    public void aProtectedEnvironmentListsEverythingThatIsMissing() throws Exception {
        install("api");
        Environment.Cluster here = new Environment.Cluster(null, null, List.of(cluster.namespace()));
        rig.environments.add(Environment.builder("production")
                .approvers(List.of(new ApproverRule("sre", 1), new ApproverRule("security", 1)))
                .requiredEvidence(List.of(new RequiredEvidence("containerScan", null, null, List.of())))
                .cluster(here)
                .build());
        assertRefused(
                deploy("no approval, no evidence", production(2)),
                "approval 0/2 (sre, security)",
                "containerScan: none for sha256:");
        rig.environments.removeIf(each -> each.name().equals("production"));
        rig.environments.add(Environment.builder("production")
                .jobs(List.of("shop/other"))
                .cluster(here)
                .build());
        assertRefused(deploy("from a job that is not listed", production(2)), "shop/llm-app");
        rig.environments.removeIf(each -> each.name().equals("production"));
        guard();
        rig.file(
                "charts/api/templates/hook.yaml",
                """
                apiVersion: batch/v1
                kind: Job
                metadata:
                  name: {{ .Release.Name }}-hook
                  annotations: {helm.sh/hook: pre-upgrade}
                spec:
                  template:
                    spec:
                      restartPolicy: Never
                      containers: [{name: migrate, image: "registry.example/migrate:7"}]
                """);
        assertRefused(
                deploy("an image that only a hook uses", production(2)), "'registry.example/migrate:7' has no digest");
    }

    @Test
    public void onlyThePlanThatWasApprovedIsDeployed() throws Exception {
        install("api");
        guard();
        rig.run++;
        Map<String, Object> call = production(2, "id", "prod");
        Decisions.approve(rig, call, null);
        Map<String, Object> other = new LinkedHashMap<>(production(3, "id", "prod"));
        StepResult changed = rig.deploy(other);
        assertThat(Rig.reason(changed)).as(changed.sentence()).contains("PLAN_CHANGED");
        assertRefused(changed, digest(3));
        StepResult good = rig.deploy(call);
        assertThat(good.status()).as(good.sentence()).isEqualTo(RunStatus.SUCCESS);
        assertServed("api", digest(2), 2);
    }

    @Test
    public void anOlderCommitIsRefusedAndAWayBackIsNot() throws Exception {
        install("api");
        rig.history = List.of("a".repeat(40), "b".repeat(40));
        rig.commit = "b".repeat(40);
        assertThat(deploy("rolling", api("2")).status()).isEqualTo(RunStatus.SUCCESS);
        rig.commit = "a".repeat(40);
        StepResult older = deploy("an older commit", api("1"));
        assertThat(Rig.reason(older)).as(older.sentence()).contains("OLDER_THAN_DEPLOYED");
        assertServed("api", "2", 2);
        StepResult back = deploy("rollbackTo previous from the older commit", api("1", "rollbackTo", "previous"));
        assertThat(back.status()).as(back.sentence()).isEqualTo(RunStatus.SUCCESS);
        assertServed("api", "1", 3);
    }

    @Test
    public void aHolderThatIsAliveIsWaitedFor() throws Exception {
        install("api");
        ReleaseLocks locks = new ReleaseLocks(rig.home(), "staging", List.of("api"));
        assertThat(locks.take(OTHER, holder -> false).holder()).isNull();
        int[] waits = {0};
        rig.intruder = (state, action, carryOut) -> {
            if (state instanceof Locking && action instanceof Action.Wait && ++waits[0] == 2) {
                try {
                    locks.giveBack(OTHER);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return null;
        };
        StepResult result = deploy("the lock of a living run is awaited", api("2"));
        assertThat(result.status()).as(result.sentence()).isEqualTo(RunStatus.SUCCESS);
        assertThat(waits[0]).isEqualTo(2);
        assertThat(rig.logged()).contains("waits for shop/llm-app #99");
        assertServed("api", "2", 2);
    }

    @Test
    public void aLeaseThatAnotherHostHoldsIsAwaited() throws Exception {
        install("api");
        lease("jenkins-2-0a1b2c3d|shop/llm-app #12|prod-12-x");
        int[] waits = {0};
        rig.intruder = (state, action, carryOut) -> {
            if (state instanceof AwaitingLease && ++waits[0] == 2) {
                try {
                    assertThat(cluster.last("api").number()).isEqualTo(1);
                    lease("");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return null;
        };
        StepResult result = deploy("the Lease of another host's living run is awaited", api("2"));
        assertThat(result.status()).as(result.sentence()).isEqualTo(RunStatus.SUCCESS);
        assertThat(waits[0]).isEqualTo(2);
        assertThat(rig.logged()).contains("waits for shop/llm-app #12 on jenkins-2-0a1b2c3d");
        assertServed("api", "2", 2);
    }

    private void lease(String holder) throws IOException {
        apply(
                "lease",
                """
                apiVersion: coordination.k8s.io/v1
                kind: Lease
                metadata: {name: mldeploy-api}
                spec: {%s renewTime: "%s", leaseDurationSeconds: 600}
                """
                        .formatted(
                                holder.isEmpty() ? "" : "holderIdentity: \"" + holder + "\",",
                                Leases.time(System.currentTimeMillis())));
    }

    @Test
    public void whoIsStoppedOnTheWayTakesEverythingBack() throws Exception {
        install("api");
        int revision = 1;
        for (Class<? extends DeployState> at : List.of(Surveying.class, Carrying.class, Upgrading.class)) {
            boolean[] stopped = {false};
            rig.intruder = (state, action, carryOut) -> {
                if (stopped[0] || !at.isInstance(state)) {
                    return null;
                }
                if (state instanceof Carrying carrying
                        && !(carrying.stage() == Program.Stage.RUN
                                && Program.of(carrying.deployment(), carrying.stage())
                                                .get(carrying.position())
                                        instanceof Moves.Scale)) {
                    return null;
                }
                stopped[0] = true;
                carryOut.run();
                return new Event.Stopped("stopped by sam");
            };
            StepResult result = deploy(
                    "stopped at " + at.getSimpleName(),
                    at == Carrying.class
                            ? api("2", "strategy", "canary", "steps", List.of(50), "interval", "1s")
                            : api("2"));
            assertThat(stopped[0]).isTrue();
            assertThat(result.status()).as(result.sentence()).isEqualTo(RunStatus.ABORTED);
            assertThat(Rig.reason(result)).contains("STOPPED");
            assertThat(result.returned().get("outcome")).isEqualTo(at == Surveying.class ? "notApplied" : "rolledBack");
            revision += at == Upgrading.class ? 2 : 0;
            assertServed("api", "1", revision);
            assertOnly("api");
        }
    }

    @Test
    public void secretValuesAreNeitherInTheLogNorInTheRecord() throws Exception {
        String secret =
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: {{ .Release.Name }}-key}
                stringData: {password: hunter{{ .Values.image.tag }}}
                """;
        rig.file("charts/api/templates/secret.yaml", secret);
        install("api");
        deploy("a chart with a Secret", api("2"));
        assertServed("api", "2", 2);
        assertThat(cluster.ask("kubectl", "get", "secret", "api-key", "--output", "jsonpath={.data.password}"))
                .isEqualTo("aHVudGVyMg==");
        assertThat(rig.logged()
                        + rig.payload("manifest")
                        + rig.records().get(0).evidence().details())
                .doesNotContain("hunter", "aHVudGVyM");
    }
}
