package io.jenkins.plugins.mldeploy.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.step.Arguments;
import io.jenkins.plugins.mldeploy.step.BadArguments;
import io.jenkins.plugins.mldeploy.step.RegistryAccess;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.GateState;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class ContainerScanTest {
    private static final String IGNORE =
            """
            ignore:
              - id: CVE-2024-35195
                package: requests
                reason: sessions are never used with verify=False
                owner: carol
                expires: %s
            """;

    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    private ScanHost host;

    @Before
    public void open() throws IOException {
        host = new ScanHost(folder.getRoot().toPath());
    }

    @After
    public void close() throws IOException {
        host.close();
    }

    private static Map<String, Object> gate(String metric, int threshold, String criticality) {
        return Map.of("metric", metric, "threshold", threshold, "direction", "LOWER", "criticality", criticality);
    }

    private static String image(char digit) {
        return "reg/api@sha256:" + String.valueOf(digit).repeat(64);
    }

    // --- acceptance examples of steps.md ---

    @Test
    public void anExpiredEntryCountsAgainAndTheLogNamesItsOwner() throws IOException {
        host.fixture("osv-scanner-requirements.json");
        host.file(".containerscan.yaml", IGNORE.formatted("2026-01-01"));
        StepResult result =
                host.scan(Map.of("input", "*.json", "qualityGates", List.of(gate("total.medium", 1, "FAILURE"))));
        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.returned())
                .containsEntry("medium", 2L)
                .containsEntry("expired", 1L)
                .containsEntry("suppressed", 0L);
        assertThat(host.log).anySatisfy(line -> assertThat(line)
                .startsWith("EXPIRED, counts again: CVE-2024-35195 requests")
                .contains("owner: carol"));
    }

    @Test
    public void anEntryIsValidUntilTheEndOfItsLastDay() throws IOException {
        host.fixture("osv-scanner-requirements.json");
        host.file(".containerscan.yaml", IGNORE.formatted("2026-11-22"));
        assertThat(host.scan(Map.of("input", "*.json")).returned()).containsEntry("suppressed", 1L);
        host.now = Instant.parse("2026-11-23T00:00:00Z");
        assertThat(host.scan(Map.of("input", "*.json")).returned()).containsEntry("expired", 1L);
    }

    @Test
    public void withinSevenDaysOfExpiryThereIsAWarningWithPlaceAndOwner() throws IOException {
        host.fixture("osv-scanner-requirements.json");
        host.file(".containerscan.yaml", IGNORE.formatted("2026-11-29"));
        StepResult result = host.scan(Map.of("input", "*.json"));
        assertThat(result.returned()).containsEntry("suppressed", 1L).containsEntry("medium", 1L);
        assertThat(host.log)
                .anySatisfy(line -> assertThat(line)
                        .startsWith("warning: CVE-2024-35195")
                        .contains("2026-11-29")
                        .contains("carol")
                        .contains(".containerscan.yaml:2"))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("suppressed: CVE-2024-35195")
                        .contains("sessions are never used"));
        host.file(".containerscan.yaml", IGNORE.formatted("2026-11-30"));
        host.scan(Map.of("input", "*.json"));
        assertThat(host.log).noneMatch(line -> line.startsWith("warning:"));
    }

    @Test
    public void anEntryWithoutAReasonIsAnErrorThatNamesFileAndLineWhateverOnErrorSays() throws IOException {
        host.fixture("osv-scanner-requirements.json");
        host.file(
                ".containerscan.yaml",
                "ignore:\n  - {id: CVE-1999-1, reason: r, owner: o, expires: 2027-01-01}\n  - id: CVE-2024-35195\n    owner: carol\n    expires: 2027-01-01\n");
        StepResult result = host.scan(Map.of("input", "*.json", "onError", "NOTE"));
        assertThat(result.status()).isEqualTo(RunStatus.FAILURE);
        assertThat(result.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(result.sentence())
                .contains(".containerscan.yaml:3")
                .contains("CVE-2024-35195")
                .contains("reason");
        assertThat(host.evidence().verdict()).isEqualTo(Verdict.NOT_EVALUATED);
    }

    @Test
    public void aRefusedDatabaseIsTriedOnceMoreAndThenNotEvaluated() throws IOException {
        host.programs = host.scanner(
                "trivy",
                "0.57.0",
                1,
                null,
                "FATAL\tFatal error\trun error: init error: DB error: failed to download vulnerability DB: dial tcp 127.0.0.1:443:"
                        + " connect: connection refused\n");
        StepResult result = host.scan(Map.of("image", image('a'), "onError", "UNSTABLE"));
        assertThat(result.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(result.status()).isEqualTo(RunStatus.UNSTABLE);
        assertThat(result.reasons().get(0).code()).isEqualTo("SCANNER_UNAVAILABLE");
        assertThat(result.returned()).doesNotContainKeys("critical", "high", "newCount");
        assertThat(host.waits).containsExactly(Instant.parse("2026-11-22T12:00:30Z"));
        assertThat(host.commands.stream().filter(argv -> argv.contains("image")))
                .hasSize(2);
        assertThat(host.evidence().metrics()).isEmpty();
        assertThat(host.evidence().subject()).isEqualTo(Subject.image(image('a').substring("reg/api@".length())));
    }

    @Test
    public void theSecondTryMayWork() throws IOException {
        int[] scans = {0};
        host.programs = command -> {
            boolean first = command.argv().contains("image") && scans[0]++ == 0;
            return host.scanner(
                            "trivy",
                            "0.57.0",
                            first ? 1 : 0,
                            first ? null : Made.criticals('a', 1),
                            first ? "FATAL failed to download vulnerability DB: TOOMANYREQUESTS" : "")
                    .apply(command);
        };
        StepResult result = host.scan(Map.of("image", image('a')));
        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(result.returned()).containsEntry("critical", 1L);
    }

    @Test
    public void whatIsNoReportIsNotEvaluatedAndNeverZeroFindings() throws IOException {
        for (String content :
                List.of("{}", "{\"error\":\"db\"}", "", "[]", "{\"SchemaVersion\":2,\"Results\":[{\"Tar")) {
            host.file("report.json", content);
            StepResult result = host.scan(
                    Map.of("input", "report.json", "qualityGates", List.of(gate("total.critical", 0, "FAILURE"))));
            assertThat(result.verdict()).as(content).isEqualTo(Verdict.NOT_EVALUATED);
            assertThat(result.status()).as(content).isEqualTo(RunStatus.FAILURE);
            assertThat(result.returned()).as(content).doesNotContainKey("critical");
            assertThat(result.sentence()).as(content).contains("report.json");
        }
    }

    @Test
    public void oldCriticalsThatProductionHasTooPassAndAreListed() throws IOException {
        host.file("r.json", Made.criticals('d', 3));
        host.scan(Map.of("input", "r.json"));
        host.deploy("production", Subject.image(ScanHost.DEPLOYED));
        host.runNumber = 8;
        host.file("r.json", Made.criticals('e', 3));
        Map<String, Object> call = Map.of(
                "input", "r.json",
                "baseline", "DEPLOYED:production",
                "qualityGates", List.of(gate("new.critical", 0, "FAILURE")));
        StepResult result = host.scan(call);
        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(result.returned())
                .containsEntry("critical", 3L)
                .containsEntry("newCount", 0L)
                .containsEntry("fixedCount", 0L);
        assertThat(host.log.stream().filter(line -> line.startsWith("known: CVE-2026-100")))
                .hasSize(3);

        host.file("r.json", Made.criticals('e', 4));
        StepResult worse = host.scan(call);
        assertThat(worse.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(worse.status()).isEqualTo(RunStatus.FAILURE);
        assertThat(worse.returned()).containsEntry("newCount", 1L);
        assertThat(host.log)
                .contains("new: CVE-2026-1003 openssl 3.0.e (critical) in api: os packages, fixed in 3.1.0");
    }

    @Test
    public void theSameCveAndPackageInTwoTargetsAreTwoFindingsAndTwiceInOneIsOne() throws IOException {
        String same = Made.vulnerability("CVE-2026-1", "requests", "2.31.0", "2.32.0", "HIGH");
        host.file(
                "r.json",
                Made.trivy(
                        'a',
                        Made.target("app/a.txt", "lang-pkgs", same, same),
                        Made.target("app/b.txt", "lang-pkgs", same)));
        assertThat(host.scan(Map.of("input", "r.json")).returned()).containsEntry("high", 2L);
    }

    @Test
    public void twoImagesOperatingSystemsAreTwoTargets() throws IOException {
        String same = Made.vulnerability("CVE-2026-1", "openssl", "3.0", "", "HIGH");
        String api = Made.trivy('a', Made.target("x", "os-pkgs", same));
        host.file("api.json", api);
        host.file("front.json", api.replace("reg/api", "reg/front").replace("a".repeat(64), "b".repeat(64)));
        assertThat(host.scan(Map.of("input", "*.json")).returned()).containsEntry("high", 2L);
        assertThat(host.evidence().subject()).isEqualTo(host.source);
    }

    @Test
    public void unknownSeverityIsItsOwnClass() throws IOException {
        host.file(
                "r.json",
                Made.trivy(
                        'a',
                        Made.target("t", "lang-pkgs", Made.vulnerability("CVE-2026-1", "p", "1.0", "", "UNKNOWN"))));
        StepResult result =
                host.scan(Map.of("input", "r.json", "qualityGates", List.of(gate("total.unknown", 0, "UNSTABLE"))));
        assertThat(result.verdict()).isEqualTo(Verdict.UNSTABLE);
        assertThat(result.returned()).containsEntry("unknown", 1L).containsEntry("low", 0L);
    }

    @Test
    public void vexSuppressesWithItsJustificationShown() throws IOException {
        host.fixture("osv-scanner-requirements.json");
        host.file(
                "vex/a.json",
                """
                {"@context": "https://openvex.dev/ns/v0.2.0", "@id": "x", "author": "a", "timestamp": "2026-01-01T00:00:00Z", "version": 1,
                 "statements": [{"vulnerability": {"name": "CVE-2021-33503"}, "products": [{"@id": "pkg:pypi/urllib3@1.26.4"}],
                   "status": "not_affected", "justification": "vulnerable_code_not_in_execute_path"}]}""");
        host.file(
                "vex/b.json",
                """
                {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
                   {"type": "library", "bom-ref": "r", "name": "requests", "version": "2.31.0", "purl": "pkg:pypi/requests@2.31.0"}],
                 "vulnerabilities": [{"id": "GHSA-9wx4-h78v-vm56", "analysis": {"state": "not_affected", "justification": "code_not_reachable",
                   "detail": "no proxies"}, "affects": [{"ref": "r"}]}]}""");
        StepResult result = host.scan(Map.of("input", "osv*.json", "vex", "vex/*.json"));
        assertThat(result.returned())
                .containsEntry("suppressed", 2L)
                .containsEntry("high", 0L)
                .containsEntry("medium", 1L);
        assertThat(host.log)
                .anySatisfy(line -> assertThat(line)
                        .startsWith("suppressed: CVE-2021-33503")
                        .contains("vulnerable_code_not_in_execute_path"))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("suppressed: CVE-2024-35195")
                        .contains("code_not_reachable: no proxies"));
    }

    @Test
    public void aVexStatementForAnotherVersionProductOrImageSuppressesNothing() throws IOException {
        host.fixture("osv-scanner-requirements.json");
        for (String product : List.of(
                "pkg:pypi/urllib3@9.9", "pkg:npm/urllib3", "pkg:oci/api", "https://shop.example/app", "urllib3")) {
            host.file(
                    "v.json",
                    """
                    {"@context": "https://openvex.dev/ns/v0.2.0", "statements": [{"vulnerability": "CVE-2021-33503",
                      "products": [{"@id": "%s"}], "status": "not_affected", "justification": "component_not_present"}]}"""
                            .formatted(product));
            assertThat(host.scan(Map.of("input", "osv*.json", "vex", "v.json")).returned())
                    .as(product)
                    .containsEntry("suppressed", 0L);
        }
    }

    @Test
    public void anImagesNameIsOneArgumentBehindTheDashesAndOnlyByItsGrammar() throws IOException {
        host.programs = host.scanner("trivy", "0.57.0", 0, Made.criticals('a', 1), "");
        host.scan(Map.of("image", image('a'), "offline", true));
        List<String> argv = host.commands.get(1);
        assertThat(argv.subList(argv.size() - 2, argv.size())).containsExactly("--", image('a'));
        assertThat(argv).contains("--skip-db-update", "--offline-scan");
        for (String wrong : List.of(
                "-h",
                "a b",
                "$(id)",
                "reg/api;id",
                "dir:/etc",
                "Reg/API",
                "https://reg/api",
                "a@sha256:12",
                "",
                "a\nb")) {
            assertThatThrownBy(() -> host.scan(Map.of("image", wrong)))
                    .as(wrong)
                    .isInstanceOf(BadArguments.class)
                    .hasMessageContaining("is not the name of an image");
        }
    }

    // --- arguments ---

    @Test
    public void exactlyOneThingIsScanned() {
        assertThatThrownBy(() -> host.scan(Map.of()))
                .isInstanceOf(BadArguments.class)
                .hasMessageContaining("exactly one of image, sbom, dir, input; none is given");
        assertThatThrownBy(() -> host.scan(Map.of("dir", "api", "input", "r.json")))
                .hasMessageContaining("given are dir, input");
    }

    @Test
    public void aGateThatCouldNeverBeMissedIsAnError() {
        Map<String, Object> call = new HashMap<>(Map.of("dir", "."));
        call.put("qualityGates", List.of(Map.of("metric", "total.critical", "threshold", 0, "direction", "HIGHER")));
        assertThatThrownBy(() -> host.scan(call)).hasMessageContaining("more findings are never better");
        call.put("qualityGates", List.of(gate("new.critical", 0, "FAILURE")));
        assertThatThrownBy(() -> host.scan(call)).hasMessageContaining("compares with a baseline");
        call.put("qualityGates", List.of(gate("total.hihg", 0, "FAILURE")));
        assertThatThrownBy(() -> host.scan(call)).hasMessageContaining("did you mean 'total.high'");
        call.put("qualityGates", List.of(gate("total.low", 0, "FAILURE")));
        call.put("severity", List.of("critical"));
        assertThatThrownBy(() -> host.scan(call)).hasMessageContaining("would always be 0");
    }

    @Test
    public void aGateWithoutDirectionMeansAtMost() throws IOException {
        host.fixture("osv-scanner-requirements.json");
        StepResult result = host.scan(
                Map.of("input", "*.json", "qualityGates", List.of(Map.of("metric", "total.all", "threshold", 2))));
        assertThat(result.verdict()).isEqualTo(Verdict.UNSTABLE);
        assertThat(result.sentence()).contains("total.all = 3, at most 2");
    }

    @Test
    public void everyDefaultOfTheTableIsInTheDescription() {
        Arguments defaults = Arguments.check(new ContainerScan().description(), Map.of("dir", "."));
        assertThat(defaults.string("scanner")).isEqualTo("auto");
        assertThat(defaults.string("ignoreFile")).isEqualTo(".containerscan.yaml");
        assertThat(defaults.string("timeout")).isEqualTo("10m");
        assertThat(defaults.string("onError")).isEqualTo("FAILURE");
        assertThat(defaults.string("baseline")).isEqualTo("NONE");
        assertThat(defaults.is("offline") || defaults.is("ignoreUnfixed")).isFalse();
        assertThat(new ContainerScan().description().parameters().stream().map(parameter -> parameter.name()))
                .containsExactlyInAnyOrder(
                        "id",
                        "image",
                        "sbom",
                        "dir",
                        "input",
                        "scanner",
                        "severity",
                        "ignoreUnfixed",
                        "ignoreFile",
                        "vex",
                        "baseline",
                        "qualityGates",
                        "maxDbAge",
                        "offline",
                        "registryCredentialsId",
                        "timeout",
                        "onError");
    }

    @Test
    public void onlyTheScanItselfOfANamedImageLogsIntoItsRegistry() {
        ContainerScan step = new ContainerScan();
        ScanState state = called(Map.of("image", "reg.example:5000/api:1", "registryCredentialsId", "r"));
        assertThat(step.registry(state)).isEmpty();
        assertThat(step.registry(state.in(ScanState.Phase.SCANNING)))
                .contains(new RegistryAccess("r", "reg.example:5000"));
        assertThat(step.registry(
                        called(Map.of("dir", ".", "registryCredentialsId", "r")).in(ScanState.Phase.SCANNING)))
                .isEmpty();
        assertThat(step.registry(called(Map.of("image", "api:1")).in(ScanState.Phase.SCANNING)))
                .isEmpty();
    }

    private static ScanState called(Map<String, Object> arguments) {
        return ScanState.begin(
                Arguments.check(new ContainerScan().description(), arguments).values());
    }

    @Test
    public void theLoginIsWrittenAsEveryToolReadsIt() {
        assertThat(new RegistryAccess("r", "reg.example:5000").dockerConfig("dTpw"))
                .isEqualTo("{\"auths\":{\"reg.example:5000\":{\"auth\":\"dTpw\"}}}");
        assertThat(new RegistryAccess("r", "docker.io").dockerConfig("dTpw"))
                .isEqualTo("{\"auths\":{\"https://index.docker.io/v1/\":{\"auth\":\"dTpw\"}}}");
    }

    // --- recordings, formats, evidence ---

    @Test
    public void aReadyReportIsCalledARecordingWithItsDate() throws IOException {
        host.fixture("grype-dir.json");
        StepResult result = host.scan(Map.of("input", "grype-dir.json"));
        assertThat(result.returned())
                .containsEntry("high", 1L)
                .containsEntry("medium", 2L)
                .containsEntry("dbBuilt", "2026-11-22T10:53:27Z");
        assertThat(host.log.get(0))
                .startsWith("recording: grype-dir.json of 2026-11-22, written by grype 0.120.0, database of 2026-11-22")
                .contains("no scanner ran");
        Evidence evidence = host.evidence();
        assertThat(evidence.details()).containsEntry("recorded", true).containsEntry("scanner", "grype");
        assertThat(evidence.subject()).isEqualTo(host.source);
        assertThat(host.commands).isEmpty();
    }

    @Test
    public void theFindingsAreStoredAsLinesUnderTheEvidence() throws IOException {
        host.fixture("osv-scanner-requirements.json");
        host.scan(Map.of("input", "*.json"));
        String hash = host.evidence().payloads().get("findings");
        try (var in = host.store().payload(hash).orElseThrow()) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines())
                    .hasSize(3)
                    .first()
                    .asString()
                    .contains("\"id\":\"CVE-2021-33503\"")
                    .contains("\"severity\":\"HIGH\"")
                    .contains("\"fixedIn\":\"1.26.5\"");
        }
        assertThat(host.evidence().metrics())
                .containsEntry("total.all", 3.0)
                .containsEntry("total.high", 1.0)
                .doesNotContainKey("new.all");
    }

    @Test
    public void aCleanReportPasses() throws IOException {
        host.fixture("grype-none.json");
        assertThat(host.scan(Map.of("input", "*.json")).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    public void anImagesDigestIsTheSubject() throws IOException {
        host.file("r.json", Made.criticals('a', 1));
        StepResult result = host.scan(Map.of("input", "r.json"));
        assertThat(result.returned())
                .containsEntry("digest", "sha256:" + "a".repeat(64))
                .containsEntry("image", image('a'));
        assertThat(host.evidence().subject()).isEqualTo(Subject.image("sha256:" + "a".repeat(64)));
    }

    @Test
    public void severityAndIgnoreUnfixedLeaveOut() throws IOException {
        host.file(
                "r.json",
                Made.trivy(
                        'a',
                        Made.target(
                                "t",
                                "lang-pkgs",
                                Made.vulnerability("CVE-2026-1", "p", "1.0", "", "HIGH"),
                                Made.vulnerability("CVE-2026-2", "p", "1.0", "1.1", "HIGH"),
                                Made.vulnerability("CVE-2026-3", "p", "1.0", "1.1", "LOW"))));
        assertThat(host.scan(Map.of("input", "r.json", "severity", "high", "ignoreUnfixed", true))
                        .returned())
                .containsEntry("high", 1L)
                .containsEntry("low", 0L);
        assertThat(host.evidence().details()).containsEntry("filtered", 2);
    }

    // --- baselines ---

    @Test
    public void beforeAnythingIsDeployedNewIsNotApplicable() throws IOException {
        host.fixture("osv-scanner-requirements.json");
        StepResult result = host.scan(Map.of(
                "input", "*.json",
                "baseline", "DEPLOYED:production",
                "qualityGates", List.of(gate("new.high", 0, "FAILURE"), gate("total.critical", 0, "FAILURE"))));
        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(result.returned()).doesNotContainKey("newCount");
        assertThat(host.log).anyMatch(line -> line.startsWith("gate not applicable (FAILURE): new.high"));
        StepResult only = host.scan(Map.of(
                "input", "*.json", "baseline", "PREVIOUS", "qualityGates", List.of(gate("new.high", 0, "FAILURE"))));
        assertThat(only.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(only.status()).isEqualTo(RunStatus.SUCCESS);
    }

    @Test
    public void previousComparesWithAnEarlierRunOfTheJobAndCountsWhatIsFixed() throws IOException {
        host.file("r.json", Made.criticals('a', 3));
        host.scan(Map.of("input", "r.json"));
        host.runNumber = 8;
        host.file("r.json", Made.criticals('b', 1));
        StepResult result = host.scan(Map.of(
                "input", "r.json", "baseline", "PREVIOUS", "qualityGates", List.of(gate("new.all", 0, "FAILURE"))));
        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(result.returned()).containsEntry("newCount", 0L).containsEntry("fixedCount", 2L);
    }

    @Test
    public void anExpiredSuppressionIsNotNew() throws IOException {
        host.fixture("osv-scanner-requirements.json");
        host.file(".containerscan.yaml", IGNORE.formatted("2026-11-25"));
        host.scan(Map.of("input", "*.json"));
        host.runNumber = 8;
        host.now = Instant.parse("2026-12-24T12:00:00Z");
        assertThat(host.scan(Map.of("input", "*.json", "baseline", "PREVIOUS")).returned())
                .containsEntry("newCount", 0L)
                .containsEntry("expired", 1L);
    }

    @Test
    public void anEnvironmentThatDoesNotExistIsAnErrorAndNotAMissingBaseline() throws IOException {
        host.fixture("osv-scanner-requirements.json");
        StepResult result = host.scan(Map.of("input", "*.json", "baseline", "DEPLOYED:prodution", "onError", "NOTE"));
        assertThat(result.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(result.status()).isEqualTo(RunStatus.FAILURE);
        assertThat(result.sentence()).contains("prodution").contains("production");
    }

    // --- age of the database ---

    @Test
    public void anOldOrUnknownOrFutureDatabaseIsNotEvaluated() throws IOException {
        host.fixture("grype-dir.json");
        Map<String, Object> call = Map.of("input", "*.json", "maxDbAge", "24h");
        assertThat(host.scan(call).verdict()).isEqualTo(Verdict.PASS);
        host.now = Instant.parse("2026-11-24T12:00:00Z");
        assertThat(host.scan(call).reasons().get(0).code()).isEqualTo("DB_TOO_OLD");
        host.now = Instant.parse("2026-11-20T12:00:00Z");
        assertThat(host.scan(call).reasons().get(0).code()).isEqualTo("DB_AGE_UNKNOWN");
        host.file("grype-dir.json", ScanHost.fixtureText("osv-scanner-requirements.json"));
        StepResult unknown = host.scan(call);
        assertThat(unknown.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(unknown.reasons().get(0).code()).isEqualTo("DB_AGE_UNKNOWN");
    }

    @Test
    public void trivysDatabaseDateComesFromItsVersion() throws IOException {
        host.programs = host.scanner("trivy", "0.57.0", 0, Made.criticals('a', 1), "");
        StepResult result = host.scan(Map.of("image", image('a'), "maxDbAge", "24h"));
        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(result.returned()).containsEntry("dbBuilt", "2026-11-22T11:00:00Z");
        assertThat(host.commands.get(2)).containsExactly("trivy", "version", "--format", "json");
    }

    // --- tools ---

    @Test
    public void autoTakesTheFirstScannerThatIsThere() throws IOException {
        host.file("api/requirements.txt", "requests==2.31.0");
        host.programs = host.scanner("grype", "0.120.0", 0, ScanHost.fixtureText("grype-dir.json"), "");
        assertThat(host.scan(Map.of("dir", "api")).verdict()).isEqualTo(Verdict.PASS);
        assertThat(host.commands)
                .containsExactly(
                        List.of("trivy", "--version"),
                        List.of("grype", "--version"),
                        List.of(
                                "grype",
                                "--output",
                                "json",
                                "--file",
                                ".mldeploy-scan/scan/report.json",
                                "--",
                                "dir:api"));
        assertThat(host.evidence().details()).containsEntry("recorded", false);
        assertThat(host.log).anyMatch(line -> line.startsWith("grype 0.120.0 scans api"));
    }

    @Test
    public void withoutAnyScannerNothingIsEvaluated() throws IOException {
        StepResult result = host.scan(Map.of("image", image('a')));
        assertThat(result.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(result.status()).isEqualTo(RunStatus.FAILURE);
        assertThat(result.sentence()).contains("trivy, grype, osv-scanner").contains("input:");
    }

    @Test
    public void aScannerOutOfTimeIsNotEvaluatedAndNotTriedAgain() throws IOException {
        host.programs = command -> command.argv().contains("--version")
                ? host.scanner("trivy", "0.57.0", 0, null, "").apply(command)
                : new io.jenkins.plugins.mldeploy.step.Event.Ran(
                        -1, true, "", "connection refused", true, java.time.Duration.ofMinutes(10));
        StepResult result = host.scan(Map.of("image", image('a')));
        assertThat(result.reasons().get(0).code()).isEqualTo("SCANNER_TIMED_OUT");
        assertThat(host.waits).isEmpty();
    }

    @Test
    public void osvScannersExitCodesAreUnderstood() throws IOException {
        host.file("api/requirements.txt", "requests==2.31.0");
        Map<String, Object> call = Map.of("dir", "api", "scanner", "osv-scanner", "offline", true);
        String report = ScanHost.fixtureText("osv-scanner-requirements.json");
        host.programs = host.scanner("osv-scanner", "1.9.2", 1, report, "Scanning dir api\n");
        StepResult findings = host.scan(call);
        assertThat(findings.verdict()).isEqualTo(Verdict.PASS);
        assertThat(findings.returned()).containsEntry("high", 1L);
        assertThat(host.commands.get(1))
                .containsExactly(
                        "osv-scanner",
                        "scan",
                        "--format",
                        "json",
                        "--output",
                        ".mldeploy-scan/scan/report.json",
                        "--config",
                        ".mldeploy-scan/scan/no-ignores",
                        "--experimental-all-packages",
                        "--experimental-offline",
                        "--recursive",
                        "--no-ignore",
                        "--",
                        "api");
        host.programs = host.scanner("osv-scanner", "1.9.2", 128, null, "No package sources found\n");
        assertThat(host.scan(call).reasons().get(0).code()).isEqualTo("NOTHING_SCANNED");
        host.programs = host.scanner("osv-scanner", "1.9.2", 127, null, "something else\n");
        assertThat(host.scan(call).reasons().get(0).code()).isEqualTo("SCANNER_FAILED");
        host.programs = host.scanner("osv-scanner", "1.9.2", 129, null, "API query failed\n");
        assertThat(host.scan(call).reasons().get(0).code()).isEqualTo("SCANNER_UNAVAILABLE");
    }

    @Test
    public void aScanThatIsBlindInPartIsNotEvaluatedAlthoughItWroteAReport() throws IOException {
        host.file("api/requirements.txt", "requests==2.31.0");
        host.programs = host.scanner(
                "osv-scanner",
                "1.9.2",
                1,
                ScanHost.fixtureText("osv-scanner-requirements.json"),
                "Loaded PyPI local db\ncould not find local databases for ecosystems: npm\n");
        StepResult result = host.scan(Map.of("dir", "api", "scanner", "osv-scanner", "offline", true));
        assertThat(result.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(result.sentence()).contains("ecosystems: npm");
    }

    /** A host may merge both outputs where they only go to the log, and then nobody would see that a scan was blind in part. */
    @Test
    public void whatAScannerSaysIsAlwaysHandedBack() {
        Arguments arguments = Arguments.check(new ContainerScan().description(), Map.of("dir", "."));
        for (Scanner scanner : Scanner.values()) {
            assertThat(scanner.command(ScanRequest.of(arguments), "1.9.2").stdout())
                    .isEqualTo(io.jenkins.plugins.mldeploy.step.Command.Output.CAPTURE);
        }
    }

    @Test
    public void osvScannerOneNeverGetsAnImageBecauseItWouldRunIt() throws IOException {
        host.programs = host.scanner("osv-scanner", "1.9.2", 0, null, "");
        StepResult result = host.scan(Map.of("image", image('a')));
        assertThat(result.sentence()).contains("would run the image's own programs");
        assertThat(host.commands).hasSize(3).allMatch(argv -> argv.contains("--version"));
    }

    @Test
    public void aReportOfAnEarlierScanIsNeverTakenForThisOnes() throws IOException {
        host.file("api/x", "");
        host.file(".mldeploy-scan/scan/report.json", ScanHost.fixtureText("grype-none.json"));
        host.programs = host.scanner("grype", "0.120.0", 0, null, "");
        StepResult result = host.scan(Map.of("dir", "api"));
        assertThat(result.reasons().get(0).code()).isEqualTo("REPORT_ABSENT");
    }

    @Test
    public void whatShallBeScannedMustBeInTheWorkspace() throws IOException {
        host.programs = host.scanner("grype", "0.120.0", 0, ScanHost.fixtureText("grype-none.json"), "");
        assertThat(host.scan(Map.of("dir", "../..")).verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(host.scan(Map.of("dir", "nowhere")).reasons().get(0).code()).isEqualTo("TARGET_ABSENT");
        assertThat(host.commands).allMatch(argv -> argv.contains("--version"));
        assertThatThrownBy(() -> host.scan(Map.of("dir", "/etc"))).isInstanceOf(BadArguments.class);
        assertThatThrownBy(() -> host.scan(Map.of("sbom", "-x"))).isInstanceOf(BadArguments.class);
    }

    // --- restarts ---

    @Test
    public void aRestartAtAnyPointEndsWithOneRecordAndTheSameVerdict() throws IOException {
        host.file("api/requirements.txt", "requests==2.31.0");
        for (int at = 0; at < 6; at++) {
            for (boolean after : List.of(false, true)) {
                host.runNumber++;
                (after ? host.diesAfter : host.diesBefore).add(at);
                host.programs = host.scanner(
                        "osv-scanner", "1.9.2", 1, ScanHost.fixtureText("osv-scanner-requirements.json"), "");
                long before = host.recorded();
                StepResult result = host.scan(Map.of(
                        "dir",
                        "api",
                        "scanner",
                        "osv-scanner",
                        "qualityGates",
                        List.of(gate("total.high", 0, "FAILURE"))));
                assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
                assertThat(host.recorded())
                        .as("dies %s action %s", after ? "after" : "before", at)
                        .isEqualTo(before + 1);
            }
        }
        assertThat(host.log).noneMatch(line -> line.contains("0 findings"));
    }

    @Test
    public void aStoppedScanIsAbortedAndRecordsNothing() {
        ContainerScan step = new ContainerScan();
        ScanState state = ScanState.begin(Map.of("dir", "."));
        var turn = step.next(state, new io.jenkins.plugins.mldeploy.step.Event.Stopped("stopped by sam"));
        StepResult result = ((io.jenkins.plugins.mldeploy.step.Action.Done) turn.action()).result();
        assertThat(result.status()).isEqualTo(RunStatus.ABORTED);
        assertThat(result.sentence()).isEqualTo("stopped by sam");
    }

    @Test
    public void gatesAreInTheEvidenceWithTheirComparison() throws IOException {
        host.fixture("osv-scanner-requirements.json");
        host.scan(Map.of("input", "*.json", "qualityGates", List.of(gate("total.high", 0, "NOTE"))));
        assertThat(host.evidence().verdict()).isEqualTo(Verdict.PASS);
        assertThat(host.evidence().details().get("gates").toString())
                .contains(GateState.MISSED.name())
                .contains("total.high = 1, at most 0");
    }
}
