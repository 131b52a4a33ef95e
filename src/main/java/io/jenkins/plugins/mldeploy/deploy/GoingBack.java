package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.step.Turn;
import java.util.List;

/**
 * A watch brings back what ran before: by helmDeploy's own way back, with its admission, its locks and its record. The watch goes on when that has ended.
 *
 * @param rollback the way back
 * @param watch that found what runs bad
 */
record GoingBack(DeployState rollback, Watching watch) implements DeployState {
    static Turn<DeployState> begin(Watching watch, String why, String... log) {
        WatchTarget target = watch.target();
        Request request = watch.deployment()
                .request()
                .goingBack(
                        target.releases().stream()
                                .map(name -> new ReleaseRequest(
                                        name,
                                        "",
                                        false,
                                        null,
                                        List.of(),
                                        java.util.Map.of(),
                                        java.util.Map.of(),
                                        java.util.Map.of()))
                                .toList(),
                        target.guarded() ? null : target.namespace(),
                        target.guarded() ? null : target.context(),
                        why);
        Turn<DeployState> first = new Opening(Deployment.of(request)).enter(log);
        return new GoingBack(first.state(), watch).wrapped(first);
    }

    private Turn<DeployState> wrapped(Turn<DeployState> turn) {
        if (turn.action() instanceof Action.Done done) {
            StepResult result = done.result();
            return watch.wentBack(
                    String.valueOf(result.returned().get("outcome")), result.status(), result.reasons(), turn.log());
        }
        return new Turn<>(new GoingBack(turn.state(), watch), turn.action(), turn.log());
    }

    @Override
    public Deployment deployment() {
        return rollback.deployment();
    }

    @Override
    public Action action() {
        return rollback.action();
    }

    @Override
    public Turn<DeployState> after(Event event) {
        return wrapped(rollback.after(event));
    }

    @Override
    public Turn<DeployState> stopped(Event.Stopped event) {
        return wrapped(rollback.stopped(event));
    }

    @Override
    public Turn<DeployState> resumed(Event.Resumed event) {
        return wrapped(rollback.resumed(event));
    }

    @Override
    public boolean holdsLocks() {
        return rollback.holdsLocks();
    }
}
