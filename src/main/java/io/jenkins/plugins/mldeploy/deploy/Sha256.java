package io.jenkins.plugins.mldeploy.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 over a sequence of fields, each with its length before it, so that no two sequences run together to the same bytes. */
final class Sha256 {
    private final MessageDigest digest;

    Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Null is another field than the empty text. */
    Sha256 add(String field) {
        byte[] bytes = field == null ? new byte[0] : field.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(8).putLong(0, field == null ? -1 : bytes.length));
        digest.update(bytes);
        return this;
    }

    /** The content's own SHA-256 stands for it, as its length is not known beforehand. */
    Sha256 add(InputStream content) throws IOException {
        Sha256 inner = new Sha256();
        byte[] buffer = new byte[1 << 16];
        for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
            inner.digest.update(buffer, 0, n);
        }
        return add(inner.hex());
    }

    /** In lower-case hex; once. */
    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Of a text alone. */
    static String of(String text) {
        return new Sha256().add(text).hex();
    }
}
