package io.jenkins.plugins.mldeploy.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.mldeploy.report.StrictJson;
import java.util.List;
import java.util.regex.Pattern;

/** Small JSON answers of kubectl, podman, docker and skopeo, of which one fact is wanted; anything unreadable is "not known". */
final class ToolJson {
    private static final int LONGEST = 1 << 20;
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
    private static final String REVISION_LABEL = "org.opencontainers.image.revision";

    private ToolJson() {}

    /** The server's version in {@code kubectl version --output json}; null when no server answered. */
    static String serverVersion(String json) {
        JsonNode version = read(json).path("serverVersion").path("gitVersion");
        return version.isTextual() && !version.textValue().isBlank() ? version.textValue() : null;
    }

    /**
     * The commit that an image says it was built from, by its label; null when it says none, or when the answer is about another image.
     *
     * @param json of {@code podman|docker image inspect} or {@code skopeo inspect}
     * @param digest that the answer must be about
     */
    static String revision(String json, String digest) {
        JsonNode root = read(json);
        JsonNode image = root.isArray() ? root.path(root.size() == 1 ? 0 : -1) : root;
        boolean same = digest.equals(image.path("Digest").asText());
        for (JsonNode reference : image.path("RepoDigests")) {
            same |= reference.asText().endsWith("@" + digest);
        }
        JsonNode label = image.path("Labels").path(REVISION_LABEL);
        if (!label.isTextual()) {
            label = image.path("Config").path("Labels").path(REVISION_LABEL);
        }
        return same && label.isTextual() && COMMIT.matcher(label.textValue()).matches() ? label.textValue() : null;
    }

    /**
     * How many pods a Deployment asks for, in {@code kubectl get deployment … --output json} of one or several; -1 when it is not said.
     */
    static int replicas(String json, String name) {
        JsonNode root = read(json);
        for (JsonNode each : root.has("items") ? root.path("items") : List.of(root)) {
            if (name.equals(each.path("metadata").path("name").asText())) {
                return each.path("spec").path("replicas").asInt(-1);
            }
        }
        return -1;
    }

    /** As {@link #read}, up to what a program's captured output may have. */
    static JsonNode readLarge(String json) {
        return read(json, 8 * LONGEST);
    }

    /** Anything unreadable is a missing node. */
    static JsonNode read(String json) {
        return read(json, LONGEST);
    }

    private static JsonNode read(String json, int longest) {
        if (json.length() > longest) {
            return MissingNode.getInstance();
        }
        try {
            return StrictJson.mapper()
                    .reader()
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(json);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
