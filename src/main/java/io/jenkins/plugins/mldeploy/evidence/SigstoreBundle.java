package io.jenkins.plugins.mldeploy.evidence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sigstore bundle 0.3 around what was signed. It names no certificate and no entry of a transparency log: the key is known to who verifies. */
final class SigstoreBundle {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private SigstoreBundle() {}

    /**
     * The bundle as JSON.
     *
     * @param kind of what was signed: {@code dsseEnvelope} or {@code messageSignature}
     */
    static byte[] json(String kind, Map<String, Object> signed) {
        Map<String, Object> bundle = new LinkedHashMap<>();
        bundle.put("mediaType", "application/vnd.dev.sigstore.bundle.v0.3+json");
        bundle.put("verificationMaterial", Map.of("publicKey", Map.of(), "tlogEntries", List.of()));
        bundle.put(kind, signed);
        return json(bundle);
    }

    static byte[] json(Map<String, Object> document) {
        try {
            return JSON.writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a signature can't be written", e);
        }
    }
}
