package io.jenkins.plugins.mldeploy.sbom;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What is no usable CycloneDX document is an error with a code and a place; none of it passes, also when empty targets are accepted. */
public class HostileBomTest {
    private static final String HEAD = "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",";
    private static final String LIB = "{\"type\":\"library\",\"name\":\"lib\",\"bom-ref\":\"lib\"}";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, byte[]> inputs() throws IOException {
        Map<String, byte[]> inputs = new LinkedHashMap<>();
        inputs.put("empty: REPORT_EMPTY", new byte[0]);
        inputs.put("white space: REPORT_EMPTY", text("  \n\n "));
        inputs.put("no document: SBOM_FORMAT", text("{}"));
        inputs.put("list: SBOM_INVALID", text("[]"));
        inputs.put("text: SBOM_INVALID", text("\"CycloneDX\""));
        inputs.put("null: SBOM_INVALID", text("null"));
        inputs.put("error document: SBOM_FORMAT", text("{\"error\":\"no such image\"}"));
        inputs.put("not JSON: REPORT_MALFORMED", text("error: no such image"));
        inputs.put(
                "XML: SBOM_FORMAT",
                text("<?xml version=\"1.0\"?><bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\"/>"));
        inputs.put(
                "entity bomb: SBOM_FORMAT",
                text("<!DOCTYPE a [<!ENTITY b \"&c;&c;\"><!ENTITY c \"xxxxxxxx\">]><a>&b;</a>"));
        inputs.put("SPDX 2: SBOM_FORMAT", text("{\"spdxVersion\":\"SPDX-2.3\",\"packages\":[]}"));
        inputs.put("SPDX 3: SBOM_FORMAT", text("{\"@context\":\"https://spdx.org/rdf/3.0.1\",\"@graph\":[]}"));
        inputs.put("another tool's report: SBOM_FORMAT", text("{\"SchemaVersion\":2,\"Results\":[]}"));
        inputs.put(
                "old version: SBOM_VERSION",
                text("{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.2\",\"components\":[" + LIB + "]}"));
        inputs.put(
                "new version: SBOM_VERSION",
                text("{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"2.0\",\"components\":[" + LIB + "]}"));
        inputs.put("no version: SBOM_VERSION", text("{\"bomFormat\":\"CycloneDX\",\"components\":[" + LIB + "]}"));
        inputs.put("version is a number: SBOM_INVALID", text("{\"bomFormat\":\"CycloneDX\",\"specVersion\":1.6}"));
        inputs.put("two documents: REPORT_MALFORMED", text(HEAD + "\"components\":[" + LIB + "]}{}"));
        inputs.put("components is an object: SBOM_INVALID", text(HEAD + "\"components\":{}}"));
        inputs.put("components is null: SBOM_INVALID", text(HEAD + "\"components\":null}"));
        inputs.put("component is a text: SBOM_INVALID", text(HEAD + "\"components\":[\"lib\"]}"));
        inputs.put("component without name: SBOM_INVALID", text(HEAD + "\"components\":[{\"type\":\"library\"}]}"));
        inputs.put(
                "name is a number: SBOM_INVALID",
                text(HEAD + "\"components\":[{\"type\":\"library\",\"name\":1e999}]}"));
        inputs.put(
                "unknown type: SBOM_SCHEMA", text(HEAD + "\"components\":[{\"type\":\"libary\",\"name\":\"lib\"}]}"));
        inputs.put(
                "hash that is none: SBOM_SCHEMA",
                text(
                        HEAD
                                + "\"components\":[{\"type\":\"library\",\"name\":\"lib\",\"hashes\":[{\"alg\":\"SHA-256\",\"content\":\"zz\"}]}]}"));
        inputs.put(
                "bom-ref is a list: SBOM_INVALID",
                text(HEAD + "\"components\":[{\"type\":\"library\",\"name\":\"a\",\"bom-ref\":[]}]}"));
        inputs.put("bom-ref twice: SBOM_DUPLICATE_REF", text(HEAD + "\"components\":[" + LIB + "," + LIB + "]}"));
        inputs.put(
                "bom-ref of component and service: SBOM_DUPLICATE_REF",
                text(HEAD + "\"components\":[" + LIB + "],\"services\":[{\"name\":\"s\",\"bom-ref\":\"lib\"}]}"));
        inputs.put(
                "dependency on nothing: SBOM_DANGLING_REF",
                text(HEAD + "\"components\":[" + LIB
                        + "],\"dependencies\":[{\"ref\":\"lib\",\"dependsOn\":[\"ghost\"]}]}"));
        inputs.put(
                "dependency of nothing: SBOM_DANGLING_REF",
                text(HEAD + "\"components\":[" + LIB + "],\"dependencies\":[{\"ref\":\"ghost\"}]}"));
        inputs.put(
                "dependency without ref: SBOM_INVALID",
                text(HEAD + "\"components\":[" + LIB + "],\"dependencies\":[{\"dependsOn\":[\"lib\"]}]}"));
        inputs.put(
                "dependsOn is a text: SBOM_INVALID",
                text(HEAD + "\"components\":[" + LIB
                        + "],\"dependencies\":[{\"ref\":\"lib\",\"dependsOn\":\"lib\"}]}"));
        inputs.put(
                "unknown field in a dependency: SBOM_INVALID",
                text(HEAD + "\"components\":[" + LIB + "],\"dependencies\":[{\"ref\":\"lib\",\"uses\":[]}]}"));
        inputs.put("duplicate field: REPORT_MALFORMED", text(HEAD + "\"components\":[],\"components\":[" + LIB + "]}"));
        inputs.put(
                "NUL: REPORT_MALFORMED", text(HEAD + "\"components\":[{\"type\":\"library\",\"name\":\"a\u0000b\"}]}"));
        inputs.put("zeros: REPORT_MALFORMED", new byte[4096]);
        inputs.put(
                "UTF-16: REPORT_MALFORMED", (HEAD + "\"components\":[" + LIB + "]}").getBytes(StandardCharsets.UTF_16));
        inputs.put(
                "UTF-32: REPORT_MALFORMED",
                (HEAD + "\"components\":[" + LIB + "]}").getBytes(Charset.forName("UTF-32LE")));
        ByteArrayOutputStream latin = new ByteArrayOutputStream();
        latin.write(text(HEAD + "\"components\":[{\"type\":\"library\",\"name\":\""));
        latin.write(0xE9);
        latin.write(text("a\"}]}"));
        inputs.put("Latin-1: REPORT_MALFORMED", latin.toByteArray());
        inputs.put("100,000 deep: REPORT_MALFORMED", text(HEAD + "\"properties\":" + "[".repeat(100_000)));
        inputs.put(
                "components 100,000 deep: REPORT_MALFORMED",
                text(HEAD + "\"components\":["
                        + "{\"type\":\"library\",\"name\":\"a\",\"components\":[".repeat(100_000)));
        inputs.put(
                "a name of 2 MiB: REPORT_MALFORMED",
                text(HEAD + "\"components\":[{\"type\":\"library\",\"name\":\"" + "x".repeat(2 << 20) + "\"}]}"));
        inputs.put("a field name of 1 MiB: REPORT_MALFORMED", text("{\"" + "x".repeat(1 << 20) + "\":1}"));
        StringBuilder many =
                new StringBuilder(HEAD + "\"components\":[{\"type\":\"library\",\"name\":\"a\",\"modelCard\":{");
        for (int i = 0; i < 20_000; i++) {
            many.append("\"f").append(i).append("\":1,");
        }
        inputs.put("20,000 fields: REPORT_TOO_LARGE", text(many + "\"z\":1}}]}"));
        inputs.put(
                "a million licences: REPORT_TOO_LARGE",
                text(HEAD + "\"components\":[{\"type\":\"library\",\"name\":\"a\",\"licenses\":["
                        + "{},".repeat(1_000_000) + "{}]}]}"));
        inputs.put("many unknown fields: SBOM_INVALID", text(HEAD + fields(100) + "\"components\":[" + LIB + "]}"));
        byte[] whole = text(HEAD
                + "\"metadata\":{\"component\":{\"type\":\"container\",\"name\":\"r\",\"bom-ref\":\"r\"}},\"components\":["
                + LIB + "],\"dependencies\":[{\"ref\":\"r\",\"dependsOn\":[\"lib\"]}]}");
        for (int at = 1; at < whole.length; at += 17) {
            inputs.put("truncated at " + at + ": REPORT_TRUNCATED", java.util.Arrays.copyOf(whole, at));
        }
        return inputs;
    }

