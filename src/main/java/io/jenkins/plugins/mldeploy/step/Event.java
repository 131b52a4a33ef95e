package io.jenkins.plugins.mldeploy.step;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/** What the host tells a step. */
public sealed interface Event {
    /**
     * A program ended.
     *
     * @param exitCode its exit code; 127 when there is no such program
     * @param found false when there is no such program
     * @param stdout what it printed, empty unless captured
     * @param stderrTail its last 64 KiB of standard error
     * @param timedOut true when it was killed because its time was up
     * @param took how long it ran
     */
    record Ran(int exitCode, boolean found, String stdout, String stderrTail, boolean timedOut, Duration took)
            implements Event {
        private static final int LONGEST_LINE = 300;
        private static final Pattern SAYS_WHY = Pattern.compile(
                "error|fail|unable|cannot|can't|could ?n[o']t|denied|refused|fatal|invalid|not found|no such",
                Pattern.CASE_INSENSITIVE);

        /** The program was there, ended in time, and with 0. */
        public boolean succeeded() {
            return found && !timedOut && exitCode == 0;
        }

        /**
         * The line that most likely says why the program failed: the last one in words of failure, since many programs go on to tell what
         * else they did; without such words the last one. From standard error, or where that is empty from what it printed. At most 300
         * characters, without control characters.
         */
        public String lastWords() {
            List<String> lines = (stderrTail.isBlank() ? stdout : stderrTail)
                    .lines()
                    .map(line -> line.replaceAll("\\p{Cntrl}(\\[[0-9;]*m)?", "").strip())
                    .filter(line -> !line.isEmpty())
                    .toList();
            return lines.stream()
                    .filter(SAYS_WHY.asPredicate())
                    .reduce((first, second) -> second)
                    .or(() -> lines.stream().reduce((first, second) -> second))
                    .map(line -> line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "…" : line)
                    .orElse("it said nothing");
        }
    }

    /** A task's value. */
    record Returned(Object value) implements Event {}

    /**
     * A task or a program could not be carried out: the agent was lost, a file can't be read, a report is unreadable.
     *
     * @param code reason code, that of the {@link io.jenkins.plugins.mldeploy.report.UnreadableReport} where it was one
     * @param text what happened
     */
    record Failed(String code, String text) implements Event {}

    /** The wait is over, or its topic rang. */
    record Woken(Instant now) implements Event {}

    /**
     * The host was restarted after the state was saved, and the outcome of the state's action is unknown. A step goes on from its own state,
     * or ends with a stated reason; it never silently runs a program again that may have had an effect.
     */
    record Resumed(Instant now) implements Event {}

    /**
     * Somebody stopped the run, or its time was up. The step tidies up and then ends with {@code ABORTED}.
     *
     * @param why for example {@code stopped by sam}
     */
    record Stopped(String why) implements Event {}
}
