package io.jenkins.plugins.mldeploy.evidence;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A private key: ECDSA on the curve P-256, PKCS#8 in PEM without a password, as {@code openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256} writes it. */
public final class SigningKey {
    private static final Pattern PEM =
            Pattern.compile("\\s*-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----\\s*");
    /** Order of P-256 (FIPS 186-5). */
    private static final BigInteger P256 =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final ECPrivateKey key;

    private SigningKey(ECPrivateKey key) {
        this.key = key;
    }

    /** @throws IOException that never quotes the file, with what to do */
    public static SigningKey read(Path file) throws IOException {
        if (Files.getFileStore(file).supportsFileAttributeView("posix")
                && Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
            throw new IOException(file + " can be read by others; make it yours alone: chmod 600 " + file);
        }
        if (Files.size(file) > 1 << 16) {
            throw new IOException(file + " is larger than a key");
        }
        return of(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
    }

    /**
     * Reads a key that is at hand.
     *
     * @param name of where it comes from, for people
     * @throws IOException that never quotes the text, with what to do
     */
    public static SigningKey of(String name, String text) throws IOException {
        Matcher pem = PEM.matcher(text);
        if (!pem.matches()) {
            throw new IOException(name + " is no private key in PKCS#8 PEM without a password"
                    + (text.contains("BEGIN EC PRIVATE KEY")
                            ? "; convert it: openssl pkcs8 -topk8 -nocrypt -in FILE"
                            : text.contains("ENCRYPTED") ? "; it has a password" : ""));
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(pem.group(1));
            ECPrivateKey key =
                    (ECPrivateKey) KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
            if (!key.getParams().getOrder().equals(P256)) {
                throw new IOException(name + " is a key on another curve than P-256");
            }
            return new SigningKey(key);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // Its message may quote the key.
            throw new IOException(name + " is no key for ECDSA on P-256");
        }
    }

    /**
     * Signs a file by its digest, so that the file need not travel to where the key is.
     *
     * @param sha256 of the file, in hex
     * @return a Sigstore bundle 0.3 with the signature, as {@code cosign verify-blob --bundle} takes it
     */
    public byte[] bundleOf(String sha256) throws IOException {
        byte[] digest = HexFormat.of().parseHex(sha256);
        Map<String, Object> message = new LinkedHashMap<>();
        message.put(
                "messageDigest",
                Map.of("algorithm", "SHA2_256", "digest", Base64.getEncoder().encodeToString(digest)));
        // The digest is what ECDSA with SHA-256 computes first of the file.
        message.put("signature", Base64.getEncoder().encodeToString(sign("NONEwithECDSA", digest)));
        return SigstoreBundle.json("messageSignature", message);
    }

    /** ECDSA with SHA-256; ASN.1 DER, as X.509 and Sigstore have it. */
    byte[] sign(byte[] message) throws IOException {
        return sign("SHA256withECDSA", message);
    }

    private byte[] sign(String algorithm, byte[] message) throws IOException {
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IOException("this Java can't sign with ECDSA", e);
        }
    }
}
