package io.jenkins.plugins.mldeploy.jenkins.dashboard;

import hudson.model.BuildBadgeAction;
import hudson.model.Run;
import io.jenkins.plugins.mldeploy.dashboard.RunReport;
import io.jenkins.plugins.mldeploy.gate.Gate;
import io.jenkins.plugins.mldeploy.jenkins.gate.GatesResource;
import io.jenkins.plugins.mldeploy.jenkins.gate.Reply;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteHome;
import io.jenkins.plugins.mldeploy.jenkins.redeploy.DeploymentsResource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.RunAction2;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.StaplerRequest2;

/**
 * What the suite knows about a run: its entry in the side panel, its badge while a gate waits, its page. Kept with the run are only the ids of its gates; everything else is read from the
 * journal and the gates.
 */
public final class RunPage implements RunAction2, BuildBadgeAction {
    private static final Logger LOGGER = Logger.getLogger(RunPage.class.getName());

    // Replaced, never changed: the run may be saved at any moment.
    private volatile List<String> open = new ArrayList<>();
    private volatile List<String> closed = new ArrayList<>();
    /** Null in a run that an older build of the plugin saved. */
    private volatile List<String> escalated;

    private transient Run<?, ?> run;

    private RunPage() {}

    /** The page of a run; made, and saved with the run, where there is none. */
    public static RunPage of(Run<?, ?> run) {
        synchronized (run) {
            RunPage page = run.getAction(RunPage.class);
            if (page == null) {
                page = new RunPage();
                page.run = run;
                run.addAction(page);
                page.save();
            }
            return page;
        }
    }

    /** @return false when this gate was known before */
    public synchronized boolean opened(String gate) {
        if (open.contains(gate) || closed.contains(gate)) {
            return false;
        }
        open = with(open, gate);
        save();
        return true;
    }

    /** @return false when this gate was known to have escalated */
    public synchronized boolean escalated(String gate) {
        List<String> known = escalated == null ? List.of() : escalated;
        if (known.contains(gate)) {
            return false;
        }
        escalated = with(known, gate);
        save();
        return true;
    }

    /** @return false when this gate was known to have ended */
    public synchronized boolean ended(String gate) {
        if (!open.contains(gate)) {
            return false;
        }
        closed = with(closed, gate);
        List<String> rest = new ArrayList<>(open);
        rest.remove(gate);
        open = rest;
        save();
        return true;
    }

    private static List<String> with(List<String> ids, String id) {
        List<String> more = new ArrayList<>(ids);
        more.add(id);
        return more;
    }

    /** Ids of the gates that were open when the run last knew. */
    public List<String> openGates() {
        return List.copyOf(open);
    }

    private void save() {
        try {
            run.save();
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "what the suite knows about " + run + " could not be saved with it", e);
        }
    }

    @Override
    public void onAttached(Run<?, ?> attached) {
        run = attached;
    }

    @Override
    public void onLoad(Run<?, ?> loaded) {
        run = loaded;
    }

    public Run<?, ?> getRun() {
        return run;
    }

    @Override
    public String getIconFileName() {
        return "symbol-paper-plane-outline";
    }

    @Override
    public String getDisplayName() {
        return Messages.RunPage_displayName();
    }

    @Override
    public String getUrlName() {
        return SuitePage.URL;
    }

    /** For the badge in lists of runs. */
    public boolean isWaiting() {
        try {
            for (String id : openGates()) {
                if (SuiteHome.gates().find(id).filter(Gate::isOpen).isPresent()) {
                    return true;
                }
            }
        } catch (IOException e) {
            LOGGER.log(Level.FINE, "a gate of " + run + " can't be read", e);
        }
        return false;
    }

    /** The gates of this run. */
    public GatesResource getGates() {
        String job = run.getParent().getFullName();
        return new GatesResource(
                gate -> gate.opening().job().equals(job) && gate.opening().number() == run.getNumber());
    }

    /** What may be asked for about the deployments of this run. */
    public DeploymentsResource getDeployments() {
        String job = run.getParent().getFullName();
        return new DeploymentsResource(
                offer -> offer.origin().job().equals(job) && offer.origin().number() == run.getNumber());
    }

    /** Everything that this run recorded. */
    public HttpResponse doReport() throws IOException {
        return Reply.to(() -> {
            Optional<RunReport> report =
                    ReadersDashboard.of(run.getParent()).run(run.getParent().getFullName(), run.getNumber());
            return report.isPresent() ? report.get() : Map.of("accounts", List.of());
        });
    }

    public HttpResponse doHost(StaplerRequest2 request) throws IOException {
        return PageHost.reply(request);
    }
}
