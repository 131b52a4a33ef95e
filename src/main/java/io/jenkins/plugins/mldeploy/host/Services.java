package io.jenkins.plugins.mldeploy.host;

import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.policy.Environments;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** What a task on the controller may use. On a laptop the controller is the {@code mldeploy} process itself. */
public interface Services {
    /** As many commits as a host lists; where it lists so many there may be more. */
    int COMMITS = 300;

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

    /**
     * Whether a run is known to be at work no more, so that what it holds may be taken over. False also when nobody can say.
     *
     * @param job full name of its job
     * @param number of the run
     */
    default boolean isGone(String job, long number) {
        return false;
    }

    /**
     * Whether one commit of the run's repository lies in the history of another; empty when nobody can say.
     *
     * @param older a commit, in full
     * @param younger a commit, in full
     */
    default Optional<Boolean> isAncestor(String older, String younger) {
        return Optional.empty();
    }

    /** The clock of everything that is judged by time. */
    Clock clock();

    /**
     * The commits that the run's checkout has and another has not, newest first, at most {@link #COMMITS}; by the host's own record of the checkout.
     *
     * @param deployed the commit that runs now, null when nothing does: then all commits count
     * @return empty when this host can't tell
     */
    default Optional<List<Commit>> commitsSince(String deployed) throws IOException {
        return Optional.empty();
    }

    /**
     * A shared secret by the id of its credential, for signing messages to other systems. Never shown, logged or recorded.
     *
     * @return empty when there is none of that id
     */
    default Optional<String> secret(String id) throws IOException {
        return Optional.empty();
    }

    /**
     * A secret text that the run itself may use, by the id of its credential: for what a job signs in its own name. Never shown, logged or recorded.
     *
     * @return empty when there is none of that id that the run may use
     */
    default Optional<String> secretOfRun(String id) throws IOException {
        return Optional.empty();
    }

    /** How messages reach other systems. */
    default WebHooks webHooks() {
        return WebHooks.overHttp();
    }

    /**
     * Where people find a gate of this host.
     *
     * @return null when there is no page
     */
    default String gateUrl(String gate) {
        return null;
    }
}
