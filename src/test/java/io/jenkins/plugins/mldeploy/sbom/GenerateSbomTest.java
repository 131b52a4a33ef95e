package io.jenkins.plugins.mldeploy.sbom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.report.StrictJson;
import io.jenkins.plugins.mldeploy.step.Arguments;
import io.jenkins.plugins.mldeploy.step.BadArguments;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.RegistryAccess;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cyclonedx.Version;
import org.cyclonedx.parsers.JsonParser;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The acceptance examples of the step, on outputs of real generators. */
public class GenerateSbomTest {
    private static final String API = "registry.example/shop/api@sha256:" + "1".repeat(64);
    private static final String FRONT = "registry.example/shop/front@sha256:" + "2".repeat(64);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Host host;

    @Before
    public void start() throws IOException {
        host = new Host(folder.getRoot().toPath());
        host.syft(Map.of(
                "api", "syft-1.54-image-trimmed.cdx.json",
                "front", "syft-1.54-image-trimmed.cdx.json",
                "charts", "syft-1.54-dir.cdx.json"));
        host.write("charts/Chart.yaml", "name: x\n");
    }

    private JsonNode document() throws IOException {
        return StrictJson.mapper().readTree(Files.readAllBytes(host.file("sbom/application.cdx.json")));
    }

    private static Set<String> refs(JsonNode node, List<String> all) {
        node.findValues("bom-ref").forEach(ref -> all.add(ref.asText()));
        return new HashSet<>(all);
    }

    private List<String> dependenciesOf(String ref) throws IOException {
        List<String> on = new ArrayList<>();
        for (JsonNode entry : document().path("dependencies")) {
            if (entry.path("ref").asText().equals(ref)) {
                entry.path("dependsOn").forEach(one -> on.add(one.asText()));
            }
        }
        return on;
    }

    private Map<String, Object> threeTargets(String merge) {
        return Map.of(
                "targets",
                List.of(Map.of("image", FRONT), Map.of("image", API), Map.of("dir", "charts")),
                "merge",
                merge);
    }

    @Test
    public void oneValidDocumentInWhichTheApplicationDependsOnEveryTarget() throws Exception {
        for (String merge : List.of("HIERARCHICAL", "FLAT")) {
            StepResult result = host.run(threeTargets(merge));

            assertThat(result.verdict()).as(host.log.toString()).isEqualTo(Verdict.PASS);
            assertThat(new JsonParser()
                            .validate(host.file("sbom/application.cdx.json").toFile(), Version.VERSION_16))
                    .isEmpty();
            JsonNode document = document();
            assertThat(document.path("specVersion").asText()).isEqualTo("1.6");
            assertThat(document.at("/metadata/component/name").asText()).isEqualTo("llm-app");
            assertThat(dependenciesOf("application"))
                    .containsExactly("front/a02cbb209e7aad2a", "api/a02cbb209e7aad2a", "charts/d66d34b423c46e26");
            List<String> all = new ArrayList<>();
            assertThat(refs(document, all)).as("unique").hasSameSizeAs(all);
            assertThat(result.returned())
                    .containsEntry("status", "SUCCESS")
                    .containsEntry("componentCount", 17L + 17L + 5L)
                    .containsEntry("file", "sbom/application.cdx.json");
        }
    }

    @Test
    public void aLibraryThatTwoContainersShareOccursOnceInEach() throws IOException {
        host.run(threeTargets("HIERARCHICAL"));
        List<String> found = new ArrayList<>();
        for (JsonNode target : document().path("components")) {
            target.path("components").forEach(component -> {
                if (component.path("name").asText().equals("apt")) {
                    found.add(component.path("bom-ref").asText());
                }
            });
        }
        assertThat(found).hasSize(2);
        assertThat(found.get(0)).startsWith("front/pkg:deb/debian/apt@");
        assertThat(found.get(1)).isEqualTo(found.get(0).replaceFirst("front", "api"));
    }

