package io.jenkins.plugins.mldeploy.jenkins.dashboard;

import hudson.Extension;
import hudson.model.RootAction;
import hudson.util.HttpResponses;
import io.jenkins.plugins.mldeploy.dashboard.PageFile;
import io.jenkins.plugins.mldeploy.jenkins.gate.GatesResource;
import io.jenkins.plugins.mldeploy.jenkins.gate.Reply;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteClock;
import io.jenkins.plugins.mldeploy.jenkins.policy.DeploymentPermissions;
import io.jenkins.plugins.mldeploy.jenkins.redeploy.DeploymentsResource;
import java.io.IOException;
import java.util.Optional;
import jenkins.management.Badge;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.WebMethod;

/** The dashboard at the top level, {@code /mldeploy/}: the engine's page, of the jobs that the reader may see. */
@Extension
public final class SuitePage implements RootAction {
    static final String URL = "mldeploy";
    private static final int RUNS = 50;

    @Override
    public String getIconFileName() {
        return "symbol-paper-plane-outline";
    }

    @Override
    public String getDisplayName() {
        return Messages.SuitePage_displayName();
    }

    @Override
    public String getUrlName() {
        return URL;
    }

    /** How many gates wait for the reader. */
    @Override
    public Badge getBadge() {
        int waiting = WaitingPage.count();
        return waiting == 0
                ? null
                : new Badge(String.valueOf(waiting), Messages.SuitePage_waiting(waiting), Badge.Severity.WARNING);
    }

    /** Whether the page links to the configuration of the environments. */
    public boolean isManagingEnvironments() {
        return Jenkins.get().hasPermission(DeploymentPermissions.MANAGE_ENVIRONMENTS);
    }

    /** Environments, services, what is where, how each environment is delivered to, the newest runs. */
    public HttpResponse doOverview() throws IOException {
        return Reply.to(() -> ReadersDashboard.of(null).overview(RUNS, SuiteClock.now()));
    }

    /** The deployments and rollbacks that reached a cluster, as CSV. */
    @WebMethod(name = "deployments.csv")
    public HttpResponse doDeployments() throws IOException {
        return Reply.csv(ReadersDashboard.of(null).deploymentsCsv());
    }

    public HttpResponse doHost(StaplerRequest2 request) throws IOException {
        return PageHost.reply(request);
    }

    /** All gates of the controller that the reader may see. */
    public GatesResource getGates() {
        return new GatesResource(gate -> true);
    }

    /** What may be asked for without a new build. */
    public DeploymentsResource getDeployments() {
        return new DeploymentsResource(offer -> true);
    }

    /** What waits for the reader. */
    public WaitingPage getMine() {
        return new WaitingPage();
    }

    /** The engine's scripts and styles; there are only those that it lists. */
    public HttpResponse doPage(StaplerRequest2 request) throws IOException {
        String path = request.getRestOfPath();
        Optional<PageFile> file = PageFile.read(path.startsWith("/") ? path.substring(1) : path);
        return file.isEmpty() || file.get().type().startsWith("text/html")
                ? HttpResponses.notFound()
                : Reply.file(file.get());
    }
}
