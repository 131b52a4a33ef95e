package io.jenkins.plugins.mldeploy.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.mldeploy.evidence.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The memory of an environment's watch, in the suite's folder on the controller. Who writes it holds the watch's lock. */
final class WatchFile {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path folder;
    private final String environment;

    WatchFile(Path home, String environment) {
        this.folder = home.resolve("watch");
        this.environment = environment;
    }

    /** A name never becomes a path. */
    private Path file() {
        return folder.resolve(new Sha256().add(environment).hex() + ".json");
    }

    WatchMemory read() throws IOException {
        try {
            return JSON.readValue(Files.readAllBytes(file()), WatchMemory.class);
        } catch (NoSuchFileException e) {
            return WatchMemory.none();
        } catch (JsonProcessingException e) {
            throw new IOException(
                    "what the watch of '" + environment + "' remembers can't be read; remove " + file().getFileName()
                            + " from the folder 'watch' of the suite's home, and it begins anew",
                    e);
        }
    }

    void write(WatchMemory memory) throws IOException {
        Files.createDirectories(folder);
        Path beside = folder.resolve(file().getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                beside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(JSON.writeValueAsString(memory).getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
        Files.move(beside, file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
