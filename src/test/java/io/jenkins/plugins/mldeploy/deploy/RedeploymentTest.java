package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.mldeploy.deploy.Redeployment.Answer;
import io.jenkins.plugins.mldeploy.deploy.Redeployment.Verb;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.step.BadArguments;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class RedeploymentTest {
    private static final String NEWER = Rig.API.replace("1111", "3333");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Rig rig;

    @Before
    public void open() throws IOException {
        rig = new Rig(folder.newFolder("rig").toPath(), new MemoryStore());
    }

    @After
    public void close() throws IOException {
        rig.close();
    }

    private String deployed(long run, Object... arguments) throws IOException {
        rig.run = run;
        return (String) rig.deploy(Rig.api(arguments)).returned().get("deploymentId");
    }

    private Answer ask(Verb verb, String deployment) {
        return Redeployment.of(rig.store, verb, deployment, null);
    }

    private static Redeployment possible(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Possible.class);
        return ((Answer.Possible) answer).redeployment();
    }

    private static String refusal(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Impossible.class);
        return ((Answer.Impossible) answer).reason().toString();
    }

    @Test
    public void aRollbackNamesTheDeploymentThatRanBeforeAndTheStepTakesItsId() throws Exception {
        String first = deployed(7);
        String second = deployed(8, "image", NEWER);

        Redeployment back = possible(ask(Verb.ROLLBACK, second));
        assertThat(back.to()).isEqualTo(first);
        assertThat(back.origin().number()).isEqualTo(8);
        assertThat(back.sources().number()).as("what will run was built there").isEqualTo(7);
        assertThat(back.sentence()).isEqualTo("take api in 'staging' from %s back to %s".formatted(second, first));
        Map<String, Object> call = back.rollbackCall(rig.environments.get(0), rig.store);
        assertThat(call)
                .containsEntry("release", "api")
                .containsEntry("rollbackTo", first)
                .containsEntry("namespace", "shop")
                .doesNotContainKeys("chart", "image");
        rig.run = 9;
        rig.cluster.commands.clear();
        StepResult result = rig.deploy(call);

        assertThat(result.status()).as(result.sentence()).isEqualTo(RunStatus.SUCCESS);
        assertThat(result.returned()).containsEntry("images", List.of(Rig.API));
        assertThat(rig.cluster.writes()).containsExactly("rollback api 1");
    }

    @Test
    public void whatIsAskedForTwiceHappensOnce() throws Exception {
        deployed(7);
        String second = deployed(8, "image", NEWER);
        deployed(9, "rollbackTo", "previous");

        assertThat(refusal(ask(Verb.ROLLBACK, second)))
                .startsWith("CHANGED_SINCE: since then shop/llm-app #9 was at 'staging'");
    }

    @Test
    public void nothingIsRolledBackThatRanFirstOrNeverRan() throws Exception {
        String first = deployed(7);
        assertThat(refusal(ask(Verb.ROLLBACK, first))).startsWith("ROLLBACK_UNKNOWN");
        String plan = deployed(8, "dryRun", true);
        assertThat(refusal(ask(Verb.ROLLBACK, plan))).startsWith("NOTHING_TO_ROLL_BACK");
        assertThat(refusal(Redeployment.of(rig.store, Verb.ROLLBACK, first, plan)))
                .startsWith("ROLLBACK_UNKNOWN: " + plan + " was not deployed");
    }

    @Test
    public void aPlanIsPromotedUntilSomethingElseHappenedThere() throws Exception {
        String plan = deployed(8, "dryRun", true, "image", NEWER);

        Redeployment promotion = possible(ask(Verb.PROMOTE, plan));
        assertThat(promotion.planned()).isTrue();
        Map<String, Object> call = Rig.api("dryRun", true, "image", NEWER);
        assertThat(promotion.isCall(call)).isTrue();
        assertThat(promotion.isCall(Rig.api("image", NEWER)))
                .as("the call that was no plan")
                .isFalse();
        assertThat(promotion.isCall(Rig.api("dryRun", true, "id", "other"))).isFalse();
        assertThat(promotion.isCall(Rig.unit("dryRun", true))).isFalse();
        assertThat(promotion.isCall(Rig.api("dryRun", true, "environment", "production")))
                .isFalse();
        assertThat(Redeployment.carriedOut(call))
                .doesNotContainKey("dryRun")
                .containsEntry("image", NEWER)
                .containsEntry("chart", "charts/api");
        assertThat(refusal(ask(Verb.RETRY, plan))).startsWith("NOTHING_TO_RETRY");

        deployed(9);
        assertThat(refusal(ask(Verb.PROMOTE, plan))).startsWith("CHANGED_SINCE");
    }

    @Test
    public void whatWasRefusedIsRetriedAndWhatRunsIsNot() throws Exception {
        String refused = deployed(7, "environment", "production");
        Redeployment retry = possible(ask(Verb.RETRY, refused));
        assertThat(retry.environment()).isEqualTo("production");
        assertThat(retry.isCall(Rig.api("environment", "production"))).isTrue();
        assertThat(refusal(ask(Verb.PROMOTE, refused))).startsWith("NOT_A_PLAN");

        String runs = deployed(8);
        assertThat(refusal(ask(Verb.RETRY, runs))).startsWith("NOTHING_TO_RETRY");
        assertThat(possible(ask(Verb.RETRY, refused)))
                .as("another environment does not matter")
                .isEqualTo(retry);
    }

    @Test
    public void whatIsOfferedIsWhatWouldBePossible() throws Exception {
        deployed(7);
        String runs = deployed(8, "image", NEWER);
        String plan = deployed(9, "dryRun", true, "environment", "production");

        assertThat(Redeployment.offers(rig.store, job -> true))
                .extracting(Redeployment::verb, Redeployment::deployment)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(Verb.PROMOTE, plan),
                        org.assertj.core.groups.Tuple.tuple(Verb.ROLLBACK, runs));
        assertThat(Redeployment.offers(rig.store, job -> false)).isEmpty();
    }

    @Test
    public void aDeploymentOfAReplayOrOfAnUnknownIdIsNeverRepeated() throws Exception {
        String first = deployed(7, "environment", "production");
        Evidence of = rig.records().get(0).evidence();
        rig.store.append(new Evidence(
                of.subject(),
                of.step(),
                of.id(),
                of.verdict(),
                of.metrics(),
                of.reasons(),
                new java.util.LinkedHashMap<>(Map.of(
                        "environment",
                        "production",
                        "deploymentId",
                        "deploy-9-abcdefgh",
                        "outcome",
                        "refused",
                        "unit",
                        "api")),
                Map.of(),
                new Origin("shop/llm-app", 9, null, "main", false, List.of("mallory")),
                of.at()));

        assertThat(refusal(ask(Verb.RETRY, "deploy-9-abcdefgh")))
                .startsWith("NOT_FROM_SCM: the Jenkinsfile of shop/llm-app #9");
        for (String id :
                List.of("deploy-1-abcdefgh", "", "../secrets", "deploy-7-" + "x".repeat(80), "DEPLOY-7-ABCDEFGH")) {
            Answer answer = ask(Verb.RETRY, id);
            assertThat(answer).as(id).isInstanceOf(Answer.Impossible.class);
            assertThat(((Answer.Impossible) answer).unknown()).as(id).isTrue();
        }
        assertThat(first).matches(Redeployment.ID);
    }

    @Test
    public void aPlanSaysWhetherAGateMakesSense() throws Exception {
        rig.run = 7;
        assertThat(rig.deploy(Rig.api("environment", "production", "dryRun", true))
                        .returned())
                .containsEntry("needsApproval", true);
        assertThat(rig.deploy(Rig.api("environment", "production", "dryRun", true, "image", "registry:5000/api:1"))
                        .returned())
                .as("an image without a digest: nobody's approval changes that")
                .containsEntry("needsApproval", false);
        assertThat(rig.deploy(Rig.api("dryRun", true)).returned()).containsEntry("needsApproval", false);
    }

    @Test
    public void whatIsNoTargetIsNoTarget() {
        for (String to : List.of("deploy", "deploy-7", "Deploy-7-abcdefgh", "deploy-x-abcdefgh")) {
            assertThatThrownBy(() -> rig.deploy(Rig.api("rollbackTo", to)))
                    .as(to)
                    .isInstanceOf(BadArguments.class);
        }
    }
}
