package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.host.Services;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.ControllerTask;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.Turn;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * A Lease has the name of a deployment of this host. The locks of this one say nothing about it where it deploys the same release under another environment, so the host is asked whether it is still at work.
 *
 * @param looking who saw it
 * @param holders of this host, as the Leases name them
 */
record SeekingOwn(Leasing looking, List<String> holders) implements DeployState {
    /** Which of these holders of Leases are at work, by the locks that this host keeps. */
    record AtWork(List<String> holders) implements ControllerTask<List<String>> {
        @Override
        public List<String> run(Services services) throws IOException {
            Set<String> living =
                    ReleaseLocks.atWork(services.home(), holder -> services.isGone(holder.job(), holder.number()));
            return holders.stream()
                    .filter(holder -> LeaseIdentity.parse(holder)
                            .filter(each -> living.contains(each.deploymentId()))
                            .isPresent())
                    .toList();
        }
    }

    @Override
    public Deployment deployment() {
        return looking.deployment();
    }

    @Override
    public Action action() {
        return new Action.OnController(new AtWork(holders));
    }

    @Override
    public Turn<DeployState> after(Event event) {
        if (!(event instanceof Event.Returned returned) || !(returned.value() instanceof List<?> living)) {
            return failed(event);
        }
        if (living.isEmpty()) {
            return looking.knowing(holders);
        }
        String holder = (String) living.get(0);
        return looking.waitFor(
                holder,
                "waits for " + Leases.display(holder) + ", which deploys the same to namespace '"
                        + deployment().opened().namespace() + "', under another environment");
    }

    @Override
    public Turn<DeployState> resumed(Event.Resumed event) {
        return looking.resumed(event);
    }

    @Override
    public boolean holdsLocks() {
        return true;
    }
}
