package io.jenkins.plugins.mldeploy.jenkins.gate;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.Run;
import io.jenkins.plugins.mldeploy.gate.Gate;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Is told what happens to gates, after it is on disk. Called on a request's or a pool's thread; must not block for long. */
public interface GateListener extends ExtensionPoint {
    /**
     * A gate waits for people. Called once a gate, except that a controller that was killed in the moment may call it again.
     *
     * @param run that waits
     */
    default void opened(Run<?, ?> run, Gate gate) {}

    /**
     * A gate was open for so long that other people may or must approve as well. Called once a gate, except that a controller that was killed in the moment may call it again.
     *
     * @param run that waits
     */
    default void escalated(Run<?, ?> run, Gate gate) {}

    /**
     * Somebody voted, withdrew a vote or commented.
     *
     * @param gate as it stands now
     */
    default void answered(Run<?, ?> run, Gate gate) {}

    /** A gate is decided, expired, superseded or cancelled, and its run knows. */
    default void ended(Run<?, ?> run, Gate gate) {}

    /** Tells all of them; one that fails keeps no other from being told. */
    static void tell(Consumer<GateListener> news) {
        for (GateListener listener : ExtensionList.lookup(GateListener.class)) {
            try {
                news.accept(listener);
            } catch (RuntimeException e) {
                Logger.getLogger(GateListener.class.getName()).log(Level.WARNING, "a listener of gates failed", e);
            }
        }
    }
}
