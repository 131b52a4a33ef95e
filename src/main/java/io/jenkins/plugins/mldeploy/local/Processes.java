package io.jenkins.plugins.mldeploy.local;

import io.jenkins.plugins.mldeploy.pipeline.ProcessLauncher;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Programs on this machine. Each is started with a cookie in its environment that its descendants inherit, so that all of them are
 * found and ended, also those that have lost their parent ({@code /proc} tells on Linux; elsewhere only the tree of a program that
 * still runs is known).
 */
public final class Processes implements ProcessLauncher {
    /** The variable that marks what a step has started. */
    public static final String COOKIE = "MLDEPLOY_COOKIE";

    @Override
    public Running start(Command command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command.argv());
        builder.directory(command.directory().toFile());
        builder.environment().clear();
        builder.environment().putAll(command.environment());
        builder.environment().put(COOKIE, command.cookie());
        builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
        boolean together = command.err() == null;
        builder.redirectErrorStream(together);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new IOException(
                    Files.isDirectory(command.directory())
                            ? "'" + command.argv().get(0) + "' cannot be started: " + e.getMessage()
                            : "'" + command.argv().get(0) + "' cannot be started: there is no directory "
                                    + command.directory(),
                    e);
        }
        List<OutputPump> pumps = new ArrayList<>();
        if (together) {
            pumps.add(OutputPump.lines(process.getInputStream(), command.out()));
        } else {
            pumps.add(
                    command.capture() == null
                            ? OutputPump.lines(process.getInputStream(), command.out())
                            : OutputPump.bytes(process.getInputStream(), command.capture()));
            pumps.add(OutputPump.lines(process.getErrorStream(), command.err()));
        }
        return new Started(process, pumps, command.cookie());
    }

    @Override
    public void killAll(String cookie, Duration grace) {
        end(ProcessCookies.holders(cookie), cookie, grace);
    }

    /** Asks all to end, waits, and forces those that are left, and what they have started meanwhile. */
    private static void end(Set<ProcessHandle> processes, String cookie, Duration grace) {
        processes.forEach(ProcessHandle::destroy);
        await(processes, grace);
        Set<ProcessHandle> left = new LinkedHashSet<>(processes);
        left.addAll(ProcessCookies.holders(cookie));
        for (int round = 0; round < 10 && left.stream().anyMatch(ProcessHandle::isAlive); round++) {
            left.forEach(ProcessHandle::destroyForcibly);
            await(left, Duration.ofSeconds(1));
            left.addAll(ProcessCookies.holders(cookie));
        }
    }

    private static void await(Set<ProcessHandle> processes, Duration grace) {
        CompletableFuture<?> all = CompletableFuture.allOf(
                processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new));
        try {
            all.get(grace.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException stillThere) {
            // The caller looks who is left.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private record Started(Process process, List<OutputPump> pumps, String cookie) implements Running {
        @Override
        public int await() throws InterruptedException {
            int code = process.waitFor();
            for (OutputPump pump : pumps) {
                pump.awaitQuiet();
            }
            return code;
        }

        @Override
        public void kill(Duration grace) {
            Set<ProcessHandle> all = new LinkedHashSet<>(ProcessCookies.holders(cookie));
            process.toHandle().descendants().forEach(all::add);
            all.add(process.toHandle());
            end(all, cookie, grace);
        }
    }
}
