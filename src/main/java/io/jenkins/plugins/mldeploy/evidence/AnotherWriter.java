package io.jenkins.plugins.mldeploy.evidence;

import java.io.IOException;

/** Another process writes to the journal, which has one writer. */
public final class AnotherWriter extends IOException {
    private static final long serialVersionUID = 1;

    AnotherWriter(String message) {
        super(message);
    }
}
