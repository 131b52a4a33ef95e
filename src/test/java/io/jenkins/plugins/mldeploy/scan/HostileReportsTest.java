package io.jenkins.plugins.mldeploy.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What nobody should write into a report, for each of the readers, through the whole step: none of it is ever a pass. */
public class HostileReportsTest {
    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void trivy() throws IOException {
        String good = Made.trivy(
                'a', Made.target("t", "lang-pkgs", Made.vulnerability("CVE-2026-1", "p", "1.0", "", "HIGH")));
        Map<String, String> own = new LinkedHashMap<>();
        own.put("schema 1", good.replace("\"SchemaVersion\": 2", "\"SchemaVersion\": 1"));
        own.put("no schema", good.replace("\"SchemaVersion\": 2,", ""));
        own.put("no results", Made.trivy('a'));
        own.put("null results", good.replaceAll("(?s)\"Results\": .*", "\"Results\": null}"));
        own.put(
                "results of another class",
                Made.trivy('a', Made.target("t", "secret").replace("\"Vulnerabilities\": []", "\"Secrets\": []")));
        own.put("results are text", good.replaceAll("(?s)\"Results\": .*", "\"Results\": \"none\"}"));
        own.put("vulnerability without id", good.replace("VulnerabilityID", "Vulnerability"));
        own.put("vulnerability without package", good.replace("PkgName", "Pkg"));
        own.put(
                "vulnerability is a number",
                good.replaceAll("(?s)\"Vulnerabilities\": .*", "\"Vulnerabilities\": [1]}]}"));
        own.put("id is an object", good.replace("\"CVE-2026-1\"", "{\"a\": 1}"));
        own.put("vulnerabilities before the target", good.replace("\"Target\": \"t\",", ""));
        attack(good, own, "high");
    }

    @Test
    public void grype() throws IOException {
        String good = ScanHost.fixtureText("grype-dir.json");
        Map<String, String> own = new LinkedHashMap<>();
        own.put(
                "another descriptor",
                good.replace("\"descriptor\":{\"name\":\"grype\"", "\"descriptor\":{\"name\":\"gripe\""));
        own.put("no descriptor", good.replace("\"descriptor\":", "\"described\":"));
        own.put("no source", good.replace("\"source\":{\"type\"", "\"sauce\":{\"type\""));
        own.put("invalid database", good.replace("\"valid\":true", "\"valid\":false"));
        own.put("database error", good.replace("\"valid\":true", "\"error\":\"database is corrupt\""));
        own.put("no matches", good.replace("\"matches\":", "\"matched\":"));
        own.put("matches are an object", "{\"matches\":{}," + good.substring(good.indexOf("\"source\":{\"type\"")));
        own.put("match without vulnerability", good.replace("\"vulnerability\":{", "\"weakness\":{"));
        own.put("match without package", good.replace("\"artifact\":{", "\"thing\":{"));
        attack(good, own, "high");
    }

    @Test
    public void osvScanner() throws IOException {
        String good = ScanHost.fixtureText("osv-scanner-requirements.json");
        Map<String, String> own = new LinkedHashMap<>();
        own.put("no results", "{\"results\": []}");
        own.put("null results", "{\"results\": null}");
        own.put("results of promptfoo", "{\"evalId\": \"e\", \"results\": {\"version\": 3}, \"config\": {}}");
        own.put("a source without packages", "{\"results\": [{\"source\": {\"path\": \"x\"}, \"packages\": []}]}");
        own.put(
                "packages before the source",
                "{\"results\": [{\"packages\": [{\"package\": {\"name\": \"a\"}}], \"source\": {\"path\": \"x\"}}]}");
        own.put("package without a name", "{\"results\": [{\"source\": {\"path\": \"x\"}, \"packages\": [{}]}]}");
        own.put("vulnerability without id", good.replace("\"id\":", "\"ident\":"));
        own.put("packages are text", "{\"results\": [{\"source\": {\"path\": \"x\"}, \"packages\": \"none\"}]}");
        own.put("groups are a number", good.replaceFirst("\"groups\": \\[", "\"groups\": 1, \"more\": ["));
        attack(good, own, "high");
    }

