package io.jenkins.plugins.mldeploy.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Carries a program's output on while it runs. What a program leaves in the background keeps its end of the pipe open, so the end of
 * the program is not the end of the stream: then the pump is waited for only until nothing more comes.
 */
final class OutputPump {
    private static final long QUIET_MILLIS = 50;
    private static final int LONGEST_LINE = 1 << 20;

    private final CountDownLatch end = new CountDownLatch(1);
    private volatile long taken;

    private OutputPump() {}

    /** Whole lines as UTF-8, the last one also without its end; a longer line than a mebibyte is cut into such pieces. */
    static OutputPump lines(InputStream from, Consumer<String> to) {
        LineCutter cutter = new LineCutter(to);
        return start(from, cutter::take, cutter::end);
    }

    static OutputPump bytes(InputStream from, OutputStream to) {
        return start(from, to::write, () -> {});
    }

    private interface Taker {
        void take(byte[] buffer, int offset, int length) throws IOException;
    }

    private static OutputPump start(InputStream from, Taker taker, Runnable atEnd) {
        OutputPump pump = new OutputPump();
        Thread thread = new Thread(() -> pump.run(from, taker, atEnd), "pipeline-output");
        thread.setDaemon(true);
        thread.start();
        return pump;
    }

    private void run(InputStream from, Taker taker, Runnable atEnd) {
        byte[] buffer = new byte[8192];
        try (from) {
            for (int length; (length = from.read(buffer)) >= 0; ) {
                taker.take(buffer, 0, length);
                taken += length;
            }
        } catch (IOException closed) {
            // The other end is gone.
        } finally {
            atEnd.run();
            end.countDown();
        }
    }

    /** Waits for the end of the stream or, when something in the background holds it, until it is quiet. */
    void awaitQuiet() throws InterruptedException {
        long before;
        do {
            before = taken;
        } while (!end.await(QUIET_MILLIS, TimeUnit.MILLISECONDS) && taken != before);
    }

    private static final class LineCutter {
        private final Consumer<String> to;
        private byte[] line = new byte[256];
        private int length;

        LineCutter(Consumer<String> to) {
            this.to = to;
        }

        void take(byte[] buffer, int offset, int count) {
            for (int i = offset; i < offset + count; i++) {
                if (buffer[i] == '\n' || length == LONGEST_LINE) {
                    flush();
                    if (buffer[i] == '\n') {
                        continue;
                    }
                }
                if (length == line.length) {
                    line = java.util.Arrays.copyOf(line, length * 2);
                }
                line[length++] = buffer[i];
            }
        }

        void end() {
            if (length > 0) {
                flush();
            }
        }

        private void flush() {
            int visible = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
            to.accept(new String(line, 0, visible, StandardCharsets.UTF_8));
            length = 0;
        }
    }
}
