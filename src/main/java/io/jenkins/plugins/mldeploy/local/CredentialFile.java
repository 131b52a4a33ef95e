package io.jenkins.plugins.mldeploy.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.mldeploy.pipeline.CredentialStore;
import io.jenkins.plugins.mldeploy.report.StrictJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The credentials of the user of this machine: {@code MLDEPLOY_CREDENTIAL_<ID>} in the environment (letters in upper case, the rest as
 * underscores; a text, or {@code …_USERNAME} with {@code …_PASSWORD}), else {@code credentials.json}, which nobody else may read:
 *
 * <pre>{"api-token": "text", "registry": {"username": "ada", "password": "…"}, "kubeconfig": {"file": "/path"}}</pre>
 */
public final class CredentialFile implements CredentialStore {
    private static final String PREFIX = "MLDEPLOY_CREDENTIAL_";
    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);
    private static final Set<String> PARTS = Set.of("secret", "username", "password", "file");

    private final Path file;
    private final Map<String, String> environment;

    /** @param file need not exist */
    public CredentialFile(Path file, Map<String, String> environment) {
        this.file = file;
        this.environment = Map.copyOf(environment);
    }

    /** @throws UncheckedIOException naming the file when others may read it, or when it is no such JSON; never its content */
    @Override
    public Optional<Map<String, String>> find(String id) {
        String variable = PREFIX + id.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
        String user = environment.get(variable + "_USERNAME");
        String password = environment.get(variable + "_PASSWORD");
        if (user != null && password != null) {
            return Optional.of(Map.of("username", user, "password", password));
        }
        if (environment.containsKey(variable)) {
            return Optional.of(Map.of("secret", environment.get(variable)));
        }
        try {
            return inFile(id);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<Map<String, String>> inFile(String id) throws IOException {
        JsonNode all;
        try {
            checkPrivate();
            all = StrictJson.mapper().readTree(Files.readAllBytes(file));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (JsonProcessingException e) {
            // The message of the parser would show a part of the file.
            throw new IOException(
                    file + " is no valid JSON, at line " + e.getLocation().getLineNr());
        }
        JsonNode found = all == null ? null : all.get(id);
        if (found == null) {
            return Optional.empty();
        }
        if (found.isTextual()) {
            return Optional.of(Map.of("secret", found.textValue()));
        }
        Map<String, String> parts = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> part : found.properties()) {
            if (!PARTS.contains(part.getKey()) || !part.getValue().isTextual()) {
                throw new IOException(
                        file + ": credential '" + id + "' is a text, or has the texts secret, username, password, file;"
                                + " not '" + part.getKey() + "'");
            }
            parts.put(part.getKey(), part.getValue().textValue());
        }
        return Optional.of(parts);
    }

    private void checkPrivate() throws IOException {
        Set<PosixFilePermission> permissions;
        try {
            permissions = Files.getPosixFilePermissions(file);
        } catch (UnsupportedOperationException noPosix) {
            return;
        }
        if (permissions.stream().anyMatch(OTHERS::contains)) {
            throw new IOException("others may read " + file + ", which holds secrets: run  chmod 600 " + file);
        }
    }
}