    private static String fields(int count) {
        StringBuilder fields = new StringBuilder();
        for (int i = 0; i < count; i++) {
            fields.append("\"unknown").append(i).append("\":1,");
        }
        return fields.toString();
    }

    @Test
    public void nothingHostilePassesAndEveryErrorSaysWhatItIs() throws IOException {
        Host host = new Host(folder.getRoot().toPath());
        Map<String, byte[]> inputs = inputs();
        assertThat(inputs).hasSizeGreaterThan(50);
        for (Map.Entry<String, byte[]> input : inputs.entrySet()) {
            Files.write(host.file("in.json"), input.getValue());
            StepResult result = host.run(Map.of("targets", Map.of("file", "in.json"), "failOnEmpty", false));
            String[] name = input.getKey().split(": ");
            assertThat(result.verdict()).as(input.getKey()).isEqualTo(Verdict.NOT_EVALUATED);
            assertThat(result.reasons().get(0).code())
                    .as(input.getKey() + " " + result.sentence())
                    .isEqualTo(name[1]);
            assertThat(result.sentence()).as(input.getKey()).contains(".json").hasSizeLessThan(600);
            assertThat(host.file("sbom/application.cdx.json"))
                    .as(input.getKey())
                    .doesNotExist();
        }
    }

    @Test
    public void aByteOrderMarkAndFieldsInAnyOrderAreUnderstood() throws IOException {
        Host host = new Host(folder.getRoot().toPath());
        host.write(
                "in.json",
                "\uFEFF{\"dependencies\":[{\"dependsOn\":[\"lib\",\"lib\"],\"ref\":\"r\"}],\"components\":[" + LIB
                        + "],\"metadata\":{\"component\":{\"bom-ref\":\"r\",\"name\":\"r\",\"type\":\"container\"}},\"specVersion\":\"1.4\",\"bomFormat\":\"CycloneDX\"}");
        StepResult result = host.run(Map.of("targets", Map.of("file", "in.json")));
        assertThat(result.verdict()).as(result.sentence()).isEqualTo(Verdict.PASS);
        assertThat(Files.readString(host.file("sbom/application.cdx.json")))
                .contains("{\"ref\":\"in/r\",\"dependsOn\":[\"in/lib\"]}");
    }

    @Test
    public void withoutValidationDanglingReferencesAreTakenAndNoted() throws IOException {
        Host host = new Host(folder.getRoot().toPath());
        host.write(
                "in.json",
                HEAD + "\"components\":[" + LIB + "],\"dependencies\":[{\"ref\":\"lib\",\"dependsOn\":[\"ghost\"]}]}");
        StepResult result = host.run(Map.of("targets", Map.of("file", "in.json"), "validate", false));
        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(host.log.toString())
                .contains("does not declare: ghost", "not checked against the CycloneDX 1.6 schema");
    }
}
