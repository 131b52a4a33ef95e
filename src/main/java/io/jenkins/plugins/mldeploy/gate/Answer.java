package io.jenkins.plugins.mldeploy.gate;

/**
 * What became of somebody's answer to a gate.
 *
 * @param kind accepted, or why not
 * @param text one sentence for the person
 * @param gate how it stands now, null when there is none of that id
 */
public record Answer(Kind kind, String text, Gate gate) {
    /** Kinds with the HTTP status that says the same. */
    public enum Kind {
        ACCEPTED(200),
        BAD(400),
        FORBIDDEN(403),
        UNKNOWN(404),
        SETTLED(409);

        private final int status;

        Kind(int status) {
            this.status = status;
        }

        public int status() {
            return status;
        }
    }

    public boolean accepted() {
        return kind == Kind.ACCEPTED;
    }
}
