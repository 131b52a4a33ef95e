package io.jenkins.plugins.mldeploy.local;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.mldeploy.pipeline.CredentialStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Credentials of a laptop: {@code $MLDEPLOY_CREDENTIAL_<ID>} (upper case, other characters as underscores) holds a secret text, {@code .mldeploy/credentials.json}
 * the parts of any credential by id. The file is refused when others may read it.
 */
public final class CredentialsFile implements CredentialStore {
    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final Path file;
    private final Map<String, String> environment;

    public CredentialsFile(Path file, Map<String, String> environment) {
        this.file = file;
        this.environment = Map.copyOf(environment);
    }

    @Override
    public Optional<Map<String, String>> find(String id) {
        String variable = "MLDEPLOY_CREDENTIAL_" + id.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
        if (environment.containsKey(variable)) {
            return Optional.of(Map.of("secret", environment.get(variable)));
        }
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            if (Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
                throw new IOException(file + " can be read by others; make it yours alone: chmod 600 " + file);
            }
            Map<String, Map<String, String>> all = JsonMapper.builder()
                    .build()
                    .readValue(file.toFile(), new TypeReference<Map<String, Map<String, String>>>() {});
            return Optional.ofNullable(all.get(id));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            // Jackson's message quotes the file, and the file holds secrets.
            throw new UncheckedIOException(
                    new IOException(file + " is not a JSON object of credentials by id, each an object of strings"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
