package io.jenkins.plugins.mldeploy.evidence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A signed payload: Dead Simple Signing Envelope 1.0 (github.com/secure-systems-lab/dsse), alone or in a Sigstore bundle 0.3. */
final class DsseEnvelope {
    static final String IN_TOTO = "application/vnd.in-toto+json";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private DsseEnvelope() {}

    /** {@code {payloadType, payload, signatures}}. */
    static Map<String, Object> sign(byte[] payload, SigningKey key) throws IOException {
        Map<String, Object> envelope = new LinkedHashMap<>();
        envelope.put("payloadType", IN_TOTO);
        envelope.put("payload", Base64.getEncoder().encodeToString(payload));
        envelope.put(
                "signatures",
                List.of(Map.of(
                        "sig", Base64.getEncoder().encodeToString(key.sign(preAuthenticated(IN_TOTO, payload))))));
        return envelope;
    }

    /** The same envelope as a Sigstore bundle, which names no certificate and no entry of a transparency log: the key is known to who verifies. */
    static Map<String, Object> bundle(Map<String, Object> envelope) {
        Map<String, Object> bundle = new LinkedHashMap<>();
        bundle.put("mediaType", "application/vnd.dev.sigstore.bundle.v0.3+json");
        bundle.put("verificationMaterial", Map.of("publicKey", Map.of(), "tlogEntries", List.of()));
        bundle.put("dsseEnvelope", envelope);
        return bundle;
    }

    static byte[] json(Map<String, Object> document) {
        try {
            return JSON.writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an envelope can't be written", e);
        }
    }

    /** What is signed: the type and the payload, each with its length, so that no two differ in meaning and agree in bytes. */
    static byte[] preAuthenticated(String type, byte[] payload) {
        byte[] typeBytes = type.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(("DSSEv1 " + typeBytes.length + " " + type + " " + payload.length + " ")
                .getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(payload);
        return bytes.toByteArray();
    }
}
