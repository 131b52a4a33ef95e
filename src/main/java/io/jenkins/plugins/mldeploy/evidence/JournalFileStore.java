package io.jenkins.plugins.mldeploy.evidence;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The journal in one folder: segments {@code journal-<number of the first entry>.jsonl}, a lock for the one writer, and {@code payloads/}. Every append is written in
 * one piece and synced before it is acknowledged; a torn last line, which nobody was ever told about, is cut off at open.
 *
 * <p>Opening checks the last segment line by line and takes the others from their saved index; {@link #verify()} reads them all. Entries are read when a query asks for them, and each is checked
 * then. Memory: about 90 bytes an entry.
 */
public final class JournalFileStore implements EvidenceStore, Closeable {
    /** 16 MiB, some ten thousand entries: checked in well under a second at each open. */
    private static final long SEGMENT_BYTES = 16 << 20;

    private final Path folder;
    private final PayloadFiles payloads;
    private final long segmentBytes;
    private final FileChannel lock;
    private FileChannel channel;
    private List<Segment> segments = List.of();

    private JournalFileStore(Path folder, FileChannel lock, long segmentBytes) {
        this.folder = folder;
        this.payloads = new PayloadFiles(folder.resolve("payloads"));
        this.lock = lock;
        this.segmentBytes = segmentBytes;
    }

    /**
     * Opens the journal for reading and writing, and makes it where there is none.
     *
     * @param warnings told when a torn last line was cut off
     * @throws BrokenChain when the journal is not what was appended to it
     * @throws AnotherWriter when another process writes to it
     */
    public static JournalFileStore open(Path folder, Consumer<String> warnings) throws IOException {
        return open(folder, warnings, SEGMENT_BYTES);
    }

    static JournalFileStore open(Path folder, Consumer<String> warnings, long segmentBytes) throws IOException {
        Files.createDirectories(folder);
        FileChannel lock = lock(folder);
        JournalFileStore store = new JournalFileStore(folder, lock, segmentBytes);
        try {
            store.adoptSingleFile();
            store.scan();
            store.startWriting(warnings);
            return store;
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /**
     * Opens the journal as it is now for reading, also while another process writes to it. Makes nothing where there is none.
     *
     * @throws BrokenChain when the journal is not what was appended to it
     */
    public static JournalFileStore readOnly(Path folder) throws IOException {
        JournalFileStore store = new JournalFileStore(folder, null, SEGMENT_BYTES);
        store.refresh();
        return store;
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel file =
                FileChannel.open(folder.resolve("journal.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = file.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            file.close();
            throw new AnotherWriter("another process writes to the journal in " + folder
                    + "; a journal has one writer: wait for that run, or end it");
        }
        return file;
    }

    /** Before there were segments, all was in one file. */
    private void adoptSingleFile() throws IOException {
        Path single = folder.resolve("journal.jsonl");
        if (Files.exists(single) && Segment.files(folder).isEmpty()) {
            Files.move(single, Segment.file(folder, 1));
        }
    }

    /**
     * Reads what another process appended since; for a journal that was opened for reading only.
     *
     * @throws BrokenChain when the journal is not what was appended to it
     */
    public synchronized void refresh() throws IOException {
        if (channel != null) {
            return;
        }
        try {
            scan();
        } catch (BrokenChain | NoSuchFileException e) {
            // Retention removed a segment between the look at the folder and the reading, or it is another journal now.
            segments = List.of();
            scan();
        }
    }

    private void scan() throws IOException {
        NavigableMap<Long, Path> files = Segment.files(folder);
        List<Segment> found = new ArrayList<>();
        for (Map.Entry<Long, Path> file : files.entrySet()) {
            long first = file.getKey();
            String before = found.isEmpty()
                    ? Segment.before(file.getValue(), first)
                    : last(found).head();
            boolean closed = !file.getKey().equals(files.lastKey());
            Segment segment = known(first, file.getValue())
                    .orElseGet(() -> new Segment(file.getValue(), new SegmentIndex(first, before)));
            if (closed && segment.index().count() == 0) {
                segment = Segment.closed(file.getValue(), first, before, lock != null);
            } else {
                segment.readOn(Long.MAX_VALUE);
            }
            SegmentIndex index = segment.index();
            if (!found.isEmpty()
                    && (first != last(found).next() || !index.hash(-1).equals(before))) {
                throw new BrokenChain("entry " + first + " does not follow entry "
                        + (last(found).next() - 1) + ": a part of the journal is missing or was replaced");
            }
            found.add(segment);
        }
        segments = List.copyOf(found);
        if (!found.isEmpty() && found.get(0).index().first() > 1) {
            Pruning.demandRecord(this, found.get(0).index());
        }
    }

    /** What was read before, unless the file is shorter now, and so another one. */
    private Optional<Segment> known(long first, Path file) throws IOException {
        long size = Files.size(file);
        return segments.stream()
                .filter(segment ->
                        segment.index().first() == first && segment.index().end() <= size)
                .findFirst();
    }

    private static SegmentIndex last(List<Segment> segments) {
        return segments.get(segments.size() - 1).index();
    }

    private void startWriting(Consumer<String> warnings) throws IOException {
        if (segments.isEmpty()) {
            startSegment(new SegmentIndex(1, JournalLine.GENESIS));
            return;
        }
        Segment active = segments.get(segments.size() - 1);
        channel = FileChannel.open(active.file(), StandardOpenOption.WRITE);
        long torn = channel.size() - active.index().end();
        if (torn > 0) {
            channel.truncate(active.index().end());
            channel.force(true);
            warnings.accept("cut off a torn last line of " + torn + " bytes after entry "
                    + (active.index().next() - 1) + " in " + active.file() + "; it was never acknowledged");
        }
    }

    private void startSegment(SegmentIndex index) throws IOException {
        Path file = Segment.file(folder, index.first());
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        syncFolder();
        List<Segment> more = new ArrayList<>(segments);
        more.add(new Segment(file, index));
        segments = List.copyOf(more);
    }

    /** A new file is durable only when its folder is. */
    private void syncFolder() throws IOException {
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        } catch (AccessDeniedException e) {
            // Windows has no such channel, and needs none.
        }
    }

    @Override
    public synchronized Entry append(Evidence evidence) throws IOException {
        if (channel == null) {
            throw new IOException("the journal in " + folder + " was opened for reading only");
        }
        SegmentIndex index = last(segments);
        if (index.end() >= segmentBytes) {
            index = closeSegment();
        }
        JournalLine.Encoded encoded = JournalLine.encode(index.next(), index.head(), evidence);
        ByteBuffer line = StandardCharsets.UTF_8.encode(encoded.line() + "\n");
        int length = line.remaining() - 1;
        try {
            long position = index.end();
            while (line.hasRemaining()) {
                position += channel.write(line, position);
            }
            channel.force(true);
        } catch (IOException e) {
            // A half line would tear the chain for the next writer.
            channel.truncate(index.end());
            throw e;
        }
        index.add(encoded.entry(), length);
        return encoded.entry();
    }

    private SegmentIndex closeSegment() throws IOException {
        Segment full = segments.get(segments.size() - 1);
        FileChannel old = channel;
        startSegment(new SegmentIndex(full.index().next(), full.index().head()));
        old.close();
        full.index().save(Segment.indexFile(full.file()));
        return last(segments);
    }

    @Override
    public Stream<Entry> find(EvidenceQuery query) {
        List<Segment> newestFirst = new ArrayList<>(snapshot());
        Collections.reverse(newestFirst);
        long[][] wanted = Fingerprints.of(query);
        return newestFirst.stream()
                .filter(segment -> segment.index().next() - 1 > query.after())
                .flatMap(segment -> segment.find(wanted, query.after()))
                .filter(query);
    }

    @Override
    public Optional<Entry> entry(long seq) {
        return snapshot().stream()
                .filter(segment ->
                        segment.index().first() <= seq && seq < segment.index().next())
                .findFirst()
                .flatMap(segment -> segment.entry(seq));
    }

    private synchronized List<Segment> snapshot() {
        return segments.stream()
                .map(segment -> new Segment(segment.file(), segment.index().snapshot()))
                .toList();
    }

    /**
     * Reads every entry again and checks that each follows the one before it. Takes about a second for 100 MB.
     *
     * @return how many entries there are
     * @throws BrokenChain naming the first place that does not fit
     */
    public long verify() throws IOException {
        long entries = 0;
        String head = null;
        for (Segment segment : snapshot()) {
            SegmentIndex expected = segment.index();
            if (head != null && !head.equals(expected.hash(-1))) {
                throw new BrokenChain("entry " + expected.first() + " does not follow the one before it");
            }
            SegmentIndex read = new SegmentIndex(expected.first(), expected.hash(-1));
            new Segment(segment.file(), read).readOn(expected.end());
            if (read.count() != expected.count() || !read.head().equals(expected.head())) {
                throw new BrokenChain("segment " + segment.file().getFileName() + " has " + read.count()
                        + " entries and head " + read.head() + "; when the journal was opened it had "
                        + expected.count() + " and head " + expected.head());
            }
            entries += read.count();
            head = read.head();
        }
        return entries;
    }

    /**
     * Removes what is older than it has to be kept: payloads first, then whole segments. What runs in an environment now, and all that is known about it, stays, however old it is. A record of the
     * removal is appended first; with it the rest of the chain still verifies.
     *
     * @param origin who asked for it
     * @return what was removed
     */
    public Pruned prune(Retention retention, Instant now, Origin origin) throws IOException {
        return new Pruning(this, payloads, retention, now).run(origin);
    }

    /** The closed segments, oldest first. */
    synchronized List<Segment> closedSegments() {
        return segments.isEmpty() ? List.of() : segments.subList(0, segments.size() - 1);
    }

    /** Takes the oldest segments out of the journal, then away from the disk. */
    synchronized void drop(List<Segment> oldest) throws IOException {
        segments = List.copyOf(segments.subList(oldest.size(), segments.size()));
        for (Segment segment : oldest) {
            Files.deleteIfExists(segment.file());
            Files.deleteIfExists(Segment.indexFile(segment.file()));
        }
        syncFolder();
    }

    /** Hash of the newest entry, for anchoring outside; 64 zeros when there is none. */
    public synchronized String head() {
        return segments.isEmpty() ? JournalLine.GENESIS : last(segments).head();
    }

    /** Number of the newest entry, 0 when there is none. */
    public synchronized long size() {
        return segments.isEmpty() ? 0 : last(segments).next() - 1;
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
    public synchronized void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
        if (lock != null) {
            // Also releases the lock.
            lock.close();
        }
    }
}
