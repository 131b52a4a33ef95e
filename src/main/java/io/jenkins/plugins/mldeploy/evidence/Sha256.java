package io.jenkins.plugins.mldeploy.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 (FIPS 180-4), the one hash of the suite, as 64 lower-case hex digits. The static methods are of the bytes themselves, as {@code sha256sum}
 * prints it. An object is over a sequence of fields, each with its length before it, so that no two sequences run together to the same bytes.
 */
public final class Sha256 {
    private final MessageDigest fields = digest();

    /** A fresh one, for streams that are hashed as they pass. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** What {@code digest}, which starts anew with this, has seen. */
    public static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    public static String of(byte[] bytes) {
        return HexFormat.of().formatHex(digest().digest(bytes));
    }

    /** To the end; the caller closes. */
    public static String of(InputStream content) throws IOException {
        MessageDigest digest = digest();
        update(digest, content);
        return hex(digest);
    }

    /** Adds what is left of {@code content}; the caller closes. */
    public static void update(MessageDigest digest, InputStream content) throws IOException {
        byte[] buffer = new byte[1 << 16];
        for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
            digest.update(buffer, 0, n);
        }
    }

    /** One more field; null is another one than the empty text. */
    public Sha256 add(String field) {
        byte[] bytes = field == null ? new byte[0] : field.getBytes(StandardCharsets.UTF_8);
        fields.update(ByteBuffer.allocate(8).putLong(0, field == null ? -1 : bytes.length));
        fields.update(bytes);
        return this;
    }

    /** One more field; the content's own SHA-256 stands for it, as its length is not known beforehand. */
    public Sha256 add(InputStream content) throws IOException {
        return add(of(content));
    }

    /** Of the fields; once. */
    public String hex() {
        return hex(fields);
    }
}
