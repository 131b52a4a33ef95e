package io.jenkins.plugins.mldeploy.evidence;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The journal in one folder: {@code journal.jsonl}, a lock for the one writer, and {@code payloads/}. Every append is written in
 * one piece and synced before it is acknowledged; a torn last line, which nobody was ever told about, is cut off at open.
 */
public final class JournalFileStore implements EvidenceStore, Closeable {
    private final Path file;
    private final PayloadFiles payloads;
    private final FileChannel channel;
    private final FileLock lock;
    private final List<Entry> entries = new ArrayList<>();
    private String head = JournalLine.GENESIS;

    private JournalFileStore(Path folder, FileChannel channel, FileLock lock) {
        this.file = folder.resolve("journal.jsonl");
        this.payloads = new PayloadFiles(folder.resolve("payloads"));
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Opens the journal for reading and writing, and makes it where there is none.
     *
     * @param warnings told when a torn last line was cut off
     * @throws BrokenChain when the journal is not what was appended to it
     * @throws IOException also when another process writes to it
     */
    public static JournalFileStore open(Path folder, Consumer<String> warnings) throws IOException {
        Files.createDirectories(folder);
        FileChannel channel = FileChannel.open(
                folder.resolve("journal.jsonl"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        try {
            JournalFileStore store = new JournalFileStore(folder, channel, lock(channel, folder));
            store.load(warnings);
            return store;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Opens the journal as it is now for reading, also while another process writes to it. Makes nothing where there is none.
     *
     * @throws BrokenChain when the journal is not what was appended to it
     */
    public static JournalFileStore readOnly(Path folder) throws IOException {
        JournalFileStore store = new JournalFileStore(folder, null, null);
        if (Files.exists(store.file)) {
            store.load(warning -> {});
        }
        return store;
    }

    private static FileLock lock(FileChannel channel, Path folder) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new IOException("another process writes to the journal in " + folder
                    + "; a journal has one writer: wait for that run, or end it");
        }
        return lock;
    }

    private void load(Consumer<String> warnings) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new ByteArrayInputStream(bytes, 0, end), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Entry entry = JournalLine.decode(line, entries.size() + 1L, head);
                entries.add(entry);
                head = entry.hash();
            }
        }
        if (end < bytes.length && channel != null) {
            channel.truncate(end);
            channel.force(true);
            warnings.accept("cut off a torn last line of " + (bytes.length - end) + " bytes after entry "
                    + entries.size() + " in " + file + "; it was never acknowledged");
        }
    }

    @Override
    public synchronized Entry append(Evidence evidence) throws IOException {
        if (channel == null) {
            throw new IOException("the journal " + file + " was opened for reading only");
        }
        JournalLine.Encoded encoded = JournalLine.encode(entries.size() + 1L, head, evidence);
        ByteBuffer line = StandardCharsets.UTF_8.encode(encoded.line() + "\n");
        long start = channel.size();
        try {
            long position = start;
            while (line.hasRemaining()) {
                position += channel.write(line, position);
            }
            channel.force(true);
        } catch (IOException e) {
            // A half line would tear the chain for the next writer.
            channel.truncate(start);
            throw e;
        }
        entries.add(encoded.entry());
        head = encoded.entry().hash();
        return encoded.entry();
    }

    @Override
    public synchronized Stream<Entry> find(EvidenceQuery query) {
        List<Entry> snapshot = List.copyOf(entries);
        return IntStream.range(0, snapshot.size())
                .mapToObj(i -> snapshot.get(snapshot.size() - 1 - i))
                .filter(query);
    }

    /** Hash of the newest entry, for anchoring outside; 64 zeros when there is none. */
    public synchronized String head() {
        return head;
    }

    @Override
    public String putPayload(InputStream content) throws IOException {
        return payloads.put(content);
    }

    @Override
    public Optional<InputStream> payload(String sha256) throws IOException {
        return payloads.open(sha256);
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            lock.release();
            channel.close();
        }
    }
}