    @Test
    public void theGraphsOfTheInputsAreKeptWhole() throws IOException {
        for (String merge : List.of("HIERARCHICAL", "FLAT")) {
            host.run(threeTargets(merge));
            JsonNode input =
                    StrictJson.mapper().readTree(getClass().getResourceAsStream("syft-1.54-image-trimmed.cdx.json"));
            int edges = 0;
            for (JsonNode entry : input.path("dependencies")) {
                List<String> moved = new ArrayList<>();
                entry.path("dependsOn").forEach(one -> moved.add("api/" + one.asText()));
                edges += moved.size();
                assertThat(dependenciesOf("api/" + entry.path("ref").asText())).isEqualTo(moved);
            }
            assertThat(edges).isPositive();
        }
    }

    @Test
    public void flatKeepsEveryComponentReachableFromItsTarget() throws IOException {
        host.run(threeTargets("FLAT"));
        assertThat(document().findValues("components"))
                .as("metadata.tools and one level")
                .hasSize(2);
        Set<String> reached = new HashSet<>(Set.of("application"));
        List<String> open = new ArrayList<>(reached);
        while (!open.isEmpty()) {
            for (String next : dependenciesOf(open.remove(0))) {
                if (reached.add(next)) {
                    open.add(next);
                }
            }
        }
        document().path("components").forEach(component -> assertThat(reached)
                .contains(component.path("bom-ref").asText()));
    }

    @Test
    public void theSameInputGivesTheSameBytesButForSerialNumberAndTime() throws IOException {
        host.run(threeTargets("HIERARCHICAL"));
        String first = Files.readString(host.file("sbom/application.cdx.json"));
        host.run(threeTargets("HIERARCHICAL"));
        String second = Files.readString(host.file("sbom/application.cdx.json"));
        assertThat(second).isNotEqualTo(first);
        assertThat(second.replaceFirst("urn:uuid:[0-9a-f-]{36}", ""))
                .isEqualTo(first.replaceFirst("urn:uuid:[0-9a-f-]{36}", ""));
        assertThat(first).contains("\"timestamp\":\"2026-11-22T12:00:00Z\"");
    }

    @Test
    public void evidenceIsAboutTheSourceAndEveryDigestAndHoldsTheDocument() throws IOException {
        StepResult result = host.run(threeTargets("HIERARCHICAL"));
        assertThat(host.recordedCount()).isEqualTo(3);
        for (Subject subject : List.of(
                Host.SOURCE, Subject.image("sha256:" + "1".repeat(64)), Subject.image("sha256:" + "2".repeat(64)))) {
            var evidence = host.evidence()
                    .latest(EvidenceQuery.of(subject))
                    .orElseThrow()
                    .evidence();
            assertThat(evidence.verdict()).isEqualTo(Verdict.PASS);
            assertThat(evidence.metrics()).containsEntry("components", 39.0).containsEntry("licenseViolations", 0.0);
            assertThat(evidence.payloads())
                    .containsEntry("sbom", (String) result.returned().get("sha256"));
            try (var stored =
                    host.evidence().payload(evidence.payloads().get("sbom")).orElseThrow()) {
                assertThat(stored.readAllBytes()).isEqualTo(Files.readAllBytes(host.file("sbom/application.cdx.json")));
            }
        }
    }

