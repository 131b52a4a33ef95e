package io.jenkins.plugins.mldeploy.jenkins.redeploy;

/** A call can't be made again; the message says why, and what to do instead. */
final class CallUnknown extends Exception {
    private static final long serialVersionUID = 1L;

    CallUnknown(String message) {
        super(message);
    }
}
