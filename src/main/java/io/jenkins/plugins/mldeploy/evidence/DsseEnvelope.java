package io.jenkins.plugins.mldeploy.evidence;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A signed payload: Dead Simple Signing Envelope 1.0 (github.com/secure-systems-lab/dsse). */
final class DsseEnvelope {
    static final String IN_TOTO = "application/vnd.in-toto+json";

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
