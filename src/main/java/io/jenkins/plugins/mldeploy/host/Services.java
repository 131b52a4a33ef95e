package io.jenkins.plugins.mldeploy.host;

import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.policy.Environments;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

/** What a task on the controller may use. On a laptop the controller is the {@code mldeploy} process itself. */
public interface Services {
    /** The journal of the suite. */
    EvidenceStore evidence();

    /**
     * The environments as they are configured now.
     *
     * @throws IOException when the configuration can't be read or is wrong; the message lists every mistake with its place
     */
    Environments environments() throws IOException;

    /** The run that asks. */
    RunInfo run();

    /**
     * What the workspace holds now. Differs from {@link RunInfo#source()} when somebody changed the sources during the run.
     *
     * @throws IOException when the sources can't be read
     */
    Subject sourceNow() throws IOException;

    /** The suite's own folder on the controller, for state that outlives a run (open gates, locks). Not the workspace. */
    Path home();

    /** The clock of everything that is judged by time. */
    Clock clock();
}
