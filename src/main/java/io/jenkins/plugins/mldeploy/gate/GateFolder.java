package io.jenkins.plugins.mldeploy.gate;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where the gates lie: {@code gates/<id>/gate.jsonl}. What has not the form of an id is the id of no gate, and never becomes a path. */
final class GateFolder {
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

    private static final Comparator<Gate> OLDEST_FIRST = Comparator.<Gate, Instant>comparing(
                    gate -> gate.opening().requestedAt())
            .thenComparing(Gate::id);

    private final Path folder;
    private final GateFile.Disk disk;

    GateFolder(Path folder, GateFile.Disk disk) {
        this.folder = folder;
        this.disk = disk;
    }

    Path path() {
        return folder;
    }

    boolean isId(String id) {
        return id != null && ID.matcher(id).matches();
    }

    boolean exists(String id) {
        return isId(id) && Files.isRegularFile(path(id));
    }

    /** Bytes of its file; 0 when there is none. */
    long size(String id) {
        try {
            return isId(id) ? Files.size(path(id)) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    GateFile file(String id) {
        return new GateFile(id, path(id), disk);
    }

    /** The place of a gate that is about to be opened. */
    GateFile make(String id) throws IOException {
        Files.createDirectories(folder.resolve(id));
        return file(id);
    }

    /** Makes the name of a new gate last, where the file system lets one sync a folder. */
    void sync(String id) {
        for (Path directory : List.of(folder.resolve(id), folder)) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            } catch (IOException e) {
                // Windows has no such thing; the file's own content was synced.
            }
        }
    }

    /** How a file is read; empty when it is not wanted. */
    interface Reading {
        Optional<Gate> read(GateFile file) throws IOException;
    }

    /**
     * Thousands of small files: read by all cores, told of in one thread.
     *
     * @param unreadable told of each gate whose file can't be read
     * @return the oldest first
     */
    List<Gate> list(Consumer<String> unreadable, Reading reading) throws IOException {
        record Found(Optional<Gate> gate, String problem) {}
        List<Found> found = ids().parallelStream()
                .map(id -> {
                    try {
                        return new Found(reading.read(file(id)), null);
                    } catch (NoSuchFileException e) {
                        // A folder whose gate is being opened, or that is none.
                        return new Found(Optional.empty(), null);
                    } catch (IOException e) {
                        return new Found(Optional.empty(), "gate " + id + ": " + e.getMessage());
                    }
                })
                .toList();
        List<Gate> gates = new ArrayList<>();
        for (Found one : found) {
            if (one.problem() != null) {
                unreadable.accept(one.problem());
            }
            one.gate().ifPresent(gates::add);
        }
        gates.sort(OLDEST_FIRST);
        return gates;
    }

    /** The ids of the gates that are not settled, the oldest first. */
    List<String> unsettled() throws IOException {
        record Glance(String id, Instant opened) {}
        return ids().parallelStream()
                .flatMap(id -> {
                    try {
                        return file(id).glance().map(opened -> new Glance(id, opened)).stream();
                    } catch (NoSuchFileException e) {
                        return Stream.empty();
                    } catch (IOException e) {
                        // Who reads it is told why it can't be read.
                        return Stream.of(new Glance(id, Instant.EPOCH));
                    }
                })
                .sorted(Comparator.comparing(Glance::opened).thenComparing(Glance::id))
                .map(Glance::id)
                .toList();
    }

    /**
     * The settled ones among those that changed last, the newest first.
     *
     * @param limit how many
     * @param files how many files are looked at, at most
     */
    List<Gate> settledLast(int limit, int files, Predicate<Gate> wanted) throws IOException {
        Map<String, FileTime> changed = ids().parallelStream().collect(Collectors.toMap(id -> id, this::changedAt));
        List<String> newestFirst = changed.keySet().stream()
                .sorted(Comparator.<String, FileTime>comparing(changed::get)
                        .reversed()
                        .thenComparing(Comparator.naturalOrder()))
                .limit(files)
                .toList();
        List<Gate> gates = new ArrayList<>();
        for (String id : newestFirst) {
            if (gates.size() == limit) {
                break;
            }
            try {
                file(id).readSettled().filter(wanted).ifPresent(gates::add);
            } catch (IOException e) {
                // Told of by who lists the open ones.
            }
        }
        return gates;
    }

    private FileTime changedAt(String id) {
        try {
            return Files.getLastModifiedTime(path(id));
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }

    private List<String> ids() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(folder)) {
            return folders.map(path -> path.getFileName().toString())
                    .filter(name -> ID.matcher(name).matches())
                    .sorted()
                    .toList();
        }
    }

    private Path path(String id) {
        return folder.resolve(id).resolve("gate.jsonl");
    }
}
