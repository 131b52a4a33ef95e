package io.jenkins.plugins.mldeploy.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Payloads under their SHA-256, in 256 folders. A name that is not a hash never becomes a path. */
final class PayloadFiles {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private final Path root;

    PayloadFiles(Path root) {
        this.root = root;
    }

    String put(InputStream content) throws IOException {
        Files.createDirectories(root);
        Path temporary = Files.createTempFile(root, "incoming-", ".tmp");
        try {
            MessageDigest digest = Sha256.digest();
            try (OutputStream out = new DigestOutputStream(Files.newOutputStream(temporary), digest)) {
                content.transferTo(out);
            }
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            String hash = Sha256.hex(digest);
            Path target = file(hash);
            Files.createDirectories(target.getParent());
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return hash;
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    Optional<InputStream> open(String hash) throws IOException {
        if (!SHA256.matcher(hash).matches() || !Files.isRegularFile(file(hash))) {
            return Optional.empty();
        }
        return Optional.of(Files.newInputStream(file(hash)));
    }

    void delete(String hash) throws IOException {
        Files.deleteIfExists(file(hash));
    }

    /** The hashes of the payloads that were stored, or stored again, before a time; and leftovers of a killed writer are removed. */
    Set<String> olderThan(Instant time) throws IOException {
        Set<String> hashes = new HashSet<>();
        if (!Files.isDirectory(root)) {
            return hashes;
        }
        try (Stream<Path> files = Files.walk(root, 2)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(time)) {
                    String name = file.getFileName().toString();
                    if (SHA256.matcher(name).matches()) {
                        hashes.add(name);
                    } else if (name.startsWith("incoming-")) {
                        Files.deleteIfExists(file);
                    }
                }
            }
        }
        return hashes;
    }

    private Path file(String hash) {
        return root.resolve(hash.substring(0, 2)).resolve(hash);
    }
}
