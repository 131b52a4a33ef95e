package io.jenkins.plugins.mldeploy.cli;

import io.jenkins.plugins.mldeploy.pipeline.PipelineRun;
import java.io.PrintStream;
import java.time.Clock;
import java.util.Map;

/**
 * What a command finds around itself. Of a real process, or as somebody else says who runs commands without one.
 *
 * @param environment variables
 * @param clock of everything that is judged by time
 * @param out where lines for people go
 * @param interruption how a run of the command can be ended from outside
 * @param attended whether somebody may type
 */
record Surroundings(
        Map<String, String> environment, Clock clock, PrintStream out, Interruptible interruption, boolean attended) {

    /** Is told of each run that begins. */
    interface Interruptible {
        void begun(PipelineRun run, Terminal terminal, int number);
    }

    static Surroundings ofThisProcess() {
        return new Surroundings(
                System.getenv(), Clock.systemUTC(), System.out, Interruption::install, System.console() != null);
    }
}
