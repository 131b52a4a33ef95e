package io.jenkins.plugins.mldeploy.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.mldeploy.report.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An account of a cluster, as its own tokens (RFC 7519) name it: {@code system:serviceaccount:<namespace>:<name>}. */
record ServiceAccount(String namespace, String name) {
    private static final Pattern SUBJECT =
            Pattern.compile("system:serviceaccount:([a-z0-9][a-z0-9-]{0,62}):([a-z0-9][a-z0-9.-]{0,252})");

    /**
     * Whose token it is. Its signature is not looked at: who wrote a false name into it would only be refused by the cluster.
     *
     * @return empty when it is no token of a service account
     */
    static Optional<ServiceAccount> of(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3 || token.length() > 1 << 16) {
            return Optional.empty();
        }
        try {
            JsonNode claims = StrictJson.mapper()
                    .readTree(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8));
            Matcher subject =
                    SUBJECT.matcher(claims == null ? "" : claims.path("sub").asText());
            return subject.matches()
                    ? Optional.of(new ServiceAccount(subject.group(1), subject.group(2)))
                    : Optional.empty();
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
