package io.jenkins.plugins.mldeploy.gate;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The append-only file of one gate, {@code gate.jsonl}. Who changes it holds the lock of the file, which other processes respect, and a lock within this process,
 * which the file's own does not provide. A line is on disk before anybody is told that it was accepted; a torn last line, which nobody was told about, is cut off by
 * the next writer and overlooked by readers.
 */
final class GateFile {
    /** Bytes that a gate may grow to; comments are refused earlier, so that votes always find room. */
    static final int LIMIT = 16 << 20;

    static final int COMMENT_LIMIT = 8 << 20;

    /** Nonce and job stand before anything that may be long. */
    private static final int BEGINNING = 16 << 10;

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final ReentrantLock[] LOCKS = new ReentrantLock[64];

    static {
        java.util.Arrays.setAll(LOCKS, i -> new ReentrantLock());
    }

    /** The writes themselves, so that tests can make each of them fail. */
    interface Disk {
        Disk REAL = new Disk() {};

        default int write(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
            return channel.write(bytes, position);
        }

        default void force(FileChannel channel) throws IOException {
            channel.force(true);
        }

        default void truncate(FileChannel channel, long size) throws IOException {
            channel.truncate(size);
        }
    }

    /** What is done while the locks are held. */
    interface Change<T> {
        T apply(Locked file) throws IOException;
    }

    private final String id;
    private final Path path;
    private final Disk disk;

    GateFile(String id, Path path, Disk disk) {
        this.id = id;
        this.path = path;
        this.disk = disk;
    }

    /** The gate as it stands, empty while its first line is not there. */
    Optional<Gate> read() throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return fold(whole(channel));
        }
    }

    /** A quick look for a field near the beginning of the first line: false says for certain that the gate has no such field there. */
    boolean mayHave(String field, String value) throws IOException {
        byte[] wanted = (JSON.writeValueAsString(field) + ":" + JSON.writeValueAsString(value))
                .getBytes(StandardCharsets.UTF_8);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer start = ByteBuffer.allocate(BEGINNING);
            while (start.hasRemaining() && channel.read(start) > 0) {
                // The beginning of a file never changes.
            }
            return contains(start.array(), start.position(), wanted);
        }
    }

    private static boolean contains(byte[] bytes, int length, byte[] wanted) {
        for (int at = 0; at <= length - wanted.length; at++) {
            if (bytes[at] == wanted[0]
                    && java.util.Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }

    /** Makes a change that nobody else interferes with. */
    <T> T change(Change<T> change) throws IOException {
        ReentrantLock mine =
                LOCKS[Math.floorMod(path.toAbsolutePath().normalize().hashCode(), LOCKS.length)];
        mine.lock();
        try (FileChannel channel = FileChannel.open(
                        path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            return change.apply(new Locked(channel));
        } finally {
            mine.unlock();
        }
    }

    /** The file while its locks are held. */
    final class Locked {
        private final FileChannel channel;

        private Locked(FileChannel channel) {
            this.channel = channel;
        }

        Optional<Gate> gate() throws IOException {
            return fold(whole(channel));
        }

        long size() throws IOException {
            return channel.size();
        }

        /** Appends a line; when this returns, it is on disk. */
        void append(GateLine line) throws IOException {
            long start = whole(channel).length;
            byte[] bytes = (line.json() + "\n").getBytes(StandardCharsets.UTF_8);
            if (start + bytes.length > LIMIT) {
                throw new IOException("gate " + id + " is full: its file has " + start + " bytes");
            }
            try {
                if (channel.size() > start) {
                    disk.truncate(channel, start);
                }
                ByteBuffer rest = ByteBuffer.wrap(bytes);
                long position = start;
                while (rest.hasRemaining()) {
                    position += disk.write(channel, rest, position);
                }
                disk.force(channel);
            } catch (IOException e) {
                try {
                    disk.truncate(channel, start);
                } catch (IOException second) {
                    e.addSuppressed(second);
                }
                throw e;
            }
        }
    }

    /** All bytes up to the last line end. */
    private byte[] whole(FileChannel channel) throws IOException {
        long size = channel.size();
        if (size > LIMIT) {
            throw new UnreadableReport("GATE_UNREADABLE", id, "the file of this gate is larger than 16 MiB");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) size);
        while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) > 0) {
            // A reader without the lock may meet a file that is just being shortened; it takes what is there.
        }
        int end = bytes.position();
        while (end > 0 && bytes.get(end - 1) != '\n') {
            end--;
        }
        return java.util.Arrays.copyOf(bytes.array(), end);
    }

    private Optional<Gate> fold(byte[] bytes) throws UnreadableReport {
        GateFold fold = new GateFold(id);
        int number = 0;
        for (String text : new String(bytes, StandardCharsets.UTF_8).lines().toList()) {
            fold.take(GateLine.parse(id, ++number, text), number);
        }
        return fold.gate();
    }
}
