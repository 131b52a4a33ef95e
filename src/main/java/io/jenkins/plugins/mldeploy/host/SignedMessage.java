package io.jenkins.plugins.mldeploy.host;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signature of messages from and to other systems, as <a href="https://www.standardwebhooks.com">Standard Webhooks 1.0</a> says: HMAC-SHA256 over {@code id.timestamp.body},
 * in the headers {@code webhook-id}, {@code webhook-timestamp} and {@code webhook-signature}. A message is good for five minutes; who takes it remembers its id.
 */
public final class SignedMessage {
    public static final String ID = "webhook-id";
    public static final String TIMESTAMP = "webhook-timestamp";
    public static final String SIGNATURE = "webhook-signature";
    /** How far the two clocks and the way may be apart. */
    public static final Duration TOLERANCE = Duration.ofMinutes(5);

    private SignedMessage() {}

    /** The headers of a message that is sent. */
    public static Map<String, String> headers(String secret, String id, Instant at, String body) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(ID, id);
        headers.put(TIMESTAMP, Long.toString(at.getEpochSecond()));
        headers.put(SIGNATURE, "v1," + signature(secret, id, at.getEpochSecond(), body));
        return headers;
    }

    /**
     * What is wrong with a message; empty when it is genuine and fresh. Says no more than that, so that nobody learns from it.
     *
     * @param headers names in lower case
     */
    public static Optional<String> refused(String secret, Map<String, String> headers, String body, Instant now) {
        String id = headers.getOrDefault(ID, "");
        String signatures = headers.getOrDefault(SIGNATURE, "");
        long second;
        Instant sent;
        try {
            second = Long.parseLong(headers.getOrDefault(TIMESTAMP, ""));
            sent = Instant.ofEpochSecond(second);
        } catch (NumberFormatException | DateTimeException e) {
            return Optional.of("the message has no " + TIMESTAMP);
        }
        if (!id.matches("[\\x21-\\x7e]{1,200}")) {
            return Optional.of("the message has no " + ID);
        }
        byte[] expected = signature(secret, id, second, body).getBytes(StandardCharsets.UTF_8);
        boolean genuine = false;
        for (String signature : signatures.split(" ")) {
            // Each is compared, and each in constant time.
            genuine |= signature.startsWith("v1,")
                    && MessageDigest.isEqual(expected, signature.substring(3).getBytes(StandardCharsets.UTF_8));
        }
        if (!genuine) {
            return Optional.of("the signature is not right");
        }
        return Duration.between(sent, now).abs().compareTo(TOLERANCE) > 0
                ? Optional.of("the message is not of now; check the clocks, or send it again")
                : Optional.empty();
    }

    private static String signature(String secret, String id, long second, String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key(secret), "HmacSHA256"));
            byte[] signature = mac.doFinal((id + "." + second + "." + body).getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java can't sign with HMAC-SHA256", e);
        }
    }

    /** {@code whsec_} announces Base64; any other text is taken as it is. */
    private static byte[] key(String secret) {
        if (secret.startsWith("whsec_")) {
            try {
                return Base64.getDecoder().decode(secret.substring("whsec_".length()));
            } catch (IllegalArgumentException e) {
                // Not Base64 after all.
            }
        }
        return secret.getBytes(StandardCharsets.UTF_8);
    }
}