    @Test
    public void sarif() throws IOException {
        String good = ScanHost.fixtureText("grype-dir.sarif");
        Map<String, String> own = new LinkedHashMap<>();
        own.put("version 2.0", good.replace("\"version\": \"2.1.0\"", "\"version\": \"2.0.0\""));
        own.put("no runs", "{\"version\": \"2.1.0\", \"runs\": []}");
        own.put("run without results", good.replace("\"results\":", "\"result\":"));
        own.put(
                "run with null results",
                "{\"version\": \"2.1.0\", \"runs\": [{\"tool\": {\"driver\": {\"name\": \"grype\"}}, \"results\": null}]}");
        own.put(
                "failed run",
                "{\"version\": \"2.1.0\", \"runs\": [{\"tool\": {\"driver\": {\"name\": \"grype\"}}, \"results\": [],"
                        + " \"invocations\": [{\"executionSuccessful\": false}]}]}");
        own.put(
                "a linter",
                "{\"version\": \"2.1.0\", \"runs\": [{\"tool\": {\"driver\": {\"name\": \"ESLint\"}}, \"results\": [{\"ruleId\":"
                        + " \"no-unused-vars\", \"level\": \"error\"}]}]}");
        own.put(
                "an unknown tool without results",
                "{\"version\": \"2.1.0\", \"runs\": [{\"tool\": {\"driver\": {\"name\": \"x\"}}, \"results\": []}]}");
        own.put("runs are an object", "{\"version\": \"2.1.0\", \"runs\": {}}");
        own.put("locations are text", good.replace("\"locations\": [", "\"locations\": \"x\", \"were\": ["));
        attack(good, own, "high");
    }

    /** Every attack on a good report with one high finding; {@code own} are those that only this format has. */
    private void attack(String good, Map<String, String> own, String severity) throws IOException {
        Map<String, byte[]> bad = new LinkedHashMap<>();
        own.forEach((name, text) -> bad.put(name, text.getBytes(StandardCharsets.UTF_8)));
        general(good).forEach((name, text) -> bad.put(name, text.getBytes(StandardCharsets.UTF_8)));
        byte[] bytes = good.getBytes(StandardCharsets.UTF_8);
        byte[] nul = bytes.clone();
        nul[nul.length / 2] = 0;
        bad.put("a NUL in the middle", nul);
        byte[] broken = bytes.clone();
        broken[good.indexOf(':') + 3] = (byte) 0xff;
        broken[good.indexOf(':') + 4] = (byte) 0xfe;
        bad.put("not UTF-8", broken);
        String rest = good.strip().substring(1);
        bad.put("Latin-1 in a text", ("{\"extra\": \"caf\u00e9s\", " + rest).getBytes(StandardCharsets.ISO_8859_1));
        bad.put("Latin-1 in a name", ("{\"caf\u00e9s\": 1, " + rest).getBytes(StandardCharsets.ISO_8859_1));
        bad.put("Latin-1 behind it", (good + "\u00e9").getBytes(StandardCharsets.ISO_8859_1));
        for (int i = 1; i < 20; i++) {
            bad.put("truncated at " + i + "/20", java.util.Arrays.copyOf(bytes, bytes.length * i / 20));
        }
        assertThat(bad.size()).isGreaterThanOrEqualTo(25);
        try (ScanHost host = new ScanHost(folder.newFolder().toPath())) {
            Path file = host.file("report.json", "");
            for (Map.Entry<String, byte[]> each : bad.entrySet()) {
                Files.write(file, each.getValue());
                StepResult result = host.scan(Map.of("input", "report.json"));
                assertThat(result.verdict()).as(each.getKey()).isEqualTo(Verdict.NOT_EVALUATED);
                assertThat(result.status()).as(each.getKey()).isEqualTo(RunStatus.FAILURE);
                assertThat(result.sentence()).as(each.getKey()).contains("report.json");
                assertThat(result.reasons().get(0).code()).as(each.getKey()).isNotEqualTo("IO");
                assertThat(result.returned()).as(each.getKey()).doesNotContainKey("critical");
            }
            for (Map.Entry<String, byte[]> each : harmless(good).entrySet()) {
                Files.write(file, each.getValue());
                StepResult result = host.scan(Map.of("input", "report.json"));
                assertThat(result.returned()).as(each.getKey()).containsEntry(severity, 1L);
            }
        }
    }

