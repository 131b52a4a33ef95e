package io.jenkins.plugins.mldeploy.pipeline;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The port to the operating system's processes. */
public interface ProcessLauncher {

    /** @throws IOException naming the program when it cannot be started */
    Running start(Command command) throws IOException;

    /** Ends every process that carries this cookie, also those that outlived the step which started them. */
    void killAll(String cookie, Duration grace);

    /**
     * @param argv program and arguments; nothing goes through a shell
     * @param environment the whole environment, not an addition
     * @param cookie value of the variable that marks all descendants
     * @param out receives each line of standard output
     * @param err receives each line of standard error; null: it is one stream with standard output, in its order
     * @param capture receives standard output as it is instead of {@code out}; null: lines to {@code out}
     */
    record Command(
            List<String> argv,
            Path directory,
            Map<String, String> environment,
            String cookie,
            Consumer<String> out,
            Consumer<String> err,
            OutputStream capture) {
        public Command {
            argv = List.copyOf(argv);
            environment = Map.copyOf(environment);
            if (argv.isEmpty()) {
                throw new IllegalArgumentException("a command needs a program");
            }
        }
    }

    /** A started program. */
    interface Running {
        /** Waits for the program itself, not for what it left in the background; its output so far has been delivered. */
        int await() throws InterruptedException;

        /** Ends the program and all its descendants: first asked (TERM), after the grace forced (KILL). */
        void kill(Duration grace);
    }
}
