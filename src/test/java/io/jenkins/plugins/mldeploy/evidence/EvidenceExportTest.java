package io.jenkins.plugins.mldeploy.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.Assume.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.cyclonedx.Version;
import org.cyclonedx.exception.ParseException;
import org.cyclonedx.parsers.JsonParser;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class EvidenceExportTest {
    private static final Subject API = Subject.image("sha256:" + "1".repeat(64));
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private JournalFileStore store;
    private KeyPair pair;

    @Before
    public void open() throws Exception {
        store = JournalFileStore.open(folder.newFolder("journal").toPath(), warning -> {});
        append("mlTest", "llm", Verdict.NOT_EVALUATED);
        append("mlTest", "llm", Verdict.PASS);
        append("containerScan", "scan", Verdict.FAIL);
        append("generateSbom", "app", Verdict.UNSTABLE);
        append("mlTest", "broken", Verdict.NOT_EVALUATED);
        pair = pair("secp256r1");
    }

    @After
    public void close() throws IOException {
        store.close();
    }

    @Test
    public void eachRecordIsAnInTotoStatementThatPointsIntoTheChain() throws IOException {
        List<Path> written = export(null);
        assertThat(written).hasSize(6);
        JsonNode statement = JSON.readTree(written.get(1).toFile());
        assertThat(statement.get("_type").asText()).isEqualTo("https://in-toto.io/Statement/v1");
        assertThat(statement.at("/subject/0/digest/sha256").asText()).isEqualTo("1".repeat(64));
        assertThat(statement.at("/predicate/journal/seq").asLong()).isEqualTo(2);
        assertThat(statement.at("/predicate/journal/hash").asText())
                .isEqualTo(store.latest(EvidenceQuery.ofStep("mlTest").id("llm"))
                        .orElseThrow()
                        .hash());
        assertThat(statement.at("/predicate/evidence/verdict").asText()).isEqualTo("PASS");
    }

    @Test
    public void theAttestationsAreValidCycloneDxAndClaimNothingThatWasNotJudged() throws Exception {
        Path file = export(null).get(5);
        byte[] first = Files.readAllBytes(file);
        List<ParseException> problems = new JsonParser().validate(file.toFile(), Version.VERSION_16);
        assertThat(problems).isEmpty();
        JsonNode declarations = JSON.readTree(first).get("declarations");
        assertThat(declarations.get("claims").findValuesAsText("predicate"))
                .containsExactly(
                        "mlTest 'llm' is PASS", "containerScan 'scan' is FAIL", "generateSbom 'app' is UNSTABLE");
        JsonNode map = declarations.at("/attestations/0/map");
        assertThat(map).hasSize(4);
        assertThat(map.get(1).has("claims")).isFalse();
        assertThat(map.get(1).at("/counterClaims/0").asText()).isEqualTo("claim-3");
        assertThat(map.get(1).at("/conformance/score").asDouble()).isZero();
        assertThat(map.get(3).get("requirement").asText()).isEqualTo("mlTest/broken");
        assertThat(map.get(3).has("conformance")).isFalse();
        assertThat(Files.readAllBytes(export(null).get(5))).isEqualTo(first);
    }

    @Test
    public void aSignedExportVerifiesAndAnAlteredOneDoesNot() throws Exception {
        List<Path> written = export(SigningKey.read(keyFile(pair)));
        assertThat(written).hasSize(13);
        for (Path file : written) {
            if (file.toString().endsWith(".dsse.json")) {
                JsonNode envelope = JSON.readTree(file.toFile());
                assertThat(envelope.get("payloadType").asText()).isEqualTo("application/vnd.in-toto+json");
                byte[] payload =
                        Base64.getDecoder().decode(envelope.get("payload").asText());
                byte[] signature = Base64.getDecoder()
                        .decode(envelope.at("/signatures/0/sig").asText());
                assertThat(verifies(pair.getPublic(), payload, signature))
                        .as(file.toString())
                        .isTrue();
                byte[] altered = new String(payload, StandardCharsets.UTF_8)
                        .replaceFirst("PASS|FAIL|UNSTABLE|NOT_EVALUATED", "PASSED")
                        .getBytes(StandardCharsets.UTF_8);
                assertThat(verifies(pair.getPublic(), altered, signature)).isFalse();
                assertThat(verifies(pair("secp256r1").getPublic(), payload, signature))
                        .isFalse();
            }
        }
        // The example of the specification of DSSE.
        assertThat(new String(
                        DsseEnvelope.preAuthenticated(
                                "http://example.com/HelloWorld", "hello world".getBytes(StandardCharsets.UTF_8)),
                        StandardCharsets.UTF_8))
                .isEqualTo("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    }

    @Test
    public void aBundleHoldsTheVeryEnvelope() throws Exception {
        List<Path> written = export(SigningKey.read(keyFile(pair)));
        JsonNode bundle = JSON.readTree(written.get(1).toFile());
        assertThat(written.get(1).getFileName()).hasToString("00000001.intoto.sigstore.json");
        assertThat(bundle.get("mediaType").asText()).isEqualTo("application/vnd.dev.sigstore.bundle.v0.3+json");
        assertThat(bundle.get("dsseEnvelope"))
                .isEqualTo(JSON.readTree(written.get(0).toFile()));
    }

    /** With the real program. {@code -Dcosign.required=true} makes its absence a failure. */
    @Test
    public void cosignVerifiesWhatWeSignedAndNothingElse() throws Exception {
        if (!Boolean.getBoolean("cosign.required")) {
            assumeTrue("cosign is not on the PATH: nothing was proved about signatures with it", onPath("cosign"));
        }
        Path blob = folder.newFile("image").toPath();
        Files.writeString(blob, "what the statement is about");
        Subject subject = Subject.image("sha256:" + Sha256.of(Files.readAllBytes(blob)));
        store.append(evidence(subject, "mlTest", "llm", Verdict.PASS));
        List<Path> written = new EvidenceExport(subject, entries(subject), SigningKey.read(keyFile(pair)))
                .write(folder.newFolder("signed").toPath());
        Path ours = publicKey(pair);
        Path foreign = publicKey(pair("secp256r1"));
        Path record = written.get(1);
        Path attestations = written.get(4);
        assertThat(cosign(ours, "--bundle", record, blob, EvidenceExport.PREDICATE))
                .contains("Verified OK");
        assertThat(cosign(ours, "--bundle", attestations, blob, "https://cyclonedx.org/bom"))
                .contains("Verified OK");
        // The envelope alone, as older versions of cosign take it.
        assertThat(cosign(ours, "--signature", written.get(0), blob, EvidenceExport.PREDICATE))
                .contains("Verified OK");
        assertThat(cosign(ours, "--signature", written.get(3), blob, "https://cyclonedx.org/bom"))
                .contains("Verified OK");

        assertThat(cosign(foreign, "--bundle", record, blob, EvidenceExport.PREDICATE))
                .startsWith("exit 1")
                .contains("signatures do not match");
        assertThat(cosign(foreign, "--signature", written.get(0), blob, EvidenceExport.PREDICATE))
                .startsWith("exit 1");
        // A verdict that was changed afterwards, under the old signature.
        for (int file : new int[] {0, 1}) {
            Path altered = altered(written.get(file));
            assertThat(cosign(ours, file == 0 ? "--signature" : "--bundle", altered, blob, EvidenceExport.PREDICATE))
                    .as(altered.toString())
                    .startsWith("exit 1")
                    .contains("signatures do not match");
        }
        // Another statement than was asked for, and another file than it is about.
        assertThat(cosign(ours, "--bundle", attestations, blob, EvidenceExport.PREDICATE))
                .startsWith("exit 1");
        Files.writeString(blob, "something else");
        assertThat(cosign(ours, "--bundle", record, blob, EvidenceExport.PREDICATE))
                .startsWith("exit 1")
                .contains("digest");
    }

    /** The signature of a file, as generateSbom writes it. */
    @Test
    public void cosignVerifiesASignedFileAndNoOther() throws Exception {
        if (!Boolean.getBoolean("cosign.required")) {
            assumeTrue("cosign is not on the PATH: nothing was proved about signatures with it", onPath("cosign"));
        }
        Path file = folder.newFile("application.cdx.json").toPath();
        Files.writeString(file, "{}");
        Path bundle = folder.newFile().toPath();
        Files.write(bundle, SigningKey.read(keyFile(pair)).bundleOf(Sha256.of(Files.readAllBytes(file))));
        Path ours = publicKey(pair);
        assertThat(cosignBlob(ours, bundle, file)).startsWith("exit 0").contains("Verified OK");
        assertThat(cosignBlob(publicKey(pair("secp256r1")), bundle, file)).startsWith("exit 1");
        Files.writeString(file, "{ }");
        assertThat(cosignBlob(ours, bundle, file)).startsWith("exit 1");
    }

    /** The same file with a FAIL made of the PASS, under the same signature. */
    private Path altered(Path file) throws IOException {
        String text = Files.readString(file);
        JsonNode document = JSON.readTree(text);
        String payload = (document.has("dsseEnvelope") ? document.get("dsseEnvelope") : document)
                .get("payload")
                .asText();
        String statement = new String(Base64.getDecoder().decode(payload), StandardCharsets.UTF_8);
        assertThat(statement).contains("\"PASS\"");
        String other = Base64.getEncoder()
                .encodeToString(statement.replace("\"PASS\"", "\"FAIL\"").getBytes(StandardCharsets.UTF_8));
        Path altered = folder.newFile().toPath();
        Files.writeString(altered, text.replace(payload, other));
        return altered;
    }

    private Path publicKey(KeyPair pair) throws IOException {
        Path file = folder.newFile().toPath();
        Files.writeString(file, pem("PUBLIC KEY", pair.getPublic().getEncoded()));
        return file;
    }

    @Test
    public void aKeyOfAnotherKindIsRefusedWithoutBeingQuoted() throws Exception {
        Path other = keyFile(pair("secp384r1"));
        assertThatThrownBy(() -> SigningKey.read(other)).hasMessageContaining("another curve than P-256");
        Path open = keyFile(pair);
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> SigningKey.read(open)).hasMessageContaining("chmod 600");
        for (String text : List.of(
                "",
                "secret-not-a-key",
                "-----BEGIN EC PRIVATE KEY-----\nc2VjcmV0\n-----END EC PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\n====\n-----END PRIVATE KEY-----\n")) {
            Path file = secret(text);
            assertThatThrownBy(() -> SigningKey.read(file))
                    .isInstanceOf(IOException.class)
                    .satisfies(e -> assertThat(e.toString()).doesNotContain("c2VjcmV0", "secret-not"));
        }
    }

    private static boolean verifies(PublicKey key, byte[] payload, byte[] signature) throws GeneralSecurityException {
        Signature check = Signature.getInstance("SHA256withECDSA");
        check.initVerify(key);
        check.update(DsseEnvelope.preAuthenticated("application/vnd.in-toto+json", payload));
        return check.verify(signature);
    }

    /** {@code exit 0: …}. */
    private static String cosign(Path key, String how, Path signed, Path blob, String type) throws Exception {
        return said(
                "cosign",
                "verify-blob-attestation",
                "--key",
                key.toString(),
                how,
                signed.toString(),
                "--type",
                type,
                "--insecure-ignore-tlog=true",
                blob.toString());
    }

    private static String cosignBlob(Path key, Path bundle, Path blob) throws Exception {
        return said(
                "cosign",
                "verify-blob",
                "--key",
                key.toString(),
                "--bundle",
                bundle.toString(),
                "--insecure-ignore-tlog=true",
                blob.toString());
    }

    private static String said(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return "exit " + process.waitFor() + ": " + said.strip();
    }

    private static boolean onPath(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    private List<Path> export(SigningKey key) throws IOException {
        return new EvidenceExport(API, entries(API), key)
                .write(folder.getRoot().toPath().resolve("export"));
    }

    private List<Entry> entries(Subject subject) {
        List<Entry> entries = new ArrayList<>();
        try (Stream<Entry> found = store.find(EvidenceQuery.of(subject))) {
            found.forEach(entry -> entries.add(0, entry));
        }
        return entries;
    }

    private static KeyPair pair(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    private Path keyFile(KeyPair pair) throws IOException {
        return secret(pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
    }

    private Path secret(String text) throws IOException {
        Path file = folder.newFile().toPath();
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    private static String pem(String what, byte[] der) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + what + "-----\n";
    }

    private void append(String step, String id, Verdict verdict) throws IOException {
        store.append(evidence(API, step, id, verdict));
    }

    private static Evidence evidence(Subject subject, String step, String id, Verdict verdict) {
        return new Evidence(
                subject,
                step,
                id,
                verdict,
                Map.of("tests.passRate", 0.99),
                verdict == Verdict.PASS ? List.of() : List.of(new Reason("SOME_REASON", "because of <that>")),
                Map.of(),
                Map.of(),
                new Origin("shop/llm-app/main", 7, "a".repeat(40), "main", true, List.of("zoe")),
                Instant.parse("2026-11-25T10:00:00Z"));
    }
}
