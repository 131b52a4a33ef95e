package io.jenkins.plugins.mldeploy.step;

import java.io.IOException;

/** A step's state that a newer version saved. Whoever reads it changes nothing: the newer version can still go on from it. */
public final class NewerState extends IOException {
    private static final long serialVersionUID = 1L;

    NewerState(String step, int version, int known) {
        super("this state of " + step + " was saved by a newer version (form " + version
                + "; this one knows forms up to " + known + "); go on with that one");
    }
}
