package io.jenkins.plugins.mldeploy.fuzz;

import io.jenkins.plugins.mldeploy.policy.WrongConfiguration;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;

/** What Jazzer calls, in a JVM of its own for each reader. */
public final class FuzzTarget {
    /** System property with the name of the reader. */
    static final String READER = "fuzz.reader";

    private static final FuzzedReader TESTED = Fuzzing.reader(System.getProperty(READER));

    private FuzzTarget() {}

    /** The method that Jazzer looks for. */
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        try {
            TESTED.body().read(input);
        } catch (UnreadableReport | WrongConfiguration refused) {
            // As it should be: typed, with a sentence for people.
            if (refused.getMessage() == null || refused.getMessage().isBlank()) {
                throw new AssertionError("refused without a word", refused);
            }
        }
    }
}
