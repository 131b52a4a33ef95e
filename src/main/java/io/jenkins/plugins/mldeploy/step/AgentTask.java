package io.jenkins.plugins.mldeploy.step;

import io.jenkins.plugins.mldeploy.host.Workspace;
import java.io.IOException;
import java.io.Serializable;

/**
 * Work on files, done on the machine where they lie. Streams what is large and returns a summary.
 *
 * @param <R> what travels back; serializable
 */
@FunctionalInterface
public interface AgentTask<R extends Serializable> extends Serializable {
    /**
     * @throws IOException what could not be read or written; an {@link io.jenkins.plugins.mldeploy.report.UnreadableReport} keeps its code
     */
    R run(Workspace workspace) throws IOException;
}
