package io.jenkins.plugins.mldeploy.local;

import io.jenkins.plugins.mldeploy.pipeline.CredentialStore;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A kubeconfig that a call names by its credential, as a file for one program. A secret text becomes a file of its own (0600), which goes with the program; a file of the user's stays where it is. */
final class NamedKubeconfig implements Closeable {
    private static final String PREFIX = "kubeconfig-";

    private final Path file;
    private final boolean ours;

    private NamedKubeconfig(Path file, boolean ours) {
        this.file = file;
        this.ours = ours;
    }

    /**
     * @param folder for a file of its own, outside of what is archived
     * @return empty when there is no credential of that id
     * @throws IOException when it holds no kubeconfig; the message quotes nothing of it
     */
    static Optional<NamedKubeconfig> of(CredentialStore credentials, String id, Path folder) throws IOException {
        Optional<Map<String, String>> parts;
        try {
            parts = credentials.find(id);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        if (parts.isEmpty()) {
            return Optional.empty();
        }
        if (parts.get().containsKey("file")) {
            return Optional.of(
                    new NamedKubeconfig(Path.of(parts.get().get("file")).toAbsolutePath(), false));
        }
        String secret = parts.get().get("secret");
        if (secret == null) {
            throw new IOException("credential '" + id + "' is no kubeconfig: it has neither 'file' nor 'secret'");
        }
        Files.createDirectories(folder);
        Path made = Files.createTempFile(
                folder,
                PREFIX,
                ".yaml",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(made, secret, StandardCharsets.UTF_8);
        return Optional.of(new NamedKubeconfig(made, true));
    }

    static String missing(String id) {
        return "no credential '" + id
                + "' here: put it into .mldeploy/credentials.json (mode 0600), or set MLDEPLOY_CREDENTIAL_"
                + id.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    Map<String, String> variables() {
        return Map.of("KUBECONFIG", file.toString());
    }

    @Override
    public void close() throws IOException {
        if (ours) {
            Files.deleteIfExists(file);
        }
    }

    /** Removes what killed runs of a project left. */
    static void sweep(Path runs) throws IOException {
        if (!Files.isDirectory(runs)) {
            return;
        }
        List<Path> left;
        try (Stream<Path> files =
                Files.find(runs, 3, (file, attributes) -> attributes.isRegularFile() && isOurs(file))) {
            left = files.toList();
        }
        for (Path file : left) {
            Files.deleteIfExists(file);
        }
    }

    /** {@code runs/<number>/tmp/kubeconfig-….yaml}. */
    private static boolean isOurs(Path file) {
        Path folder = file.getParent();
        return file.getFileName().toString().startsWith(PREFIX)
                && folder != null
                && folder.getFileName().toString().equals("tmp");
    }
}
