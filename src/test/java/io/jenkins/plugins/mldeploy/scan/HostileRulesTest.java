package io.jenkins.plugins.mldeploy.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Ignore files and VEX documents that are wrong: what can't be understood suppresses nothing and stops the step. */
public class HostileRulesTest {
    private static final String ENTRY = "id: CVE-2024-35195, reason: r, owner: o, expires: 2027-01-01";

    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    private static List<IgnoreEntry> read(byte[] text) throws IOException {
        return IgnoreFile.read("ignored.yaml", new ByteArrayInputStream(text));
    }

    @Test
    public void wrongIgnoreFilesAreErrorsWithFileAndLine() {
        Map<String, String> wrong = new LinkedHashMap<>();
        wrong.put("empty", "");
        wrong.put("only a comment", "# nothing\n");
        wrong.put("null", "~");
        wrong.put("a list", "- {" + ENTRY + "}");
        wrong.put("a text", "CVE-2024-35195");
        wrong.put("another key", "ignored: []");
        wrong.put("one more key", "ignore: []\nother: 1");
        wrong.put("a map of entries", "ignore: {a: {" + ENTRY + "}}");
        wrong.put("an entry is a text", "ignore: [CVE-2024-35195]");
        wrong.put("no id", "ignore:\n  - {reason: r, owner: o, expires: 2027-01-01}");
        wrong.put("no reason", "ignore:\n  - {id: CVE-1, owner: o, expires: 2027-01-01}");
        wrong.put("blank reason", "ignore:\n  - {id: CVE-1, reason: '  ', owner: o, expires: 2027-01-01}");
        wrong.put("null reason", "ignore:\n  - {id: CVE-1, reason: , owner: o, expires: 2027-01-01}");
        wrong.put("no owner", "ignore:\n  - {id: CVE-1, reason: r, expires: 2027-01-01}");
        wrong.put("no expires", "ignore:\n  - {id: CVE-1, reason: r, owner: o}");
        wrong.put("never expires", "ignore:\n  - {id: CVE-1, reason: r, owner: o, expires: never}");
        wrong.put("30 February", "ignore:\n  - {id: CVE-1, reason: r, owner: o, expires: 2027-02-30}");
        wrong.put("a year of five digits", "ignore:\n  - {id: CVE-1, reason: r, owner: o, expires: 99999-01-01}");
        wrong.put("reason is a list", "ignore:\n  - {id: CVE-1, reason: [r], owner: o, expires: 2027-01-01}");
        wrong.put("misspelt key", "ignore:\n  - {" + ENTRY + ", packge: requests}");
        wrong.put("duplicate key", "ignore:\n  - {" + ENTRY + ", id: CVE-2}");
        wrong.put("duplicate root", "ignore: []\nignore: []");
        wrong.put("two documents", "ignore: []\n---\nignore: []");
        wrong.put("an anchor", "ignore:\n  - &a {" + ENTRY + "}\n  - *a");
        wrong.put("an alias bomb", "a: &a [x,x]\nb: &b [*a,*a]\nignore: [*b]");
        wrong.put("a tab", "ignore:\n\t- {" + ENTRY + "}");
        wrong.put("unclosed", "ignore:\n  - {" + ENTRY);
        wrong.put("unclosed quote", "ignore:\n  - {id: 'CVE-1");
        wrong.put("deep", "ignore: " + "[".repeat(10_000));
        wrong.put("deep maps", "ignore: " + "{a: ".repeat(10_000));
        wrong.put("a NUL", "ignore:\n  - {id: CVE\0-1, reason: r, owner: o, expires: 2027-01-01}");
        wrong.put("JSON of a scanner", "{\"SchemaVersion\": 2, \"Results\": []}");
        wrong.put("a Java type", "!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[]]]");
        wrong.put("too large", "ignore: []\n#" + "x".repeat(2 << 20));
        assertThat(wrong.size()).isGreaterThanOrEqualTo(25);
        wrong.forEach((name, text) -> {
            Throwable thrown = catchThrowable(() -> read(text.getBytes(StandardCharsets.UTF_8)));
            assertThat(thrown).as(name).isInstanceOf(UnreadableReport.class);
            assertThat(((UnreadableReport) thrown).code()).as(name).isEqualTo("IGNORE_FILE_WRONG");
            if (!name.equals("too large")) {
                assertThat(thrown.getMessage()).as(name).matches("(?s)ignored\\.yaml:\\d+:\\d+: .+");
            }
        });
        assertThat(catchThrowable(() -> read(new byte[] {'i', (byte) 0xff, (byte) 0xfe, ':'})))
                .isInstanceOf(UnreadableReport.class);
    }