    @Test
    public void aDeniedLicenceFailsWithThePathToIt() throws IOException {
        host.write("out/api.json", Boms.withDeepAgpl());
        StepResult result = host.run(Map.of(
                "targets",
                List.of(Map.of("file", "out/api.json")),
                "licenses",
                Map.of("deny", List.of("AGPL-3.0-only"))));

        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.status()).isEqualTo(RunStatus.FAILURE);
        assertThat(result.sentence()).contains("AGPL-3.0-only: llm-app → api → web@2.0 → ghost 1.0");
        assertThat(result.returned()).containsEntry("licenseViolations", 1L);
        assertThat(host.recorded().verdict()).as("recorded before it throws").isEqualTo(Verdict.FAIL);
        assertThat(document().path("components"))
                .as("the document is there to look at")
                .isNotEmpty();
    }

    @Test
    public void aChoiceBetweenMitAndADeniedLicenceIsAllowedButBothAtOnceAreNot() throws IOException {
        host.write("a.json", Boms.withLicenses("[{\"expression\":\"MIT OR AGPL-3.0-only\"}]"));
        host.write("b.json", Boms.withLicenses("[{\"expression\":\"MIT AND AGPL-3.0-only\"}]"));
        Map<String, ?> rules = Map.of("deny", List.of("AGPL-3.0-only"));
        assertThat(host.run(Map.of("targets", Map.of("file", "a.json"), "licenses", rules))
                        .verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(host.run(Map.of("targets", Map.of("file", "b.json"), "licenses", rules))
                        .verdict())
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    public void withAnAllowListAnUnknownLicenceCantBeJudged() throws IOException {
        host.write("a.json", Boms.withLicenses("[{\"license\":{\"name\":\"see the web page\"}}]"));
        StepResult result = host.run(Map.of(
                "targets",
                Map.of("file", "a.json"),
                "licenses",
                Map.of("allow", List.of("MIT")),
                "onError",
                "UNSTABLE"));
        assertThat(result.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(result.status()).isEqualTo(RunStatus.UNSTABLE);
        assertThat(result.sentence()).contains("a → lib 1: see the web page");
    }

    @Test
    public void withADenyListAloneAnUnknownLicenceIsNoted() throws IOException {
        host.write("a.json", Boms.withLicenses("[]"));
        StepResult result = host.run(
                Map.of("targets", Map.of("file", "a.json"), "licenses", Map.of("deny", List.of("AGPL-3.0-only"))));
        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(result.reasons()).extracting(Reason::code).containsExactly("LICENSE_UNKNOWN");
    }

    @Test
    public void anEmptyTargetFailsUnlessThatIsAccepted() throws IOException {
        host.write("a.json", "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.5\",\"components\":[]}");
        StepResult strict = host.run(Map.of("targets", Map.of("file", "a.json")));
        assertThat(strict.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(strict.status()).isEqualTo(RunStatus.FAILURE);
        assertThat(strict.sentence()).contains("no component was found in file a.json");

        StepResult lenient = host.run(Map.of("targets", Map.of("file", "a.json"), "failOnEmpty", false));
        assertThat(lenient.verdict()).isEqualTo(Verdict.PASS);
        assertThat(lenient.reasons()).extracting(Reason::code).containsExactly("TARGET_EMPTY");
    }

    @Test
    public void aDirectoryOfHelmChartsHoldsNoPackagesAndIsNotedOnly() throws IOException {
        Map<String, String> nothing =
                Map.of("charts", "syft-1.18-dir-empty.cdx.json", "src", "syft-1.18-dir-empty.cdx.json");
        host.syft(nothing).write("src/readme.txt", "");
        StepResult charts = host.run(Map.of("targets", Map.of("dir", "charts")));
        assertThat(charts.verdict()).as(charts.sentence()).isEqualTo(Verdict.PASS);
        assertThat(charts.reasons()).extracting(Reason::code).containsExactly("TARGET_EMPTY");
        assertThat(dependenciesOf("application")).hasSize(1);
        assertThat(host.run(Map.of("targets", Map.of("dir", "src"))).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    public void realOutputsOfAllGeneratorsMergeIntoOneValidDocument() throws Exception {
        List<Map<String, String>> targets = new ArrayList<>();
        for (String fixture : List.of(
                "syft-1.18-dir-api",
                "syft-1.54-dir",
                "syft-1.54-image-trimmed",
                "cdxgen-12.8-python-dir-1.6",
                "grype-dir")) {
            host.fixture(fixture + ".cdx.json", "in/" + fixture + ".cdx.json");
            targets.add(Map.of("file", "in/" + fixture + ".cdx.json"));
        }
        StepResult result = host.run(Map.of("targets", targets));
        assertThat(result.verdict()).as(result.sentence()).isEqualTo(Verdict.PASS);
        assertThat(new JsonParser()
                        .validate(host.file("sbom/application.cdx.json").toFile(), Version.VERSION_16))
                .isEmpty();
        assertThat(document().at("/vulnerabilities/0/affects/0/ref").asText()).startsWith("grype-dir/pkg:pypi/");
        assertThat(document().at("/metadata/tools/components").findValuesAsText("name"))
                .contains("syft", "cdxgen", "grype");
    }

    @Test
    public void licencesAndToolsAsCycloneDx14AllowedThemBecomeValid16() throws Exception {
        host.write(
                "a.json",
                """
                {"bomFormat":"CycloneDX","specVersion":"1.4","version":1,"signature":{"algorithm":"ES256","value":"x"},
                 "metadata":{"tools":[{"vendor":"acme","name":"maker","version":"1"}]},
                 "components":[{"type":"library","name":"lib","bom-ref":"l","licenses":[{"license":{"id":"mit"}},
                   {"expression":"Apache-2.0 OR ISC"},{"license":{"id":"Acme-1.0"}}]}]}""");
        StepResult result = host.run(Map.of("targets", Map.of("file", "a.json")));
        assertThat(result.verdict()).as(result.sentence()).isEqualTo(Verdict.PASS);
        assertThat(document().at("/components/0/components/0/licenses").toString())
                .isEqualTo(
                        "[{\"license\":{\"id\":\"MIT\"}},{\"license\":{\"name\":\"Apache-2.0 OR ISC\"}},{\"license\":{\"name\":\"Acme-1.0\"}}]");
        assertThat(document().at("/metadata/tools/components/1/publisher").asText())
                .isEqualTo("acme");
        assertThat(document().has("signature")).isFalse();
    }

    @Test
    public void aModelHasACardWithRecordedMetricsAndItsEndpointIsAService() throws IOException {
        host.append(Host.SOURCE, "mlTest", "llm", Map.of("faithfulness", 0.87), Map.of());
        host.write("prompts/system.txt", "You are kind.");
        StepResult result = host.run(Map.of(
                "targets", Map.of("dir", "charts"),
                "models",
                        List.of(Map.of(
                                "name", "gpt-x",
                                "version", "2026-05",
                                "provider", "https://llm.example",
                                "prompt", "prompts/system.txt",
                                "metricsFrom", "llm"))));

        assertThat(result.verdict()).as(result.sentence()).isEqualTo(Verdict.PASS);
        JsonNode model = document().at("/components/1");
        assertThat(model.path("type").asText()).isEqualTo("machine-learning-model");
        assertThat(model.at("/modelCard/quantitativeAnalysis/performanceMetrics/0")
                        .toString())
                .isEqualTo("{\"type\":\"faithfulness\",\"value\":\"0.87\"}");
        assertThat(document().at("/services/0/endpoints/0").asText()).isEqualTo("https://llm.example");
        assertThat(dependenciesOf("application")).contains("model/gpt-x@2026-05");
        assertThat(dependenciesOf("model/gpt-x@2026-05"))
                .containsExactly("service/https://llm.example", "prompt/prompts/system.txt");
        assertThat(document().at("/components/2/hashes/0/content").asText()).hasSize(64);
        assertThat(Files.readString(host.file("sbom/application.cdx.json"))).doesNotContain("You are kind");
    }

    @Test
    public void metricsThatNobodyRecordedAreNotInvented() throws IOException {
        StepResult result = host.run(
                Map.of("targets", Map.of("dir", "charts"), "models", Map.of("name", "gpt-x", "metricsFrom", "llm")));
        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(result.reasons()).extracting(Reason::code).containsExactly("MODEL_METRICS_ABSENT");
        assertThat(document().at("/components/1/modelCard")).isEmpty();
    }

    @Test
    public void theDifferenceToThePreviousRunNamesWhatChanged() throws IOException {
        host.write("a.json", Boms.of("pkg:pypi/kept@1", "pkg:pypi/gone@1", "pkg:pypi/moved@1"));
        Map<String, ?> call = Map.of("targets", Map.of("file", "a.json"), "baseline", "PREVIOUS");
        StepResult first = host.run(call);
        assertThat(first.returned()).doesNotContainKeys("added", "removed", "changed");
        assertThat(first.reasons()).extracting(Reason::code).containsExactly("BASELINE_ABSENT");

        host.write(
                "a.json", Boms.of("pkg:pypi/kept@1", "pkg:pypi/moved@2", "pkg:pypi/come@1", "pkg:npm/%40scope/come@1"));
        StepResult second = host.run(call);
        assertThat(second.returned())
                .containsEntry("added", 2L)
                .containsEntry("removed", 1L)
                .containsEntry("changed", 1L);
        assertThat(host.recorded().details())
                .containsEntry("added", List.of("pypi/come 1", "npm/%40scope/come 1"))
                .containsEntry("removed", List.of("pypi/gone 1"))
                .containsEntry("changed", List.of("pypi/moved 1 → 2"));
        assertThat(host.recorded().metrics()).containsEntry("added", 2.0);
    }

    @Test
    public void theDifferenceToWhatIsDeployedNeedsADeployment() throws IOException {
        host.write("a.json", Boms.of("pkg:pypi/a@1"));
        Map<String, ?> call = Map.of("targets", Map.of("file", "a.json"), "baseline", "DEPLOYED:production");
        assertThat(host.run(call).reasons()).extracting(Reason::code).containsExactly("BASELINE_ABSENT");
        host.append(
                Host.SOURCE,
                "helmDeploy",
                "prod",
                Map.of(),
                Map.of("environment", "production", "deploymentId", "d1", "outcome", "deployed"));
        host.write("a.json", Boms.of("pkg:pypi/a@2"));
        assertThat(host.run(call).returned()).containsEntry("changed", 1L);
    }

    @Test
    public void withoutAnyGeneratorNothingIsInvented() throws IOException {
        Host bare = new Host(folder.newFolder().toPath());
        bare.write("api/requirements.txt", "fastapi==0.1\n");
        StepResult result = bare.run(Map.of("targets", Map.of("dir", "api")));
        assertThat(result.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(result.status()).isEqualTo(RunStatus.FAILURE);
        assertThat(result.reasons()).extracting(Reason::code).containsExactly("GENERATOR_MISSING");
        assertThat(result.sentence()).contains("syft: not on PATH", "doctor --install");
        assertThat(bare.recorded().verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(bare.recorded().payloads()).isEmpty();
        assertThat(bare.file("sbom/application.cdx.json")).doesNotExist();
    }

    @Test
    public void theFirstGeneratorThatStartsIsTaken() throws IOException {
        Host other = new Host(folder.newFolder().toPath());
        other.write("api/requirements.txt", "fastapi==0.1\n");
        other.program("syft", command -> Host.ran(126, "", "cannot execute\n"));
        other.program("cdxgen", command -> {
            if (command.argv().contains("--version")) {
                return Host.ran(0, "\u001b[1mCycloneDX Generator 12.8.4\u001b[0m\nRuntime: Node.js\n", "");
            }
            other.fixture("cdxgen-12.8-python-dir-1.6.cdx.json", command.argv().get(5));
            return Host.ran(0, "", "");
        });
        StepResult result = other.run(Map.of("targets", Map.of("dir", "api")));
        assertThat(result.verdict()).as(result.sentence()).isEqualTo(Verdict.PASS);
        assertThat(other.log).contains("generator cdxgen 12.8.4", "left out of api: annotations");
        assertThat(other.commands.get(2).argv())
                .containsExactly(
                        "cdxgen",
                        "--no-install-deps",
                        "--spec-version",
                        "1.6",
                        "-o",
                        ".mldeploy/work/generatesbom-sbom/target-1.json",
                        "./api");
    }

    @Test
    public void aGeneratorThatFailsOrTakesTooLongIsNoEmptyResult() throws IOException {
        host.program(
                "syft",
                command -> command.argv().contains("--version")
                        ? Host.ran(0, "syft 1.18.1", "")
                        : Host.ran(1, "", "\u001b[31mcould not pull\u001b[0m\n"));
        StepResult failed = host.run(Map.of("targets", Map.of("image", API)));
        assertThat(failed.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(failed.sentence()).contains("ended with exit code 1: could not pull");

        host.program(
                "syft",
                command -> command.argv().contains("--version")
                        ? Host.ran(0, "syft 1.18.1", "")
                        : new Event.Ran(137, true, "", "", true, Duration.ofMinutes(10)));
        StepResult late = host.run(Map.of("targets", Map.of("image", API), "onError", "NOTE"));
        assertThat(late.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(late.status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(late.sentence()).contains("did not end within 10m");
    }

    @Test
    public void aGeneratorThatWritesNothingIsNoEmptyResult() throws IOException {
        host.program("syft", command -> Host.ran(0, "syft 1.18.1", ""));
        StepResult result = host.run(Map.of("targets", Map.of("image", API), "failOnEmpty", false));
        assertThat(result.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(result.reasons()).extracting(Reason::code).containsExactly("REPORT_ABSENT");
    }

    @Test
    public void argumentsReachTheGeneratorsAsTheyAre() {
        Target registry = new Target(Target.Kind.IMAGE, "registry:2", "registry");
        assertThat(Generator.SYFT.argv(registry, "o"))
                .containsExactly(
                        "syft",
                        "scan",
                        "docker.io/library/registry:2",
                        "--source-name",
                        "registry",
                        "-q",
                        "-o",
                        "cyclonedx-json@1.6=o");
        Target dashed = new Target(Target.Kind.DIR, "--help", "help");
        assertThat(Generator.SYFT.argv(dashed, "o")).contains("dir:./--help");
        assertThat(Generator.TRIVY.argv(dashed, "o"))
                .containsExactly("trivy", "fs", "--format", "cyclonedx", "--output", "o", "./--help");
        assertThat(Generator.CDXGEN.argv(registry, "o"))
                .containsExactly("cdxgen", "-t", "docker", "--spec-version", "1.6", "-o", "o", "registry:2");
        assertThat(Generator.SYFT.probe().environment()).containsEntry("SYFT_CHECK_FOR_APP_UPDATE", "false");
    }

    @Test
    public void onlyWhatLooksIntoAnImageGetsTheLoginOfThatImagesRegistry() throws IOException {
        host.run(Map.of(
                "targets",
                List.of(Map.of("image", "reg.example:5000/shop/api:1"), Map.of("dir", "charts")),
                "registryCredentialsId",
                "robot"));

        assertThat(host.registries)
                .containsExactly(
                        Optional.empty(),
                        Optional.of(new RegistryAccess("robot", "reg.example:5000")),
                        Optional.empty());
    }

    @Test
    public void contradictionsAreNamedAllAtOnce() {
        assertThatThrownBy(() -> host.step.begin(
                        Arguments.check(
                                host.step.description(),
                                Map.of(
                                        "targets",
                                        List.of(
                                                Map.of("image", "a", "dir", "b"),
                                                Map.of("image", "--help; rm -rf /"),
                                                Map.of("dir", "x", "name", "model")),
                                        "models",
                                        List.of(Map.of("name", "m", "provider", "https://me:secret@llm.example")),
                                        "specVersion",
                                        1.5,
                                        "baseline",
                                        "LAST")),
                        host.run()))
                .isInstanceOf(BadArguments.class)
                .hasMessageContaining("targets[0] needs exactly one of image, dir, file")
                .hasMessageContaining("'--help; rm -rf /' is not an image reference")
                .hasMessageContaining("'model' is used by the document itself")
                .hasMessageContaining("without user, password")
                .hasMessageContaining("specVersion 1.5 is not written")
                .hasMessageContaining("baseline 'LAST'")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }

    @Test
    public void targetsOfTheSameNameGetDifferentReferences() throws IOException {
        host.write("one/app.json", Boms.of("pkg:pypi/a@1")).write("two/app.json", Boms.of("pkg:pypi/a@1"));
        StepResult result =
                host.run(Map.of("targets", List.of(Map.of("file", "one/app.json"), Map.of("file", "two/app.json"))));
        assertThat(result.verdict()).as(result.sentence()).isEqualTo(Verdict.PASS);
        assertThat(dependenciesOf("application")).containsExactly("app/root", "app-2/root");
    }

    @Test
    public void aPathOutOfTheWorkspaceIsRefused() throws IOException {
        assertThat(host.run(Map.of("targets", Map.of("file", "../../etc/passwd")))
                        .verdict())
                .isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(host.run(Map.of("targets", Map.of("dir", "charts"), "outputFile", "../x.json"))
                        .verdict())
                .isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(host.run(Map.of("targets", Map.of("dir", "nowhere"))).reasons())
                .extracting(Reason::code)
                .containsExactly("TARGET_ABSENT");
    }

    @Test
    public void afterARestartInAnyStateItGoesOnAndRecordsOnce() throws IOException {
        host.restarts = true;
        StepResult result = host.run(threeTargets("HIERARCHICAL"));
        assertThat(result.verdict()).as(result.sentence()).isEqualTo(Verdict.PASS);
        assertThat(host.recordedCount()).isEqualTo(3);
        assertThat(host.log.toString()).contains("the host was restarted");
    }

    @Test
    public void whoStopsItGetsAborted() {
        var turn = host.step.begin(
                Arguments.check(host.step.description(), Map.of("targets", Map.of("dir", "charts"))), host.run());
        var stopped = host.step.next(turn.state(), new Event.Stopped("stopped by sam"));
        assertThat(stopped.action())
                .isInstanceOfSatisfying(io.jenkins.plugins.mldeploy.step.Action.Done.class, done -> {
                    assertThat(done.result().status()).isEqualTo(RunStatus.ABORTED);
                    assertThat(done.result().verdict()).isEqualTo(Verdict.NOT_EVALUATED);
                });
    }

    @Test
    public void aSignatureOfTheVeryDocumentLiesBesideIt() throws Exception {
        KeyPair pair = keyPair();
        host.secrets.put("sbom-key", pem(pair));
        host.write("app.json", Boms.of("pkg:pypi/a@1"));
        host.restarts = true;
        StepResult result = host.run(Map.of("targets", Map.of("file", "app.json"), "sign", "sbom-key"));
        assertThat(result.verdict()).as(result.sentence()).isEqualTo(Verdict.PASS);
        assertThat(result.returned()).containsEntry("signature", "sbom/application.cdx.json.sigstore.json");
        assertThat(host.recorded().details()).containsEntry("signature", "sbom/application.cdx.json.sigstore.json");

        JsonNode signed = new ObjectMapper()
                .readTree(host.file("sbom/application.cdx.json.sigstore.json").toFile())
                .get("messageSignature");
        Signature check = Signature.getInstance("SHA256withECDSA");
        check.initVerify(pair.getPublic());
        check.update(Files.readAllBytes(host.file("sbom/application.cdx.json")));
        assertThat(check.verify(signed.get("signature").binaryValue())).isTrue();
        assertThat(String.join("\n", host.log)).contains("signed by sbom-key").doesNotContain(pem(pair));

        // An unsigned document must not lie beside the signature of an earlier one.
        host.run(Map.of("targets", Map.of("file", "app.json")));
        assertThat(host.file("sbom/application.cdx.json.sigstore.json")).doesNotExist();
    }

    @Test
    public void whatWasToBeSignedAndIsNotIsNoPass() throws IOException {
        host.write("app.json", Boms.of("pkg:pypi/a@1"));
        Map<String, Object> call = Map.of("targets", Map.of("file", "app.json"), "sign", "sbom-key");
        StepResult absent = host.run(call);
        assertThat(absent.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(absent.sentence()).contains("there is no secret text 'sbom-key' that this run may use");
        assertThat(host.recorded().metrics()).containsEntry("components", 1.0);

        host.secrets.put("sbom-key", "hunter2");
        StepResult wrong = host.run(call);
        assertThat(wrong.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(wrong.sentence())
                .contains("secret 'sbom-key' is no private key in PKCS#8 PEM")
                .doesNotContain("hunter2");
    }

    private static KeyPair keyPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static String pem(KeyPair pair) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }
}
