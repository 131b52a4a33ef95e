package io.jenkins.plugins.mldeploy.evidence;

import java.io.IOException;

/** The journal is not what was appended to it. Names the first place that does not fit. */
public final class BrokenChain extends IOException {
    private static final long serialVersionUID = 1;

    public BrokenChain(String message) {
        super(message);
    }
}
