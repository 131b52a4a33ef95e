package io.jenkins.plugins.mldeploy.jenkins.dashboard;

import io.jenkins.plugins.mldeploy.gate.Gate;
import io.jenkins.plugins.mldeploy.gate.Gates;
import io.jenkins.plugins.mldeploy.gate.Voter;
import io.jenkins.plugins.mldeploy.jenkins.gate.GatesResource;
import io.jenkins.plugins.mldeploy.jenkins.gate.JenkinsVoter;
import io.jenkins.plugins.mldeploy.jenkins.gate.OpenGates;
import io.jenkins.plugins.mldeploy.jenkins.host.EnvironmentsSource;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteHome;
import io.jenkins.plugins.mldeploy.jenkins.policy.DeploymentPermissions;
import io.jenkins.plugins.mldeploy.jenkins.policy.VisibleJobs;
import io.jenkins.plugins.mldeploy.policy.Environments;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.Stapler;
import org.kohsuke.stapler.StaplerRequest2;

/** {@code /mldeploy/mine/}: the gates that the reader may answer and did not yet. */
public final class WaitingPage {
    private static final Logger LOGGER = Logger.getLogger(WaitingPage.class.getName());

    public GatesResource getGates() {
        return new GatesResource(awaiting());
    }

    public HttpResponse doHost(StaplerRequest2 request) throws IOException {
        return PageHost.reply(request);
    }

    /** How many there are; 0 also when they can't be counted, which a page must not fail for. */
    static int count() {
        try {
            Predicate<Gate> awaiting = awaiting();
            return (int) OpenGates.now().stream().filter(awaiting).count();
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.FINE, "the waiting gates can't be counted", e);
            return 0;
        }
    }

    private static Predicate<Gate> awaiting() {
        Optional<Voter> voter = JenkinsVoter.of(Stapler.getCurrentRequest2());
        Gates gates = SuiteHome.gates();
        return gate -> voter.isPresent()
                && gate.isOpen()
                && VisibleJobs.find(gate.opening().job())
                        .filter(job -> job.hasPermission(DeploymentPermissions.APPROVE))
                        .filter(job -> gates.awaits(gate, voter.get(), environments(job)))
                        .isPresent();
    }

    private static Environments environments(hudson.model.Job<?, ?> job) {
        try {
            return EnvironmentsSource.of(job);
        } catch (IOException e) {
            // While the configuration is wrong there are no teams, so nobody belongs to one.
            return new Environments(java.util.List.of(), java.util.Map.of());
        }
    }
}
