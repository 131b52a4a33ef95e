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
        assertThat(written).hasSize(7);
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
    public void cosignVerifiesTheEnvelopeOfAFile() throws Exception {
        assumeTrue("cosign is not on the PATH", onPath("cosign"));
        Path blob = folder.newFile("image").toPath();
        Files.writeString(blob, "what the statement is about");
        Subject subject = Subject.image("sha256:" + Sha256.of(Files.readAllBytes(blob)));
        store.append(evidence(subject, "mlTest", "llm", Verdict.PASS));
        Path output = folder.newFolder("signed").toPath();
        List<Path> written =
                new EvidenceExport(subject, entries(subject), SigningKey.read(keyFile(pair))).write(output);
        Path publicKey = folder.newFile("cosign.pub").toPath();
        Files.writeString(publicKey, pem("PUBLIC KEY", pair.getPublic().getEncoded()));
        assertThat(cosign(publicKey, written.get(0), blob, EvidenceExport.PREDICATE))
                .isZero();
        assertThat(cosign(publicKey, written.get(2), blob, "https://cyclonedx.org/bom"))
                .isZero();
        Files.writeString(blob, "something else");
        assertThat(cosign(publicKey, written.get(0), blob, EvidenceExport.PREDICATE))
                .isNotZero();
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

    private int cosign(Path key, Path envelope, Path blob, String type) throws Exception {
        Process process = new ProcessBuilder(
                        "cosign",
                        "verify-blob-attestation",
                        "--key",
                        key.toString(),
                        "--signature",
                        envelope.toString(),
                        "--type",
                        type,
                        "--insecure-ignore-tlog=true",
                        "--private-infrastructure=true",
                        blob.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        System.out.println("cosign: exit " + exit + ", " + said.strip());
        return exit;
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
