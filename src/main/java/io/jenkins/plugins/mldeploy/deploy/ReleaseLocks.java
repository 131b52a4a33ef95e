package io.jenkins.plugins.mldeploy.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.evidence.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Who deploys what at the moment: one small file a release of an environment, in the suite's folder on the controller. All locks of a unit are taken, or none, so that two
 * units never wait for each other. Safe between threads and between processes.
 */
final class ReleaseLocks {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    /** The lock of a file does not keep out another thread of the same process. */
    private static final ReentrantLock MINE = new ReentrantLock();

    /**
     * Who holds a lock.
     *
     * @param job full name of its job
     * @param number of its run
     * @param deploymentId of its deployment
     * @param machine that its programs run on, null where nobody knows
     */
    record Holder(String job, long number, String deploymentId, String machine) {
        Holder(String job, long number, String deploymentId) {
            this(job, number, deploymentId, null);
        }

        static Holder of(Origin origin, String deploymentId, String machine) {
            return new Holder(origin.job(), origin.number(), deploymentId, machine);
        }

        /** Wherever its programs run. */
        boolean is(Holder other) {
            return job.equals(other.job) && number == other.number && deploymentId.equals(other.deploymentId);
        }

        String display() {
            return job + " #" + number;
        }
    }

    /**
     * @param holder who else holds one of the locks, null when all are taken now
     * @param release the lock that it holds, or held
     * @param takenOver from whom a lock was taken over, null when all were free
     * @param gone of each release whose lock was taken over, from whom
     */
    record Answer(Holder holder, String release, Holder takenOver, Map<String, Holder> gone) {}

    private final Path folder;
    private final String environment;
    private final List<String> releases;

    ReleaseLocks(Path home, String environment, List<String> releases) {
        this.folder = home.resolve("locks");
        this.environment = environment;
        this.releases = List.copyOf(releases);
    }

    /** Takes all of them. Taking again what is held already changes nothing. */
    Answer take(Holder me, Predicate<Holder> isGone) throws IOException {
        return alone(() -> {
            Map<String, Holder> gone = new LinkedHashMap<>();
            for (String release : releases) {
                Optional<Holder> other = read(release).filter(holder -> !holder.is(me));
                if (other.isPresent() && !isGone.test(other.get())) {
                    return new Answer(other.get(), release, null, Map.of());
                }
                other.ifPresent(holder -> gone.put(release, holder));
            }
            for (String release : releases) {
                write(release, me);
            }
            String of = gone.keySet().stream().reduce((first, second) -> second).orElse(null);
            return new Answer(null, of, gone.get(of), gone);
        });
    }

    /** Whether all of them are still held by this one; if not, by whom one is, or was, is not its business any more. */
    boolean areHeldBy(Holder me) throws IOException {
        return alone(() -> {
            for (String release : releases) {
                if (!read(release).filter(me::is).isPresent()) {
                    return false;
                }
            }
            return true;
        });
    }

    /** Who holds one of them; empty when all are free. */
    Optional<Holder> holder() throws IOException {
        return alone(() -> {
            for (String release : releases) {
                Optional<Holder> holder = read(release);
                if (holder.isPresent()) {
                    return holder;
                }
            }
            return Optional.empty();
        });
    }

    /** Gives back those that this one holds. */
    void giveBack(Holder me) throws IOException {
        alone(() -> {
            for (String release : releases) {
                if (read(release).filter(me::is).isPresent()) {
                    Files.delete(file(release));
                }
            }
            return null;
        });
    }

    /** The deployments that hold a lock of whatever environment and whose runs are not known to be gone. */
    static Set<String> atWork(Path home, Predicate<Holder> isGone) throws IOException {
        ReleaseLocks all = new ReleaseLocks(home, "", List.of());
        return all.alone(() -> {
            Set<String> living = new HashSet<>();
            try (DirectoryStream<Path> files = Files.newDirectoryStream(all.folder, "*.json")) {
                for (Path file : files) {
                    read(file)
                            .filter(holder -> !isGone.test(holder))
                            .ifPresent(holder -> living.add(holder.deploymentId()));
                }
            }
            return living;
        });
    }

    private interface Work<T> {
        T now() throws IOException;
    }

    private <T> T alone(Work<T> work) throws IOException {
        Files.createDirectories(folder);
        MINE.lock();
        try (FileChannel channel = FileChannel.open(
                        folder.resolve("all.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            return work.now();
        } finally {
            MINE.unlock();
        }
    }

    /** A name never becomes a path. */
    private Path file(String release) {
        return folder.resolve(new Sha256().add(environment).add(release).hex() + ".json");
    }

    private static Optional<Holder> read(Path file) throws IOException {
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(file), Holder.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private Optional<Holder> read(String release) throws IOException {
        try {
            return read(file(release));
        } catch (JsonProcessingException e) {
            throw new IOException(
                    "the lock of release '" + release + "' in '" + environment
                            + "' can't be read; when nothing deploys," + " remove "
                            + file(release).getFileName() + " from the folder 'locks' of the suite's home",
                    e);
        }
    }

    private void write(String release, Holder holder) throws IOException {
        Path beside = folder.resolve("new");
        try (FileChannel channel = FileChannel.open(
                beside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(JSON.writeValueAsString(holder).getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
        Files.move(beside, file(release), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
