package io.jenkins.plugins.mldeploy.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * The files of one run: {@code Jenkinsfile} as it was started, {@code program.dat} while it can be resumed, {@code state.json} for
 * people and the command line, {@code log.txt}, {@code steps/} with the progress of steps that outlive the process. Each is written
 * beside its place, forced to disk and renamed, so that a kill at any moment leaves the old or the new one.
 */
final class RunStore {
    private static final String PROGRAM = "program.dat";

    private final Path directory;
    private FileLock lock;

    RunStore(Path directory) {
        this.directory = directory;
    }

    Path directory() {
        return directory;
    }

    void create() throws IOException {
        Files.createDirectories(directory);
        PosixFileAttributeView posix = Files.getFileAttributeView(directory, PosixFileAttributeView.class);
        // Null where the file system has its own way to keep others out.
        if (posix != null) {
            posix.setPermissions(PosixFilePermissions.fromString("rwx------"));
        }
        Files.createDirectories(directory.resolve("steps"));
        Files.createDirectories(directory.resolve("tmp"));
    }

    /**
     * Makes this process the only one that carries the run on, until {@link #release()} or its end.
     *
     * @throws IOException when another one does
     */
    void acquire() throws IOException {
        FileChannel channel =
                FileChannel.open(directory.resolve("run.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException sameProcess) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw new IOException(
                    "the run in " + directory + " is going on in another process: answer it there, or end that first");
        }
    }

    void release() {
        try {
            if (lock != null) {
                lock.acquiredBy().close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the run's lock cannot be given back", e);
        }
    }

    void writeJenkinsfile(String source) throws IOException {
        replace(directory.resolve("Jenkinsfile"), source.getBytes(StandardCharsets.UTF_8));
    }

    /** @throws IOException saying that there is no such run when the file is missing */
    String readJenkinsfile() throws IOException {
        try {
            return Files.readString(directory.resolve("Jenkinsfile"));
        } catch (NoSuchFileException missing) {
            throw new IOException("there is no run in " + directory + " (it holds no Jenkinsfile)", missing);
        }
    }

    void writeProgram(byte[] bytes) throws IOException {
        replace(directory.resolve(PROGRAM), bytes);
    }

    /** @throws IOException saying that the run has ended when there is nothing to go on with */
    byte[] readProgram() throws IOException {
        try {
            return Files.readAllBytes(directory.resolve(PROGRAM));
        } catch (NoSuchFileException missing) {
            throw new IOException(
                    "the run in " + directory + " cannot be resumed: it has ended, or never came to its first step",
                    missing);
        }
    }

    void writeState(byte[] json) throws IOException {
        replace(directory.resolve("state.json"), json);
    }

    void writeStepState(String stepId, String json) {
        try {
            replace(stepFile(stepId), json.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("the step's progress could not be saved in " + directory, e);
        }
    }

    Optional<String> readStepState(String stepId) {
        try {
            return Optional.of(Files.readString(stepFile(stepId)));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("the step's progress could not be read from " + directory, e);
        }
    }

    void forgetStep(String stepId) throws IOException {
        Files.deleteIfExists(stepFile(stepId));
    }

    private Path stepFile(String stepId) {
        return directory.resolve("steps").resolve(stepId + ".json");
    }

    /** The run has ended: nothing is left to go on with. */
    void forgetProgram() throws IOException {
        Files.deleteIfExists(directory.resolve(PROGRAM));
    }

    private static void replace(Path file, byte[] content) throws IOException {
        Path temporary =
                Files.createTempFile(file.getParent(), file.getFileName().toString(), ".new");
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (IOException failed) {
            Files.deleteIfExists(temporary);
            throw failed;
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
