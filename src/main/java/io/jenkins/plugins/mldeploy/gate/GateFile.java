package io.jenkins.plugins.mldeploy.gate;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The append-only file of one gate, {@code gate.jsonl}. Who changes it holds the lock of the file, which other processes respect, and a lock within this process,
 * which the file's own does not provide. What was appended is on disk before anybody is told that it was accepted; a torn last line, which nobody was told about, is cut off by
 * the next writer and overlooked by readers.
 */
final class GateFile {
    /** Bytes that a gate may grow to; comments are refused earlier, so that votes always find room. */
    static final int LIMIT = 16 << 20;

    static final int COMMENT_LIMIT = 8 << 20;

    /** Nonce and job stand before anything that may be long. */
    private static final int BEGINNING = 16 << 10;

    /** Where they stand nearly always. */
    private static final int FIRST = 1 << 10;

    /** Where a settlement without a long reason fits in; smaller files are read as a whole at once. */
    private static final int TAIL = 8 << 10;

    private static final int HEAD = 80;

    private static final Pattern OPENED = Pattern.compile("\\{\"v\":1,\"op\":\"OPEN\",\"at\":\"([^\"]{1,40})\"");
    private static final byte[] STEP = ",\"step\":".getBytes(StandardCharsets.UTF_8);
    private static final byte[] SETTLED = "{\"v\":1,\"op\":\"SETTLE\"".getBytes(StandardCharsets.UTF_8);

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final ReentrantLock[] LOCKS = new ReentrantLock[64];

