package io.jenkins.plugins.mldeploy.local;

import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.policy.ConfigurationRecord;
import io.jenkins.plugins.mldeploy.policy.Environments;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;

/**
 * Reads the environments file, and carries each change of it into the chain as soon as a process of the suite meets it. Who edited a file the file doesn't say, so the record names the user of the operating system
 * who met the change, and the time of the file.
 */
final class EnvironmentsWatch {
    /** Where a change goes. */
    interface Chain {
        /** @return false when the journal can't be written to now; it is tried again */
        boolean append(Environments environments, ConfigurationRecord.Seen seen) throws IOException;
    }

    private final ProjectHome project;
    private final Chain chain;
    private Environments recorded;

    EnvironmentsWatch(ProjectHome project, Chain chain) {
        this.project = project;
        this.chain = chain;
    }

    /** Into the journal of a run. */
    static EnvironmentsWatch of(ProjectHome project, EvidenceStore journal, Origin run, Clock clock) {
        return new EnvironmentsWatch(project, (environments, seen) -> {
            ConfigurationRecord.append(journal, environments, seen, run, clock.instant());
            return true;
        });
    }

    /** The environments as the file says now; a change is recorded before anybody goes by it. */
    synchronized Environments read() throws IOException {
        Environments environments = project.environments();
        if (!environments.equals(recorded) && chain.append(environments, seen())) {
            recorded = environments;
        }
        return environments;
    }

    private ConfigurationRecord.Seen seen() throws IOException {
        boolean there = Files.exists(project.environmentsFile());
        return new ConfigurationRecord.Seen(
                false,
                System.getProperty("user.name"),
                "user of the operating system",
                machine(),
                project.environmentsFile().getFileName() + (there ? "" : " (not there)"),
                there ? changedAt() : null);
    }

    private Instant changedAt() throws IOException {
        return Files.getLastModifiedTime(project.environmentsFile()).toInstant();
    }

    private static String machine() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "this machine";
        }
    }
}
