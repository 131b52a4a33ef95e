package io.jenkins.plugins.mldeploy.local;

import java.nio.charset.StandardCharsets;

/** What goes back: status, media type, body. */
record HttpReply(int status, String type, byte[] body) {
    static final String JSON = "application/json; charset=utf-8";
    static final String CSV = "text/csv; charset=utf-8";

    static HttpReply text(String text) {
        return new HttpReply(200, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /** Ends the handling of a request; the message goes to who asked. */
    static final class Refusal extends Exception {
        private final int status;

        Refusal(int status, String message) {
            super(message);
            this.status = status;
        }

        int status() {
            return status;
        }
    }
}
