package io.jenkins.plugins.mldeploy.jenkins.host;

import hudson.init.Terminator;
import io.jenkins.plugins.mldeploy.evidence.JournalFileStore;
import io.jenkins.plugins.mldeploy.gate.Gates;
import java.io.IOException;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;

/**
 * The suite's folder on the controller, {@code JENKINS_HOME/mldeploy}: {@code journal/} and {@code gates/}. It is no part of a build: deleting a build does not erase
 * evidence. The journal is opened on first use and closed at shutdown; one controller writes to it.
 */
public final class SuiteHome {
    private static final Logger LOGGER = Logger.getLogger(SuiteHome.class.getName());

    private static JournalFileStore journal;
    private static Path journalFolder;

    private SuiteHome() {}

    /** {@code JENKINS_HOME/mldeploy}. */
    public static Path folder() {
        return Jenkins.get().getRootDir().toPath().resolve("mldeploy");
    }

    /**
     * The journal of this controller.
     *
     * @throws IOException when it is broken, or another process writes to it; asked again, it is tried again
     */
    public static synchronized JournalFileStore journal() throws IOException {
        Path folder = folder().resolve("journal");
        if (journal != null && !folder.equals(journalFolder)) {
            close();
        }
        if (journal == null) {
            journal = JournalFileStore.open(folder, warning -> LOGGER.log(Level.WARNING, warning));
            journalFolder = folder;
        }
        return journal;
    }

    /** The gates of this controller. Who changes one rings {@code Topics.ring(Gates.topic(id))} afterwards. */
    public static Gates gates() {
        return new Gates(folder(), SuiteClock.get());
    }

    /** Lets go of the journal, so that the next controller on this home may write. */
    @Terminator
    public static synchronized void close() throws IOException {
        if (journal != null) {
            journal.close();
            journal = null;
        }
    }
}
