package io.jenkins.plugins.mldeploy.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;

/** A run's log: to the console as it comes, and to {@code log.txt}. */
final class RunLog implements AutoCloseable {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final Output console;
    private final Writer file;
    private boolean closed;

    RunLog(Output console, Path file) throws IOException {
        this.console = console;
        this.file = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    synchronized void line(String prefix, boolean timed, String line) {
        for (String one : line.split("\n", -1)) {
            String shown = timed ? TIME.format(LocalTime.now()) + "  " + one : one;
            console.line(prefix, shown);
            if (closed) {
                continue;
            }
            try {
                file.write(prefix == null ? shown : "[" + prefix + "] " + shown);
                file.write('\n');
                file.flush();
            } catch (IOException e) {
                throw new UncheckedIOException("the run's log cannot be written", e);
            }
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the run's log cannot be written", e);
        }
    }
}
