package io.jenkins.plugins.mldeploy.jenkins.journal;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.AdministrativeMonitor;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteHome;
import java.io.IOException;

/**
 * Tells administrators that nothing is recorded, and so nothing is deployed: the journal is broken, can't be written, or another controller writes to it. Whether it opens is looked at whenever
 * somebody asks; the whole chain is read by {@link JournalCare}.
 */
@Extension
public final class BrokenJournalMonitor extends AdministrativeMonitor {
    private volatile String broken;
    private volatile String problem;

    static BrokenJournalMonitor get() {
        return ExtensionList.lookupSingleton(BrokenJournalMonitor.class);
    }

    /** @param text what the last reading of the whole chain found, null when it is whole */
    void checked(String text) {
        broken = text;
    }

    @Override
    public String getDisplayName() {
        return Messages.BrokenJournalMonitor_displayName();
    }

    @Override
    public boolean isSecurity() {
        return true;
    }

    @Override
    public boolean isActivated() {
        String found = broken;
        try {
            SuiteHome.journal();
        } catch (IOException e) {
            found = e.getMessage();
        }
        problem = found;
        return found != null;
    }

    /** What is wrong, in a sentence. */
    public String getProblem() {
        return problem;
    }
}