    static {
        Arrays.setAll(LOCKS, i -> new ReentrantLock());
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

    /** The gate as it stands when it is not settled; empty otherwise. That it is settled, the end of the file says, so that the rest of it is not read. */
    Optional<Gate> readUnsettled() throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            if (channel.size() > TAIL && endsSettled(tail(channel))) {
                return Optional.empty();
            }
            byte[] bytes = whole(channel);
            return endsSettled(bytes) ? Optional.empty() : fold(bytes).filter(Gate::isOpen);
        }
    }

    /**
     * When the gate opened, if it is not settled: told by both ends of the file, without understanding anything else of it. A file that does not begin as a gate opened at the beginning of time: who reads it
     * finds out what it is.
     */
    Optional<Instant> glance() throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            byte[] tail = tail(channel);
            if (tail.length == 0 || endsSettled(tail)) {
                return Optional.empty();
            }
            byte[] head = channel.size() <= TAIL ? tail : bytes(channel, 0, HEAD);
            Matcher opened = OPENED.matcher(new String(head, 0, Math.min(HEAD, head.length), StandardCharsets.UTF_8));
            try {
                return Optional.of(opened.lookingAt() ? Instant.parse(opened.group(1)) : Instant.EPOCH);
            } catch (DateTimeParseException e) {
                return Optional.of(Instant.EPOCH);
            }
        }
    }

    /** The gate as it stands when it is settled; empty otherwise, and then only the end of the file is read. */
    Optional<Gate> readSettled() throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            // A settlement that is longer than the tail has no beginning there, nor has any other line of that length.
            byte[] tail = tail(channel);
            boolean whole = endsSettled(tail) || channel.size() > TAIL && !hasLine(tail);
            return whole ? fold(whole(channel)).filter(gate -> !gate.isOpen()) : Optional.empty();
        }
    }

    /** True when a whole line, with its beginning, is in there. */
    private static boolean hasLine(byte[] bytes) {
        int ends = 0;
        for (byte each : bytes) {
            ends += each == '\n' ? 1 : 0;
        }
        return ends > 1;
    }

    private static byte[] tail(FileChannel channel) throws IOException {
        return bytes(channel, Math.max(0, channel.size() - TAIL), TAIL);
    }

    private static byte[] bytes(FileChannel channel, long start, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && channel.read(bytes, start + bytes.position()) > 0) {
            // Until the end, or where somebody cuts it off just now.
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    /** True when the last whole line is a settlement; false also when its beginning lies before these bytes. */
    private static boolean endsSettled(byte[] bytes) {
        int end = bytes.length - 1;
        while (end >= 0 && bytes[end] != '\n') {
            end--;
        }
        int line = end - 1;
        while (line >= 0 && bytes[line] != '\n') {
            line--;
        }
        // The very first line of a file is never one.
        return line >= 0 && contains(bytes, end, line + 1, line + 2, SETTLED);
    }

    /** A quick look for a field near the beginning of the first line: false says for certain that the gate has no such field there. */
    boolean mayHave(String field, String value) throws IOException {
        byte[] wanted = (JSON.writeValueAsString(field) + ":" + JSON.writeValueAsString(value))
                .getBytes(StandardCharsets.UTF_8);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer start = ByteBuffer.allocate(FIRST);
            while (start.hasRemaining() && channel.read(start) > 0) {
                // The beginning of a file never changes.
            }
            if (contains(start.array(), start.position(), 0, start.position(), wanted)) {
                return true;
            }
            if (start.hasRemaining() || contains(start.array(), start.position(), 0, start.position(), STEP)) {
                // Both fields stand before that one.
                return false;
            }
            ByteBuffer more = ByteBuffer.allocate(BEGINNING);
            while (more.hasRemaining() && channel.read(more, more.position()) > 0) {
                // A job with a very long name.
            }
            return contains(more.array(), more.position(), 0, more.position(), wanted);
        }
    }

    /** Whether they begin somewhere from {@code from} to before {@code to} and end within {@code length}. */
    private static boolean contains(byte[] bytes, int length, int from, int to, byte[] wanted) {
        for (int at = from; at < to && at <= length - wanted.length; at++) {
            if (bytes[at] == wanted[0] && Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
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
            Locked file = new Locked(channel);
            T result = change.apply(file);
            file.write();
            return result;
        } finally {
            mine.unlock();
        }
    }

    /**
     * The file while its locks are held, read once. What is appended is written and synced in one piece when the change ends: a vote and the settlement that it brings about cost one sync, and a fault leaves neither.
     */
    final class Locked {
        private final FileChannel channel;
        private final long end;
        private final GateFold fold = new GateFold(id);
        private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
        private int lines;

        private Locked(FileChannel channel) throws IOException {
            this.channel = channel;
            byte[] bytes = whole(channel);
            this.end = bytes.length;
            this.lines = takeAll(fold, bytes);
        }

        Optional<Gate> gate() {
            return fold.gate();
        }

        /** The gate, which is there. */
        Gate there() throws IOException {
            return gate().orElseThrow(() -> new IOException("the file of gate " + id + " is empty"));
        }

        long size() {
            return end + pending.size();
        }

        /** Appends a line; it is on disk when the change returns. */
        void append(GateLine line) throws IOException {
            String text = line.json();
            byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
            if (size() + bytes.length > LIMIT) {
                throw new IOException("gate " + id + " is full: its file has " + size() + " bytes");
            }
            // Taken as its readers will read it.
            fold.take(GateLine.parse(id, ++lines, text), lines);
            pending.writeBytes(bytes);
        }

        private void write() throws IOException {
            if (pending.size() == 0) {
                return;
            }
            try {
                if (channel.size() > end) {
                    disk.truncate(channel, end);
                }
                ByteBuffer rest = ByteBuffer.wrap(pending.toByteArray());
                long position = end;
                while (rest.hasRemaining()) {
                    position += disk.write(channel, rest, position);
                }
                disk.force(channel);
            } catch (IOException e) {
                try {
                    disk.truncate(channel, end);
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
        return Arrays.copyOf(bytes.array(), end);
    }

    private Optional<Gate> fold(byte[] bytes) throws UnreadableReport {
        GateFold fold = new GateFold(id);
        takeAll(fold, bytes);
        return fold.gate();
    }

    /** @return how many lines there are */
    private int takeAll(GateFold fold, byte[] bytes) throws UnreadableReport {
        int number = 0;
        for (String text : new String(bytes, StandardCharsets.UTF_8).lines().toList()) {
            fold.take(GateLine.parse(id, ++number, text), number);
        }
        return number;
    }
}
