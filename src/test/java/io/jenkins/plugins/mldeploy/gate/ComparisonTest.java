package io.jenkins.plugins.mldeploy.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.JournalFileStore;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.host.Commit;
import io.jenkins.plugins.mldeploy.policy.Environment;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class ComparisonTest {
    private static final Subject OLD = Subject.image("sha256:" + "1".repeat(64));
    private static final Subject NEW = Subject.image("sha256:" + "2".repeat(64));
    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private JournalFileStore store;

    @Before
    public void open() throws IOException {
        store = JournalFileStore.open(folder.getRoot().toPath(), warning -> {});
    }

    @After
    public void close() throws IOException {
        store.close();
    }

    @Test
    public void whatChangesIsToldInCommitsTestsFindingsAndComponents() throws IOException {
        tests(OLD, 0.91, 0.32, List.of("t1"));
        scan(OLD, Verdict.PASS, "CVE-1", "CVE-2");
        sbom(OLD, component("fastapi", "0.110", "MIT"), component("chardet", "5.2", "LGPL-2.1-only"));
        deployed(OLD);
        tests(NEW, 0.87, 0.41, List.of("t2"));
        scan(NEW, Verdict.PASS, "CVE-2", "CVE-3");
        sbom(NEW, component("fastapi", "0.115", "MIT"), component("openssl", "3", "Apache-2.0"));

        Comparison comparison = compare(List.of(new Commit("b".repeat(40), null, "Zoe", "z@x", NOW, "faster")));
        assertThat(comparison.running().images()).containsExactly("reg/api@" + OLD);
        assertThat(comparison.commits()).extracting(Commit::subject).containsExactly("faster");
        Comparison.Tests tests = comparison.tests().get(0);
        assertThat(tests.failed()).containsExactly("t2");
        assertThat(tests.mended()).containsExactly("t1");
        Comparison.Metric faithfulness = tests.metrics().get(0);
        assertThat(faithfulness.before()).isEqualTo(0.91);
        assertThat(faithfulness.now()).isEqualTo(0.87);
        // Welch's interval of 60 and 60 samples, computed by hand: −0.04 ± 1.98 × √(0.32/59/60 + 0.41/59/60).
        assertThat(faithfulness.low()).isCloseTo(-0.0684, org.assertj.core.data.Offset.offset(0.0002));
        assertThat(faithfulness.high()).isCloseTo(-0.0116, org.assertj.core.data.Offset.offset(0.0002));
        assertThat(faithfulness.significant()).isTrue();
        Comparison.Findings findings = comparison.findings().get(0);
        assertThat(findings.added()).containsExactly("high CVE-3 in zlib");
        assertThat(findings.fixed()).containsExactly("high CVE-1 in zlib");
        assertThat(findings.complete()).isTrue();
        assertThat(comparison.sbom().added()).containsExactly("openssl 3");
        assertThat(comparison.sbom().removed()).containsExactly("chardet 5.2");
        assertThat(comparison.sbom().changed()).containsExactly("fastapi 0.110 → 0.115");
        assertThat(comparison.sbom().licences()).containsExactly("new: openssl: Apache-2.0");
        assertThat(comparison.notes()).isEmpty();
        List<String> lines = new ArrayList<>();
        ComparisonText.add(comparison, lines);
        assertThat(lines).contains("             faithfulness 0.91 → 0.87 (95 %: -0.0684 to -0.0116)");
    }

    @Test
    public void whatCantBeComparedIsSaid() throws IOException {
        assertThat(compare(null).notes())
                .containsExactly(
                        "nothing runs in 'production' yet, so everything is new, and nothing can be compared",
                        "this host can't tell which commits are new");
        scan(OLD, Verdict.PASS, "CVE-1");
        sbom(OLD, component("fastapi", "0.110", "MIT"));
        deployed(OLD);
        scan(NEW, Verdict.NOT_EVALUATED);
        append(
                NEW,
                "generateSbom",
                "app",
                Verdict.PASS,
                Map.of(),
                Map.of("sbom", store.putPayload(new ByteArrayInputStream("{\"components\": [".getBytes()))));
        Comparison comparison = compare(List.of());
        // A scan that broke fixed nothing.
        assertThat(comparison.findings().get(0).fixed()).isEmpty();
        assertThat(comparison.findings().get(0).complete()).isFalse();
        assertThat(comparison.sbom()).isNull();
        assertThat(comparison.notes())
                .contains("scan 'image': one of the two could not be judged, so what is new is not known")
                .anyMatch(note -> note.startsWith("SBOM 'app' of the new version can't be read"));
    }

    @Test
    public void hostileDocumentsAreErrorsOrEmptyAndNeverHang() {
        for (String text : List.of(
                "",
                "[]",
                "null",
                "42",
                "{\"components\": {",
                "{\"components\": " + "[".repeat(100_000),
                "{\"components\": [{\"components\": ".repeat(5_000),
                "{\"a\":1,\"a\":2}",
                "{\"components\": [{\"name\": \"" + "x".repeat(2 << 20) + "\"}]}")) {
            assertThatThrownBy(() -> read(text))
                    .as(text.substring(0, Math.min(40, text.length())))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    public void nestedComponentsAndAllFormsOfLicencesAreRead() throws IOException {
        ComponentList list = read(
                "{\"bomFormat\":\"CycloneDX\",\"metadata\":{\"component\":{\"name\":\"app\"}},\"components\":["
                        + "{\"name\":\"a\",\"version\":\"1\",\"licenses\":[{\"expression\":\"MIT OR Apache-2.0\"}],"
                        + "\"components\":[{\"group\":\"g\",\"name\":\"b\",\"version\":\"2\",\"licenses\":[{\"license\":{\"name\":\"Own\"}}]}]},"
                        + "{\"name\":\"a\",\"version\":\"3\",\"licenses\":{}},{\"name\":\"c\"}],\"dependencies\":[{\"ref\":\"x\"}]}");
        assertThat(list.components()).isEqualTo(Map.of("a", Set.of("1", "3"), "g/b", Set.of("2"), "c", Set.of("")));
        assertThat(list.licences().get("a")).containsExactly("MIT OR Apache-2.0");
        assertThat(list.licences().get("g/b")).containsExactly("Own");
    }

    @Test
    public void whatOthersDeployedIsComparedAndNeverLooksAsIfItHadBeenJudged() throws IOException {
        scan(OLD, Verdict.PASS, "CVE-1");
        for (Subject subject : List.of(OLD, Subject.manifest("3".repeat(64)))) {
            store.append(new Evidence(
                    subject,
                    Deployed.STEP,
                    "adopt",
                    Verdict.NOT_EVALUATED,
                    Map.of(),
                    List.of(new io.jenkins.plugins.mldeploy.verdict.Reason(
                            "ADOPTED", "release 'api' was not deployed by this suite: revision 7")),
                    Map.of(
                            "environment",
                            "production",
                            "deploymentId",
                            "adopt-7-mabcd",
                            "outcome",
                            "adopted",
                            "images",
                            List.of("reg/api:1.9")),
                    Map.of(),
                    new Origin("shop/llm-app/main", 7, null, null, true, List.of("zoe")),
                    NOW));
        }
        scan(NEW, Verdict.PASS, "CVE-1", "CVE-3");
        Comparison comparison = compare(null);
        assertThat(comparison.running().adopted()).isTrue();
        assertThat(comparison.running().commit()).isNull();
        assertThat(comparison.running().images()).containsExactly("reg/api:1.9");
        assertThat(comparison.notes())
                .startsWith("release 'api' was not deployed by this suite: revision 7")
                .doesNotHaveDuplicates();
        assertThat(comparison.findings().get(0).added()).containsExactly("high CVE-3 in zlib");
        List<String> lines = new ArrayList<>();
        ComparisonText.add(comparison, lines);
        assertThat(lines.get(0))
                .isEqualTo("  runs now   what others deployed, found by shop/llm-app/main #7 at 2026-11-25T10:00:00Z");
    }

    private static ComponentList read(String text) throws IOException {
        return ComponentList.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "bom");
    }

    private Comparison compare(List<Commit> commits) {
        return CompareWithRunning.of(store, Environment.open("production"), Set.of(NEW), commits);
    }

    private void tests(Subject subject, double faithfulness, double squares, List<String> failed) throws IOException {
        store.append(new Evidence(
                subject,
                "mlTest",
                "llm",
                Verdict.PASS,
                Map.of("faithfulness", faithfulness),
                List.of(),
                Map.of(
                        "failed",
                        failed,
                        "samples",
                        Map.of("faithfulness", Map.of("count", 60, "mean", faithfulness, "squares", squares))),
                Map.of(),
                origin(),
                NOW));
    }

    private void scan(Subject subject, Verdict verdict, String... ids) throws IOException {
        append(
                subject,
                "containerScan",
                "image",
                verdict,
                Map.of(
                        "findings",
                        List.of(ids).stream()
                                .map(id -> Map.of("id", id, "package", "zlib", "severity", "high"))
                                .toList()),
                Map.of());
    }

    private void sbom(Subject subject, String... components) throws IOException {
        String text = "{\"components\":[" + String.join(",", components) + "]}";
        append(
                subject,
                "generateSbom",
                "app",
                Verdict.PASS,
                Map.of(),
                Map.of("sbom", store.putPayload(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))));
    }

    private static String component(String name, String version, String licence) {
        return "{\"name\":\"%s\",\"version\":\"%s\",\"licenses\":[{\"license\":{\"id\":\"%s\"}}]}"
                .formatted(name, version, licence);
    }

    private void deployed(Subject subject) throws IOException {
        append(
                subject,
                Deployed.STEP,
                "prod",
                Verdict.PASS,
                Map.of(
                        "environment",
                        "production",
                        "deploymentId",
                        "d1",
                        "outcome",
                        "deployed",
                        "images",
                        List.of("reg/api@" + subject)),
                Map.of());
    }

    private void append(
            Subject subject,
            String step,
            String id,
            Verdict verdict,
            Map<String, Object> details,
            Map<String, String> payloads)
            throws IOException {
        store.append(new Evidence(subject, step, id, verdict, Map.of(), List.of(), details, payloads, origin(), NOW));
    }

    private static Origin origin() {
        return new Origin("shop/llm-app/main", 7, "a".repeat(40), "main", true, List.of("zoe"));
    }
}
