package io.jenkins.plugins.mldeploy.step;

import io.jenkins.plugins.mldeploy.host.Services;
import java.io.IOException;

/**
 * Work on the suite's own state (journal, environments, gates), done on the controller. Must be safe to repeat: after a kill it
 * may run a second time.
 *
 * @param <R> what it found
 */
@FunctionalInterface
public interface ControllerTask<R> {
    R run(Services services) throws IOException;
}