    private static Map<String, String> general(String good) {
        Map<String, String> bad = new LinkedHashMap<>();
        bad.put("empty", "");
        bad.put("white space", " \n\t ");
        bad.put("an empty object", "{}");
        bad.put("an empty array", "[]");
        bad.put("null", "null");
        bad.put("a text", "\"no vulnerabilities found\"");
        bad.put("a number", "0");
        bad.put("an error document", "{\"error\": \"database is locked\"}");
        bad.put(
                "an error among the fields",
                "{\"error\": {\"code\": 1}, " + good.strip().substring(1));
        bad.put(
                "an error at the end",
                good.strip().substring(0, good.strip().length() - 1) + ", \"error\": \"killed\"}");
        bad.put(
                "npm audit",
                "{\"auditReportVersion\": 2, \"vulnerabilities\": {}, \"metadata\": {\"vulnerabilities\": {\"total\": 0}}}");
        bad.put("CycloneDX", "{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.6\", \"components\": []}");
        bad.put("pytest", "{\"tests\": [], \"summary\": {\"passed\": 1}}");
        bad.put("HTML", "<!doctype html><title>502 Bad Gateway</title>");
        bad.put("XML", "<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><r>&a;</r>");
        bad.put("two reports", good + good);
        bad.put("garbage behind it", good + "\n}");
        bad.put("NUL behind it", good + "\0\0\0");
        bad.put("in an array", "[" + good + "]");
        bad.put("a duplicate name", "{\"a\": 1, \"a\": 2, " + good.strip().substring(1));
        bad.put("a comment", "// report\n" + good);
        bad.put("single quotes", "{'results': []}");
        bad.put("not a number", "{\"a\": NaN, " + good.strip().substring(1));
        bad.put("deep", "{\"a\": " + "[".repeat(100_000));
        bad.put("deep objects", "{\"a\":".repeat(100_000));
        bad.put(
                "a long number",
                "{\"a\": " + "9".repeat(10_000) + ", " + good.strip().substring(1));
        bad.put(
                "a long name",
                "{\"" + "n".repeat(20_000) + "\": 1, " + good.strip().substring(1));
        StringBuilder names = new StringBuilder("{\"x\": {");
        for (int i = 0; i < 20_000; i++) {
            names.append("\"n").append(i).append("\": 1, ");
        }
        bad.put("too many names", names + "\"z\": 1}, " + good.strip().substring(1));
        return bad;
    }

    /** Odd, but right. */
    private static Map<String, byte[]> harmless(String good) {
        Map<String, byte[]> odd = new LinkedHashMap<>();
        odd.put("BOM", ("\ufeff" + good).getBytes(StandardCharsets.UTF_8));
        odd.put("UTF-16", good.getBytes(StandardCharsets.UTF_16));
        odd.put("UTF-16LE", good.getBytes(StandardCharsets.UTF_16LE));
        odd.put("1e999", ("{\"extra\": 1e999, " + good.strip().substring(1)).getBytes(StandardCharsets.UTF_8));
        odd.put(
                "a long text",
                ("{\"extra\": \"" + "x".repeat(3 << 20) + "\", " + good.strip().substring(1))
                        .getBytes(StandardCharsets.UTF_8));
        odd.put(
                "many elements",
                ("{\"extra\": [" + "0,".repeat(500_000) + "0], " + good.strip().substring(1))
                        .getBytes(StandardCharsets.UTF_8));
        return odd;
    }

    @Test
    public void textOfAReportCannotPaintTheLog() throws IOException {
        try (ScanHost host = new ScanHost(folder.newFolder().toPath())) {
            host.file(
                    "report.json",
                    Made.trivy(
                            'a',
                            Made.target(
                                    "t",
                                    "lang-pkgs",
                                    Made.vulnerability(
                                            "CVE-2026-1\\u001b[2J\\nverdict: PASS", "p", "1.0", "", "HIGH"))));
            host.scan(Map.of("input", "report.json"));
            List<String> lines = new ArrayList<>(host.log);
            assertThat(lines).allMatch(line -> line.chars().noneMatch(Character::isISOControl));
            assertThat(lines).filteredOn(line -> line.startsWith("verdict: ")).hasSize(1);
        }
    }
}
