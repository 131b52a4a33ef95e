package io.jenkins.plugins.mldeploy.jenkins.journal;

import hudson.Extension;
import hudson.model.AsyncPeriodicWork;
import hudson.model.TaskListener;
import io.jenkins.plugins.mldeploy.evidence.BrokenChain;
import io.jenkins.plugins.mldeploy.evidence.JournalFileStore;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.evidence.Retention;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteHome;
import io.jenkins.plugins.mldeploy.jenkins.policy.MlDeploymentConfiguration;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Reads the whole chain soon after the start and then every day, and removes what is older than the configured retention. A broken chain is left as it is: it is a piece of evidence, too. */
@Extension
public final class JournalCare extends AsyncPeriodicWork {
    public JournalCare() {
        super("Care for the journal of ML deployments");
    }

    @Override
    public long getRecurrencePeriod() {
        return TimeUnit.DAYS.toMillis(1);
    }

    @Override
    public long getInitialDelay() {
        return TimeUnit.MINUTES.toMillis(2);
    }

    @Override
    protected void execute(TaskListener listener) throws IOException {
        JournalFileStore journal = SuiteHome.journal();
        try {
            listener.getLogger().println(journal.verify() + " records, and each follows the one before it");
            BrokenJournalMonitor.get().checked(null);
        } catch (BrokenChain e) {
            listener.getLogger().println(e.getMessage());
            BrokenJournalMonitor.get().checked(e.getMessage());
            return;
        }
        Optional<Retention> retention = MlDeploymentConfiguration.get().retention();
        if (retention.isPresent()) {
            listener.getLogger()
                    .println(journal.prune(retention.get(), Clock.systemUTC().instant(), origin()));
        }
    }

    /** No run asked for it. */
    private static Origin origin() {
        return new Origin("(retention of this controller)", 0, null, null, false, List.of());
    }
}