    @Test
    public void aRightIgnoreFileIsUnderstoodWithItsLines() throws IOException {
        assertThat(read("ignore: []".getBytes(StandardCharsets.UTF_8))).isEmpty();
        assertThat(read(("# why\nignore:\n\n  - " + ENTRY.replace(", ", "\n    ") + "\n    package: requests\n")
                        .getBytes(StandardCharsets.UTF_8)))
                .containsExactly(new IgnoreEntry("CVE-2024-35195", "requests", "r", "o", LocalDate.of(2027, 1, 1), 4));
    }

    @Test
    public void wrongVexDocumentsStopTheStepAndSuppressNothing() throws IOException {
        String statement =
                "{\"vulnerability\": {\"name\": \"CVE-2021-33503\"}, \"products\": [{\"@id\": \"pkg:pypi/urllib3\"}],"
                        + " \"status\": \"not_affected\", \"justification\": \"component_not_present\"}";
        String open = "{\"@context\": \"https://openvex.dev/ns/v0.2.0\", \"statements\": [" + statement + "]}";
        String cyclone =
                "{\"bomFormat\": \"CycloneDX\", \"vulnerabilities\": [{\"id\": \"CVE-2021-33503\", \"analysis\": {\"state\":"
                        + " \"not_affected\", \"justification\": \"code_not_present\"}, \"affects\": [{\"ref\": \"pkg:pypi/urllib3\"}]}]}";
        Map<String, String> wrong = new LinkedHashMap<>();
        wrong.put("empty", "");
        wrong.put("{}", "{}");
        wrong.put("[]", "[]");
        wrong.put("null", "null");
        wrong.put("an error", "{\"error\": \"x\"}");
        wrong.put("HTML", "<html>");
        wrong.put("a scan report", "{\"SchemaVersion\": 2, \"Results\": []}");
        wrong.put("an SBOM", "{\"bomFormat\": \"CycloneDX\", \"components\": []}");
        wrong.put("CSAF", "{\"document\": {\"category\": \"csaf_vex\"}, \"vulnerabilities\": []}");
        wrong.put("without context", open.replace("@context", "context"));
        wrong.put("another context", open.replace("openvex.dev", "openvex.example"));
        wrong.put("both formats", open.replace("{\"@context\"", "{\"bomFormat\": \"CycloneDX\", \"@context\""));
        wrong.put("without statements", "{\"@context\": \"https://openvex.dev/ns/v0.2.0\"}");
        wrong.put("statements are an object", "{\"@context\": \"https://openvex.dev/ns/v0.2.0\", \"statements\": {}}");
        wrong.put("without vulnerability", open.replace("\"vulnerability\"", "\"weakness\""));
        wrong.put("without status", open.replace("\"status\"", "\"state\""));
        wrong.put("without justification", open.replace("\"justification\"", "\"why\""));
        wrong.put("status is a list", open.replace("\"not_affected\"", "[\"not_affected\"]"));
        wrong.put("products are text", open.replace("[{\"@id\": \"pkg:pypi/urllib3\"}]", "\"all\""));
        wrong.put("CycloneDX without justification", cyclone.replace("\"justification\"", "\"why\""));
        wrong.put("CycloneDX without id", cyclone.replace("\"id\"", "\"ident\""));
        wrong.put("analysis is text", cyclone.replaceFirst("\"analysis\": \\{[^}]*\\}", "\"analysis\": \"ok\""));
        wrong.put("duplicate", open.replace("\"status\"", "\"status\": \"affected\", \"status\""));
        wrong.put("deep", "{\"@context\": " + "[".repeat(100_000));
        wrong.put(
                "deep components",
                "{\"bomFormat\": \"CycloneDX\", \"components\": " + "[{\"components\": ".repeat(50_000));
        wrong.put("two documents", open + open);
        wrong.put("too many products", open.replace("[{\"@id\"", "[" + "\"pkg:pypi/a\",".repeat(300) + "{\"@id\""));
        for (int i = 1; i < 10; i++) {
            wrong.put("truncated at " + i, open.substring(0, open.length() * i / 10));
            wrong.put("CycloneDX truncated at " + i, cyclone.substring(0, cyclone.length() * i / 10));
        }
        assertThat(wrong.size()).isGreaterThanOrEqualTo(25);
        try (ScanHost host = new ScanHost(folder.newFolder().toPath())) {
            host.fixture("osv-scanner-requirements.json");
            Map<String, Object> call = Map.of("input", "osv*.json", "vex", "v.json", "onError", "NOTE");
            for (Map.Entry<String, String> each : wrong.entrySet()) {
                host.file("v.json", each.getValue());
                StepResult result = host.scan(call);
                assertThat(result.verdict()).as(each.getKey()).isEqualTo(Verdict.NOT_EVALUATED);
                assertThat(result.status()).as(each.getKey()).isEqualTo(RunStatus.FAILURE);
                assertThat(result.sentence()).as(each.getKey()).contains("v.json");
            }
            for (String right : List.of(open, cyclone, "\ufeff" + open)) {
                host.file("v.json", right);
                assertThat(host.scan(call).returned()).containsEntry("suppressed", 1L);
            }
        }
    }
}
