package io.jenkins.plugins.mldeploy.step;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A program to run in the current directory of the step, on the agent.
 *
 * @param argv program and arguments, passed as they are, never through a shell
 * @param environment variables to add
 * @param timeout after which the whole process tree is killed
 * @param stdout what happens to standard output
 * @param stdoutFile workspace-relative file for {@link Output#FILE}, else null
 * @param quiet true for a question whose failure is an answer: standard error goes into the event only, not into the log
 */
public record Command(
        List<String> argv,
        Map<String, String> environment,
        Duration timeout,
        Output stdout,
        String stdoutFile,
        boolean quiet)
        implements Serializable {

    /** What happens to the standard output of a program; the tail of standard error goes into the event. */
    public enum Output {
        /** Shown in the log as it comes. */
        LOG,
        /** Kept and handed back, at most {@link Command#CAPTURE_LIMIT} bytes; more is an error. */
        CAPTURE,
        /** Written to a file of the workspace. */
        FILE
    }

    /** 8 MiB: manifests and version texts fit; reports go to files. */
    public static final int CAPTURE_LIMIT = 8 << 20;

    public Command {
        argv = List.copyOf(argv);
        environment = environment == null ? Map.of() : Map.copyOf(environment);
        if (argv.isEmpty() || argv.get(0).isBlank()) {
            throw new IllegalArgumentException("a command needs a program");
        }
        if (timeout == null || timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a command needs a positive time-out");
        }
        if ((stdout == Output.FILE) != (stdoutFile != null)) {
            throw new IllegalArgumentException("stdoutFile goes with Output.FILE");
        }
    }

    /** Shows its output in the log. */
    public static Command of(List<String> argv, Duration timeout) {
        return new Command(argv, Map.of(), timeout, Output.LOG, null, false);
    }

    /** Hands its standard output back. */
    public static Command capture(List<String> argv, Duration timeout) {
        return new Command(argv, Map.of(), timeout, Output.CAPTURE, null, false);
    }

    /** Writes its standard output to a file of the workspace. */
    public static Command toFile(List<String> argv, Duration timeout, String file) {
        return new Command(argv, Map.of(), timeout, Output.FILE, file, false);
    }

    /** A script that the author of the Jenkinsfile wrote, run as {@code sh} runs it. Never for text from anywhere else. */
    public static Command script(String script, Duration timeout) {
        return of(List.of("sh", "-xe", "-c", script), timeout);
    }

    /** The same with more variables. */
    public Command with(Map<String, String> more) {
        java.util.HashMap<String, String> all = new java.util.HashMap<>(environment);
        all.putAll(more);
        return new Command(argv, all, timeout, stdout, stdoutFile, quiet);
    }

    /** The same without its standard error in the log: whoever asks says in plain words what it means. */
    public Command quietly() {
        return new Command(argv, environment, timeout, stdout, stdoutFile, true);
    }
}
