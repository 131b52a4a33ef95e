package io.jenkins.plugins.mldeploy.evidence;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One file of the journal, named after the number of its first entry: consecutive entries, the first of which follows the last of the segment before. The last one is
 * appended to; the others are closed and never change.
 *
 * @param file where it lies
 * @param index of its entries; not thread-safe, guarded by the store
 */
record Segment(Path file, SegmentIndex index) {
    private static final Pattern NAME = Pattern.compile("journal-(\\d{12})\\.jsonl");

    /** @param first number of its first entry */
    static Path file(Path folder, long first) {
        return folder.resolve("journal-%012d.jsonl".formatted(first));
    }

    /** The segments' files by the number of their first entry; empty when there is no folder. */
    static NavigableMap<Long, Path> files(Path folder) throws IOException {
        NavigableMap<Long, Path> files = new TreeMap<>();
        if (!Files.isDirectory(folder)) {
            return files;
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "journal-*.jsonl")) {
            for (Path file : all) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (name.matches()) {
                    files.put(Long.parseLong(name.group(1)), file);
                }
            }
        }
        return files;
    }

    /** What the oldest segment follows: nothing, unless retention removed what was before; then its first line says it. */
    static String before(Path file, long first) throws IOException {
        if (first == 1) {
            return JournalLine.GENESIS;
        }
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            String line = lines.readLine();
            return line == null ? JournalLine.GENESIS : JournalLine.prev(line);
        }
    }

    /** Of a closed segment, from its saved index where that fits, else read and checked. */
    static Segment closed(Path file, long first, String before, boolean save) throws IOException {
        Path saved = indexFile(file);
        Optional<SegmentIndex> index = SegmentIndex.load(saved, first, Files.size(file));
        if (index.isPresent()) {
            return new Segment(file, index.get());
        }
        Segment segment = new Segment(file, new SegmentIndex(first, before));
        segment.readOn(Long.MAX_VALUE);
        if (segment.index.end() != Files.size(file)) {
            throw new BrokenChain("the closed segment " + file.getFileName() + " ends in the middle of entry "
                    + (first + segment.index.count()));
        }
        if (save) {
            segment.index.save(saved);
        }
        return segment;
    }

    static Path indexFile(Path file) {
        return file.resolveSibling(file.getFileName() + ".index");
    }

    /**
     * Reads and checks the whole lines after those that the index has.
     *
     * @param limit in bytes of the file; what comes after it is left
     * @throws BrokenChain when a line does not follow the one before it
     */
    void readOn(long limit) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.position(index.end());
            InputStream in = new BufferedInputStream(Channels.newInputStream(channel), 1 << 16);
            ByteArrayOutputStream line = new ByteArrayOutputStream(4096);
            long left = limit - index.end();
            for (int b = left > 0 ? in.read() : -1; b >= 0; b = left > 0 ? in.read() : -1) {
                left--;
                if (b == '\n') {
                    Entry entry = JournalLine.decode(
                            line.toString(StandardCharsets.UTF_8), index.first() + index.count(), index.head());
                    index.add(entry, line.size());
                    line.reset();
                } else {
                    line.write(b);
                }
            }
        }
    }

    /** The entries that may be wanted, newest first, each read when it is asked for. */
    Stream<Entry> find(long[][] wanted, long after) {
        SegmentIndex seen = index.snapshot();
        int least = (int) Math.max(0, Math.min(seen.count(), after + 1 - seen.first()));
        return IntStream.iterate(seen.count() - 1, position -> position >= least, position -> position - 1)
                .filter(position -> seen.matches(position, wanted))
                .mapToObj(position -> read(seen, position))
                .filter(Objects::nonNull);
    }

    /** The entry with this number, which is one of this segment's. */
    Optional<Entry> entry(long seq) {
        return Optional.ofNullable(read(index, (int) (seq - index.first())));
    }

    /** Null when retention removed the segment meanwhile. */
    private Entry read(SegmentIndex seen, int position) {
        ByteBuffer line = ByteBuffer.allocate(seen.length(position));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long at = seen.offset(position);
            while (line.hasRemaining()) {
                int n = channel.read(line, at);
                if (n < 0) {
                    throw new BrokenChain(
                            "entry " + (seen.first() + position) + " is cut off in " + file.getFileName());
                }
                at += n;
            }
            Entry entry = JournalLine.decode(
                    new String(line.array(), StandardCharsets.UTF_8), seen.first() + position, seen.hash(position - 1));
            if (!entry.hash().equals(seen.hash(position))) {
                throw new BrokenChain(
                        "entry " + entry.seq() + " is another one than when the journal was opened: its hash changed");
            }
            return entry;
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
