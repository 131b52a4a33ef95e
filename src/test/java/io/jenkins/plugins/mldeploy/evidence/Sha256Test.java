package io.jenkins.plugins.mldeploy.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.junit.Test;

public class Sha256Test {
    private static final byte[] ABC = "abc".getBytes(StandardCharsets.US_ASCII);
    /** The example of FIPS 180-4. */
    private static final String OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    public void ofBytesAndOfAStreamAreTheStandardsOwn() throws Exception {
        assertThat(Sha256.of(ABC)).isEqualTo(OF_ABC);
        assertThat(Sha256.of(new ByteArrayInputStream(ABC))).isEqualTo(OF_ABC);
        MessageDigest digest = Sha256.digest();
        digest.update(ABC);
        assertThat(Sha256.hex(digest)).isEqualTo(OF_ABC);
    }

    @Test
    public void fieldsKeepTheirBorders() throws Exception {
        // sha256sum over the eight bytes of the length, big-endian, and the text: recorded plans hold such hashes, so
        // they stay.
        assertThat(new Sha256().add("abc").hex())
                .isEqualTo("c3494ca1a2cf8eeb8a11ded316fb55b83c3bbbedb6313cd50415251e5d09e12f");
        assertThat(new Sha256().add("ab").add("c").hex())
                .isNotEqualTo(new Sha256().add("a").add("bc").hex());
        assertThat(new Sha256().add((String) null).hex())
                .isNotEqualTo(new Sha256().add("").hex());
        assertThat(new Sha256().add(new ByteArrayInputStream(ABC)).hex())
                .isEqualTo(new Sha256().add(OF_ABC).hex());
    }
}
