package io.jenkins.plugins.mldeploy.mltest;

import java.io.IOException;

/** Takes the executions of tests as a reader meets them. */
@FunctionalInterface
interface TestSink {
    /**
     * @param name class and name of the test; the same name again is a repetition
     * @param outcome how it ended
     * @param message why it did not pass, at most {@link Text#MESSAGE} characters, empty for a pass
     */
    void accept(String name, Outcome outcome, String message) throws IOException;
}
