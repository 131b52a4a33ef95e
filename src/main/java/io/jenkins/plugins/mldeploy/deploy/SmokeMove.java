package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Command;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.time.Duration;
import java.util.List;

/** Tests the new version: an address that must answer 2xx, or the author's command, which is told the release in {@code MLDEPLOY_RELEASE}. */
record SmokeMove(int index, boolean ofGuest) implements Operation {
    private static final int TRIES = 5;

    @Override
    public boolean renews() {
        return true;
    }

    @Override
    public Action action(Deployment deployment) {
        SmokeTest test = deployment.request().smokeTest();
        String release = release(deployment);
        return test.url() != null
                ? new Action.OnAgent(new HttpRead(HttpRead.about(test.url(), release), TRIES))
                : new Action.Run(Command.script(
                                test.command(),
                                Duration.ofSeconds(deployment.request().timeoutSeconds()))
                        .with(SmokeTest.variables(deployment, release)));
    }

    @Override
    public String line(Deployment deployment) {
        return "smoke test of " + release(deployment);
    }

    @Override
    public Result after(Deployment deployment, Event event) {
        if (event instanceof Event.Ran ran && ran.succeeded()) {
            return Result.next(deployment);
        }
        if (event instanceof Event.Returned returned
                && returned.value() instanceof HttpRead.Answer answer
                && answer.problem() == null) {
            return Result.next(deployment);
        }
        String what = event instanceof Event.Returned returned && returned.value() instanceof HttpRead.Answer answer
                ? answer.problem()
                : event instanceof Event.Ran ran
                        ? ran.timedOut() ? "the command took too long" : "the command ended with " + ran.exitCode()
                        : String.valueOf(((Event.Failed) event).text());
        return new Result.Failed(
                deployment,
                Result.Kind.BAD,
                List.of(new Reason(
                        "SMOKE_TEST_FAILED",
                        "the smoke test of " + release(deployment) + " failed: " + what
                                + (ofGuest ? "; it never got any traffic" : ""))));
    }

    private String release(Deployment deployment) {
        return ofGuest ? deployment.guest(index) : deployment.release(index).release();
    }
}
