package io.jenkins.plugins.mldeploy.jenkins.dashboard;

import hudson.model.Job;
import io.jenkins.plugins.mldeploy.dashboard.Dashboard;
import io.jenkins.plugins.mldeploy.dashboard.DeploymentHistory;
import io.jenkins.plugins.mldeploy.evidence.JournalFileStore;
import io.jenkins.plugins.mldeploy.jenkins.host.EnvironmentsSource;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteHome;
import io.jenkins.plugins.mldeploy.jenkins.policy.VisibleJobs;
import java.io.IOException;

/** The engine's dashboard for whoever asks: what he or she may see, from the journal as it is open now. */
final class ReadersDashboard {
    private static JournalFileStore journal;
    private static DeploymentHistory history;

    private ReadersDashboard() {}

    /** @param job whose environments are meant, null for those of the whole controller */
    static Dashboard of(Job<?, ?> job) throws IOException {
        return new Dashboard(history(), EnvironmentsSource.of(job), new VisibleJobs());
    }

    /** Kept beside the journal: it reads years of records once, and then only what came since. */
    private static synchronized DeploymentHistory history() throws IOException {
        JournalFileStore now = SuiteHome.journal();
        if (now != journal) {
            journal = now;
            history = new DeploymentHistory(now);
        }
        return history;
    }
}
