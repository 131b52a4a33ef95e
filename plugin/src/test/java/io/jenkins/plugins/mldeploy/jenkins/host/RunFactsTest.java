package io.jenkins.plugins.mldeploy.jenkins.host;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.triggers.TimerTrigger;
import io.jenkins.plugins.mldeploy.host.RunInfo;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.cps.replay.ReplayAction;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.ClassRule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** Who asked for a run, and what it builds, whatever its environment variables say. */
public class RunFactsTest {
    @ClassRule
    public static final JenkinsRule JENKINS = new JenkinsRule();

    @Test
    public void theUserWhoStartedIt() throws Exception {
        RunInfo info = RunFacts.of(run(job("echo 'x'"), new Cause.UserIdCause("ann")));

        assertThat(info.origin().requesters()).containsExactly("ann");
        assertThat(info.requestersKnown()).isTrue();
        assertThat(info.origin().fromScm()).isFalse();
        assertThat(info.origin().commit()).isNull();
        assertThat(info.source().value()).startsWith("tree:");
    }

    @Test
    public void theUsersOfAReplayAndOfItsOriginal() throws Exception {
        WorkflowRun original = run(job("echo 'x'"), new Cause.UserIdCause("ann"));
        WorkflowRun replay;
        // Any name is somebody there.
        JENKINS.jenkins.setSecurityRealm(JENKINS.createDummySecurityRealm());
        try (ACLContext as = ACL.as2(User.getById("bob", true).impersonate2())) {
            replay = (WorkflowRun) original.getAction(ReplayAction.class)
                    .run("echo 'weaker'", java.util.Map.of())
                    .get();
        }

        RunInfo info = RunFacts.of(replay);

        assertThat(info.origin().requesters()).contains("ann", "bob");
        assertThat(info.origin().fromScm()).isFalse();
    }

    @Test
    public void theUsersOfUpstreamRunsToAnyDepth() throws Exception {
        WorkflowRun first = run(job("echo '1'"), new Cause.UserIdCause("ann"));
        WorkflowRun second = run(job("echo '2'"), new Cause.UpstreamCause((Run<?, ?>) first));
        WorkflowRun third = run(job("echo '3'"), new Cause.UpstreamCause((Run<?, ?>) second));

        RunInfo info = RunFacts.of(third);

        assertThat(info.origin().requesters()).containsExactly("ann");
        assertThat(info.requestersKnown()).isTrue();
    }

    @Test
    public void aChainThatJenkinsCutOffLeavesItOpenWhoAsked() throws Exception {
        WorkflowRun run = run(job("echo '0'"), new Cause.UserIdCause("ann"));
        for (int depth = 1; depth < 14; depth++) {
            run = run(job("echo '" + depth + "'"), new Cause.UpstreamCause((Run<?, ?>) run));
        }

        assertThat(RunFacts.of(run).requestersKnown()).isFalse();
    }

    @Test
    public void anUpstreamRunThatIsGoneIsStillNamedByItsCopy() throws Exception {
        FreeStyleProject upstream = JENKINS.createFreeStyleProject();
        Run<?, ?> first =
                upstream.scheduleBuild2(0, new Cause.UserIdCause("ann")).get();
        WorkflowRun second = run(job("echo '2'"), new Cause.UpstreamCause(first));
        upstream.delete();

        assertThat(RunFacts.of(second).origin().requesters()).containsExactly("ann");
    }

    @Test
    public void aTimerLeavesItOpenWhoAsked() throws Exception {
        RunInfo info = RunFacts.of(run(job("echo 'x'"), new TimerTrigger.TimerTriggerCause()));

        assertThat(info.origin().requesters()).isEmpty();
        assertThat(info.requestersKnown()).isFalse();
    }

    @Test
    public void variablesThatLookLikeACheckoutAreNone() throws Exception {
        WorkflowRun run = run(
                job("withEnv(['GIT_COMMIT=" + "c".repeat(40)
                        + "', 'BRANCH_NAME=main', 'BUILD_USER_ID=root']) { echo 'x' }"),
                new Cause.UserIdCause("ann"));

        RunInfo info = RunFacts.of(run);

        assertThat(info.origin().commit()).isNull();
        assertThat(info.origin().branch()).isNull();
        assertThat(info.origin().requesters()).containsExactly("ann");
    }

    @Test
    public void twoRunsWithoutACheckoutAreAboutDifferentSources() throws Exception {
        WorkflowJob job = job("echo 'x'");

        assertThat(RunFacts.of(run(job, new Cause.UserIdCause("ann"))).source())
                .isNotEqualTo(
                        RunFacts.of(run(job, new Cause.UserIdCause("ann"))).source());
    }

    private static WorkflowJob job(String script) throws Exception {
        WorkflowJob job = JENKINS.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job;
    }

    private static WorkflowRun run(WorkflowJob job, Cause cause) throws Exception {
        return JENKINS.assertBuildStatus(Result.SUCCESS, job.scheduleBuild2(0, new CauseAction(cause)));
    }
}
