package io.jenkins.plugins.mldeploy.local;

import io.jenkins.plugins.mldeploy.host.Workspace;
import io.jenkins.plugins.mldeploy.pipeline.ProcessLauncher;
import io.jenkins.plugins.mldeploy.pipeline.StepContext;
import io.jenkins.plugins.mldeploy.step.Command;
import io.jenkins.plugins.mldeploy.step.Event;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Runs a {@link Command} of a step, and says what came of it. */
final class CommandRunner {
    private static final int STDERR_TAIL = 64 << 10;

    private final StepContext context;

    CommandRunner(StepContext context) {
        this.context = context;
    }

    /**
     * @param tidying true once the step was stopped: what it still runs then must not be stopped again
     * @throws InterruptedException when the step was stopped meanwhile; the program is ended then
     */
    Event run(Command command, boolean tidying) throws InterruptedException, IOException {
        Map<String, String> environment = new HashMap<>(context.environment());
        environment.putAll(command.environment());
        Optional<Path> program = find(command.argv().get(0), environment.getOrDefault("PATH", ""));
        if (program.isEmpty()) {
            return new Event.Ran(
                    127, false, "", command.argv().get(0) + ": no such program on PATH", false, Duration.ZERO);
        }
        java.util.List<String> argv = new java.util.ArrayList<>(command.argv());
        argv.set(0, program.get().toString());
        StringBuilder tail = new StringBuilder();
        Consumer<String> stderr = line -> {
            if (!command.quiet()) {
                context.log(line);
            }
            synchronized (tail) {
                tail.append(line).append('\n');
                if (tail.length() > STDERR_TAIL) {
                    tail.delete(0, tail.length() - STDERR_TAIL);
                }
            }
        };
        long started = System.nanoTime();
        AtomicBoolean timedOut = new AtomicBoolean();
        try (Sink sink = Sink.of(command, new Workspace(context.workspace(), context.directory()))) {
            ProcessLauncher.Command launched = new ProcessLauncher.Command(
                    argv, context.directory(), environment, cookie(tidying), context::log, stderr, sink.stream());
            ProcessLauncher.Running running =
                    tidying ? context.run().processes().start(launched) : context.launch(launched);
            CompletableFuture<Void> alarm = CompletableFuture.runAsync(
                    () -> {
                        timedOut.set(true);
                        running.kill(context.run().grace());
                    },
                    CompletableFuture.delayedExecutor(command.timeout().toMillis(), TimeUnit.MILLISECONDS));
            int exit;
            try {
                exit = await(running, tidying);
            } finally {
                if (timedOut.get()) {
                    // The program itself is gone first; nothing that it started may outlive this step.
                    alarm.join();
                } else {
                    alarm.cancel(false);
                }
            }
            Duration took = Duration.ofNanos(System.nanoTime() - started);
            return new Event.Ran(exit, true, sink.text(), context.mask(tail.toString()), timedOut.get(), took);
        }
    }

    private static int await(ProcessLauncher.Running running, boolean tidying) throws InterruptedException {
        while (true) {
            try {
                return running.await();
            } catch (InterruptedException e) {
                if (!tidying) {
                    throw e;
                }
            }
        }
    }

    /**
     * A cookie of its own for each step: a time-out of one must not end what a parallel branch runs. And one for what a stopped step still runs: whoever ends its programs goes on looking
     * for them while the first of those is at work.
     */
    private String cookie(boolean tidying) {
        return context.runDirectory() + "#" + context.stepId() + (tidying ? "/tidying" : "");
    }

    /** Looks a program up as the step's own PATH says; the JVM would look on its own. */
    private Optional<Path> find(String program, String path) {
        if (program.indexOf('/') >= 0) {
            Path file = context.directory().resolve(program);
            return Files.isExecutable(file) ? Optional.of(file) : Optional.empty();
        }
        for (String folder : path.split(File.pathSeparator)) {
            Path file = context.directory().resolve(folder).resolve(program);
            if (Files.isRegularFile(file) && Files.isExecutable(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /** Where standard output goes when it isn't for the log. */
    private record Sink(OutputStream stream, ByteArrayOutputStream captured) implements AutoCloseable {
        static Sink of(Command command, Workspace workspace) throws IOException {
            return switch (command.stdout()) {
                case LOG -> new Sink(null, null);
                case FILE -> {
                    Path file = workspace.resolve(command.stdoutFile());
                    Files.createDirectories(file.getParent());
                    yield new Sink(new BufferedOutputStream(Files.newOutputStream(file)), null);
                }
                case CAPTURE -> {
                    ByteArrayOutputStream captured = new ByteArrayOutputStream();
                    yield new Sink(new Limited(captured), captured);
                }
            };
        }

        String text() throws IOException {
            if (stream != null) {
                stream.flush();
            }
            if (captured == null) {
                return "";
            }
            if (((Limited) stream).over) {
                throw new IOException("the program printed more than " + (Command.CAPTURE_LIMIT >> 20) + " MiB");
            }
            return captured.toString(StandardCharsets.UTF_8);
        }

        @Override
        public void close() throws IOException {
            if (stream != null) {
                stream.close();
            }
        }
    }

    /** Takes what fits, and remembers that there was more. */
    private static final class Limited extends OutputStream {
        private final ByteArrayOutputStream target;
        private volatile boolean over;

        Limited(ByteArrayOutputStream target) {
            this.target = target;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            int room = Command.CAPTURE_LIMIT - target.size();
            target.write(bytes, offset, Math.min(room, length));
            over |= length > room;
        }
    }
}
