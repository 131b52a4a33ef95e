package io.jenkins.plugins.mldeploy.jenkins.dashboard;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Action;
import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.mldeploy.jenkins.gate.Reply;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import jenkins.model.TransientActionFactory;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.StaplerRequest2;

/** The runs of one job, and its metrics over them. */
public final class JobPage implements Action {
    private static final int RUNS = 50;

    private final Job<?, ?> job;

    JobPage(Job<?, ?> job) {
        this.job = job;
    }

    public Job<?, ?> getJob() {
        return job;
    }

    @Override
    public String getIconFileName() {
        return "symbol-paper-plane-outline";
    }

    @Override
    public String getDisplayName() {
        return Messages.JobPage_displayName();
    }

    @Override
    public String getUrlName() {
        return SuitePage.URL;
    }

    /** The newest runs, from the journal: builds that were deleted are among them. */
    public HttpResponse doRuns() throws IOException {
        return Reply.to(() -> ReadersDashboard.of(job).runsOf(job.getFullName(), RUNS));
    }

    public HttpResponse doHost(StaplerRequest2 request) throws IOException {
        return PageHost.reply(request);
    }

    /** Adds the page to jobs one of whose newest runs used the suite; looks at no more than two, which are in memory as a rule. */
    @Extension
    public static final class Factory extends TransientActionFactory<Job> {
        @Override
        public Class<Job> type() {
            return Job.class;
        }

        @NonNull
        @Override
        public Collection<? extends Action> createFor(@NonNull Job job) {
            Run<?, ?> last = job.getLastBuild();
            Run<?, ?> before = last == null ? null : last.getPreviousBuild();
            return uses(last) || uses(before) ? List.of(new JobPage(job)) : List.of();
        }

        private static boolean uses(Run<?, ?> run) {
            return run != null && run.getAction(RunPage.class) != null;
        }
    }
}
