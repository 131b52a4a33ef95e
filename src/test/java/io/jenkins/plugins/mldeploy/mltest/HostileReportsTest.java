package io.jenkins.plugins.mldeploy.mltest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.host.Workspace;
import io.jenkins.plugins.mldeploy.step.Arguments;
import io.jenkins.plugins.mldeploy.verdict.Judgement;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What somebody might feed the readers. Whatever it is, it is never judged PASS, and the message says where the trouble is. */
public class HostileReportsTest {
    private static final String SCHEMA = "{\"properties\": {\"a\": {\"type\": \"integer\"}}}";
    private static final String MANY = "x".repeat(2 << 20);

    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    private Judgement judge(Map<String, Object> arguments, Map<String, byte[]> files) throws IOException {
        Path root = folder.newFolder().toPath();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(root.resolve(file.getKey()), file.getValue());
        }
        Settings settings = Settings.of(Arguments.check(new MlTest().description(), arguments));
        Findings findings = new ReadReports(settings.reports(), 1, 1, null, null, false).run(new Workspace(root, root));
        return new Judging(settings, findings, Progress.NONE, BaselineFigures.none("t")).judge();
    }

    /** Each input must give NOT_EVALUATED with exactly this code, located by the file's name; FAIL where the code says so. */
    private void refused(Map<String, Object> arguments, String file, byte[] other, Map<Object, String> inputs)
            throws IOException {
        assertThat(inputs.size()).isGreaterThanOrEqualTo(25);
        for (Map.Entry<Object, String> input : inputs.entrySet()) {
            byte[] bytes = input.getKey() instanceof byte[] raw ? raw : ((String) input.getKey()).getBytes(UTF_8);
            Map<String, byte[]> files = new LinkedHashMap<>();
            if (other != null) {
                files.put(file.equals("s.json") || file.equals("s.yaml") ? "d.jsonl" : "s.json", other);
            }
            files.put(file, bytes);
            String shown = Text.line(new String(bytes, ISO_8859_1), 80);
            Judgement judgement = judge(arguments, files);
            assertThat(judgement.reasons().stream().map(Reason::code))
                    .as(shown + judgement.reasons())
                    .contains(input.getValue());
            assertThat(judgement.verdict())
                    .as(shown)
                    .isEqualTo(input.getValue().equals("DATA_INVALID") ? Verdict.FAIL : Verdict.NOT_EVALUATED);
            if (!input.getValue().startsWith("NO_") && !input.getValue().startsWith("DATA_")) {
                assertThat(judgement.reasons().get(0).text()).as(shown).startsWith(file);
            }
        }
    }

    private static byte[] cut(byte[] whole, double share) {
        return Arrays.copyOf(whole, (int) (whole.length * share));
    }

    private static byte[] nested(String open, int depth) {
        return open.repeat(depth).getBytes(UTF_8);
    }

    @Test
    public void junit() throws IOException {
        byte[] whole = Reports.bytes("pytest-junit-pass.xml");
        Map<Object, String> inputs = new LinkedHashMap<>();
        inputs.put("", "REPORT_TRUNCATED");
        inputs.put("   \n", "REPORT_TRUNCATED");
        inputs.put("{}", "REPORT_MALFORMED");
        inputs.put("{\"error\": \"no such image\"}", "REPORT_MALFORMED");
        inputs.put("<html><body>502 Bad Gateway</body></html>", "REPORT_FORMAT");
        inputs.put("<coverage line-rate='1'/>", "REPORT_FORMAT");
        inputs.put("<testcase name='a'/>", "REPORT_FORMAT");
        inputs.put("<testsuite/>", "NO_TESTS");
        inputs.put("<testsuites><testsuite tests='3'/></testsuites>", "NO_TESTS");
        inputs.put("<testsuite errors='1'/>", "REPORT_CONTRADICTS_ITSELF");
        inputs.put("<testsuite><testcase/></testsuite>", "REPORT_FORMAT");
        inputs.put("<testsuite><testcase name='a'>", "REPORT_TRUNCATED");
        inputs.put("<testsuite><testcase name='a'/></testsuite><testsuite/>", "REPORT_MALFORMED");
        inputs.put("<testsuite><testcase name='a'/></testsuite>trailing", "REPORT_MALFORMED");
        inputs.put("<testsuite><testcase name='a' name='b'/></testsuite>", "REPORT_MALFORMED");
        inputs.put("<testsuite><testcase name='a'></testsuite></testcase>", "REPORT_MALFORMED");
        inputs.put("<testsuite><testcase name='\u0001'/></testsuite>", "REPORT_MALFORMED");
        inputs.put("<testsuite><testcase name='a'/>\0</testsuite>", "REPORT_MALFORMED");
        inputs.put("<testsuite><testcase name='&unknown;'/></testsuite>", "REPORT_MALFORMED");
        inputs.put(
                "<!DOCTYPE testsuite SYSTEM 'file:///etc/passwd'><testsuite><testcase name='a'/></testsuite>",
                "REPORT_MALFORMED");
        inputs.put(
                "<!DOCTYPE t [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><testsuite><testcase name='&x;'/></testsuite>",
                "REPORT_MALFORMED");
        inputs.put(
                "<!DOCTYPE t [<!ENTITY a 'aaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><testsuite><testcase name='b'><failure>&b;</failure></testcase></testsuite>",
                "REPORT_MALFORMED");
        inputs.put(nested("<testsuite>", 100_000), "REPORT_MALFORMED");
        inputs.put("<testsuite><testcase name='" + MANY + "'/></testsuite>", "REPORT_MALFORMED");
        inputs.put("<testsuite " + attributes(2_000) + "><testcase name='a'/></testsuite>", "REPORT_MALFORMED");
        inputs.put("<testsuite><testcase name='é'/></testsuite>".getBytes(ISO_8859_1), "REPORT_MALFORMED");
        inputs.put(
                "<testsuite><testcase name='a'/></testsuite>".getBytes(java.nio.charset.StandardCharsets.UTF_16LE),
                "REPORT_MALFORMED");
        inputs.put(
                "<?xml version='1.0' encoding='no-such'?><testsuite><testcase name='a'/></testsuite>",
                "REPORT_MALFORMED");
        inputs.put(new byte[] {0x1f, (byte) 0x8b, 8, 0}, "REPORT_MALFORMED");
        refused(Map.of("testResults", "r.xml"), "r.xml", null, inputs);
        for (int cut = 1; cut < 40; cut++) {
            assertThat(judge(Map.of("testResults", "r.xml"), Map.of("r.xml", cut(whole, cut / 40.0)))
                            .verdict())
                    .isEqualTo(Verdict.NOT_EVALUATED);
        }
        assertThat(judge(Map.of("testResults", "r.xml"), Map.of("r.xml", whole)).verdict())
                .isEqualTo(Verdict.PASS);
        byte[] utf16 =
                "<?xml version='1.0' encoding='UTF-16'?><testsuite><testcase name='é'/></testsuite>".getBytes(UTF_16);
        assertThat(judge(Map.of("testResults", "r.xml"), Map.of("r.xml", utf16)).verdict())
                .isEqualTo(Verdict.PASS);
    }

    private static String attributes(int count) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < count; i++) {
            all.append(" a").append(i).append("=''");
        }
        return all.toString();
    }

    @Test
    public void metricsAsJson() throws IOException {
        Map<Object, String> inputs = new LinkedHashMap<>();
        inputs.put("", "REPORT_TRUNCATED");
        inputs.put("\n\n", "REPORT_TRUNCATED");
        inputs.put("{}", "NO_METRICS");
        inputs.put("[]", "REPORT_FORMAT");
        inputs.put("null", "REPORT_FORMAT");
        inputs.put("42", "REPORT_FORMAT");
        inputs.put("\"0.9\"", "REPORT_FORMAT");
        inputs.put("{\"error\": \"rate limited\"}", "NO_METRICS");
        inputs.put("{\"faithfulness\": \"0.9\"}", "NO_METRICS");
        inputs.put("{\"faithfulness\": null, \"ok\": true}", "NO_METRICS");
        inputs.put("<testsuite/>", "REPORT_MALFORMED");
        inputs.put("{\"a\": 1", "REPORT_TRUNCATED");
        inputs.put("{\"a\": 1, \"b\": {\"c\":", "REPORT_TRUNCATED");
        inputs.put("{\"a\": 1}}", "REPORT_MALFORMED");
        inputs.put("{\"a\": 1} {\"a\": 2}", "REPORT_MALFORMED");
        inputs.put("{\"a\": 1, \"a\": 0}", "REPORT_MALFORMED");
        inputs.put("{\"a\": {\"b\": 1}, \"a.b\": 2}", "METRIC_AMBIGUOUS");
        inputs.put("{\"a\": 1e999}", "METRIC_NOT_FINITE");
        inputs.put("{\"a\": {\"value\": 1, \"samples\": [1, 1e999]}}", "METRIC_NOT_FINITE");
        inputs.put("{\"a\": NaN}", "REPORT_MALFORMED");
        inputs.put("{\"a\": Infinity}", "REPORT_MALFORMED");
        inputs.put("{\"a\": 01}", "REPORT_MALFORMED");
        inputs.put("{\"a\": " + "9".repeat(2_000) + "}", "REPORT_MALFORMED");
        inputs.put("{'a': 1}", "REPORT_MALFORMED");
        inputs.put("{\"a\": 1, // better\n}", "REPORT_MALFORMED");
        inputs.put("{\"\": 1}", "REPORT_FORMAT");
        inputs.put("{\"" + "n".repeat(400) + "\": 1}", "REPORT_FORMAT");
        inputs.put("{\"" + "n".repeat(20_000) + "\": 1}", "REPORT_MALFORMED");
        inputs.put(nested("{\"a\":", 100_000), "REPORT_MALFORMED");
        inputs.put(nested("{\"a\":[", 100_000), "REPORT_MALFORMED");
        inputs.put(numbers(10_001), "REPORT_TOO_LARGE");
        inputs.put("{\"a\": 1\0}", "REPORT_MALFORMED");
        inputs.put("PAR1", "REPORT_MALFORMED");
        inputs.put("{\"a\": 1, \"text\": \"\u00e9t\u00e9\"}".getBytes(ISO_8859_1), "REPORT_MALFORMED");
        inputs.put("{\"a\": 1, \"pr\u00e9cision\": 1}".getBytes(ISO_8859_1), "REPORT_MALFORMED");
        inputs.put("{\"a\": 1}\u00e9".getBytes(ISO_8859_1), "REPORT_MALFORMED");
        refused(Map.of("metrics", "m.json"), "m.json", null, inputs);
        assertThat(judge(
                                Map.of("metrics", "m.json"),
                                Map.of("m.json", ("{\"a\": 1, \"text\": \"" + MANY + "\"}").getBytes(UTF_8)))
                        .verdict())
                .as("a long text that nobody asks for is passed over")
                .isEqualTo(Verdict.PASS);
        assertThat(judge(Map.of("metrics", "m.json"), Map.of("m.json", "{\"a\": 1}".getBytes(UTF_16)))
                        .verdict())
                .isEqualTo(Verdict.PASS);
    }

    private static String numbers(int count) {
        StringBuilder all = new StringBuilder("{\"n\": 1");
        for (int i = 0; i < count; i++) {
            all.append(", \"").append(i).append("\": 1");
        }
        return all.append("}").toString();
    }

    @Test
    public void promptfooAndDeepeval() throws IOException {
        Map<Object, String> inputs = new LinkedHashMap<>();
        String head = "{\"evalId\": \"e\", ";
        inputs.put("{\"evalId\": \"e\"}", "REPORT_FORMAT");
        inputs.put(head + "\"results\": null}", "REPORT_FORMAT");
        inputs.put(head + "\"results\": []}", "REPORT_FORMAT");
        inputs.put(head + "\"results\": {}}", "REPORT_FORMAT");
        inputs.put(head + "\"results\": {\"results\": {}}}", "REPORT_FORMAT");
        inputs.put(head + "\"results\": {\"results\": [1]}}", "REPORT_FORMAT");
        inputs.put(head + "\"results\": {\"results\": [null]}}", "REPORT_FORMAT");
        inputs.put(head + "\"results\": {\"results\": [{}]}}", "REPORT_FORMAT");
        inputs.put(head + "\"results\": {\"results\": [{\"score\": 1}]}}", "REPORT_FORMAT");
        inputs.put(head + "\"results\": {\"results\": [{\"success\": true}", "REPORT_TRUNCATED");
        inputs.put(head + "\"results\": {\"results\": [{\"success\": true, \"score\": 1e999}]}}", "METRIC_NOT_FINITE");
        inputs.put(head + "\"results\": {\"results\": [{\"success\": true, \"cost\": 1e999}]}}", "METRIC_NOT_FINITE");
        inputs.put(head + "\"results\": {\"results\": [{\"success\": true, \"success\": false}]}}", "REPORT_MALFORMED");
        inputs.put(
                head + "\"results\": {\"results\": [{\"success\": true, \"error\": \"" + MANY + "\"}]}}",
                "REPORT_MALFORMED");
        inputs.put(
                head + "\"results\": {\"results\": [{\"success\": true, \"namedScores\": {\"\": 1}}]}}",
                "REPORT_FORMAT");
        inputs.put(
                head
                        + "\"results\": {\"results\": [{\"success\": true, \"namedScores\": {\"score\": 1, \"cost\": 2}}]}}",
                "METRIC_AMBIGUOUS");
        inputs.put(
                head + "\"results\": {\"results\": [{\"success\": true, \"vars\": " + "[".repeat(300),
                "REPORT_MALFORMED");
        inputs.put(head + "\"results\": {\"results\": []}} x", "REPORT_MALFORMED");
        inputs.put("{\"testCases\": [1]}", "REPORT_FORMAT");
        inputs.put("{\"testCases\": [{}]}", "REPORT_FORMAT");
        inputs.put("{\"testCases\": [{\"name\": \"a\", \"metricsData\": [3]}]}", "REPORT_FORMAT");
        inputs.put("{\"testCases\": [{\"name\": \"a\", \"success\": true}]", "REPORT_TRUNCATED");
        inputs.put("{\"testCases\": [], \"metricsScores\": [{\"metric\": \"\", \"scores\": [1]}]}", "REPORT_FORMAT");
        inputs.put(
                "{\"testCases\": [], \"metricsScores\": [{\"metric\": \"m\", \"scores\": [1e999]}]}",
                "METRIC_NOT_FINITE");
        inputs.put(
                "{\"testCases\": [], \"metricsScores\": [{\"metric\": \"m\", \"scores\": [1]}, {\"metric\": \"m\", \"scores\": [0]}]}",
                "METRIC_AMBIGUOUS");
        inputs.put("{\"testCases\": [], \"evaluationCost\": 1e999}", "METRIC_NOT_FINITE");
        inputs.put("{\"testCases\": []}", "NO_METRICS");
        refused(Map.of("metrics", "m.json"), "m.json", null, inputs);
        byte[] whole = Reports.bytes("promptfoo-results.json");
        for (int cut = 1; cut < 60; cut++) {
            assertThat(judge(Map.of("metrics", "m.json"), Map.of("m.json", cut(whole, cut / 60.0)))
                            .verdict())
                    .isNotEqualTo(Verdict.PASS);
        }
        assertThat(judge(
                                Map.of("metrics", "m.json"),
                                Map.of(
                                        "m.json",
                                        "{\"testCases\": [{\"name\": \"a\"}], \"runDuration\": 1}".getBytes(UTF_8)))
                        .verdict())
                .as("a test case that does not say that it passed did not pass")
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    public void metricsAsCsv() throws IOException {
        Map<Object, String> inputs = new LinkedHashMap<>();
        inputs.put("", "NO_METRICS");
        inputs.put("\n\n\n", "NO_METRICS");
        inputs.put("name,value", "NO_METRICS");
        inputs.put("a,0.9", "REPORT_MALFORMED");
        inputs.put("{}", "REPORT_MALFORMED");
        inputs.put("<html/>", "REPORT_MALFORMED");
        inputs.put("value\n1", "REPORT_MALFORMED");
        inputs.put("name;value\na;1", "REPORT_MALFORMED");
        inputs.put("name,value\na", "REPORT_MALFORMED");
        inputs.put("name,value\na,1,2", "REPORT_MALFORMED");
        inputs.put("name,value\na,", "REPORT_MALFORMED");
        inputs.put("name,value\na,x", "REPORT_MALFORMED");
        inputs.put("name,value\na,NaN", "REPORT_MALFORMED");
        inputs.put("name,value\na,-Infinity", "REPORT_MALFORMED");
        inputs.put("name,value\na,1e999", "REPORT_MALFORMED");
        inputs.put("name,value\na,0x1p3", "REPORT_MALFORMED");
        inputs.put("name,value\na," + "9".repeat(100_000), "REPORT_MALFORMED");
        inputs.put("name,value\na,1\na,2", "METRIC_AMBIGUOUS");
        inputs.put("name,value\n,1", "REPORT_FORMAT");
        inputs.put("name,value\n" + "n".repeat(400) + ",1", "REPORT_FORMAT");
        inputs.put("name,value\n\"a,1", "REPORT_MALFORMED");
        inputs.put("name,value\n\"a\"b,1", "REPORT_MALFORMED");
        inputs.put("name,value\n\"" + MANY, "REPORT_TOO_LARGE");
        inputs.put("name,value\na\0,1", "REPORT_MALFORMED");
        inputs.put("name,value\na,1".getBytes(UTF_16), "REPORT_MALFORMED");
        inputs.put("name,value\né,1".getBytes(ISO_8859_1), "REPORT_MALFORMED");
        inputs.put(("name,value" + ",x".repeat(20_000)), "REPORT_MALFORMED");
        refused(Map.of("metrics", "m.csv"), "m.csv", null, inputs);
    }

    @Test
    public void dataAsCsv() throws IOException {
        Map<Object, String> inputs = new LinkedHashMap<>();
        inputs.put("", "DATA_NOT_JUDGED");
        inputs.put("a", "DATA_NOT_JUDGED");
        inputs.put("a\n", "DATA_NOT_JUDGED");
        inputs.put("b\n1", "DATA_INVALID");
        inputs.put("a\n1.5", "DATA_INVALID");
        inputs.put("a\nx", "DATA_INVALID");
        inputs.put("a\n1e999", "DATA_INVALID");
        inputs.put("a\nNaN", "DATA_INVALID");
        inputs.put("a,b\n,1", "DATA_INVALID");
        inputs.put("{\"a\": 1}", "DATA_NOT_JUDGED");
        inputs.put("a,a\n1,1", "REPORT_MALFORMED");
        inputs.put("a,\n1,1", "REPORT_MALFORMED");
        inputs.put("a\n1,2", "REPORT_MALFORMED");
        inputs.put("a,b\n1", "REPORT_MALFORMED");
        inputs.put("a\n\"1", "REPORT_MALFORMED");
        inputs.put("a\n\"1\"2", "REPORT_MALFORMED");
        inputs.put("a\n\"" + MANY, "REPORT_TOO_LARGE");
        inputs.put("a\n" + MANY, "REPORT_TOO_LARGE");
        inputs.put("a\n1\0", "REPORT_MALFORMED");
        inputs.put("a\n1".getBytes(UTF_16), "REPORT_MALFORMED");
        inputs.put("a\né".getBytes(ISO_8859_1), "REPORT_MALFORMED");
        inputs.put("a" + ",b".repeat(20_000), "REPORT_MALFORMED");
        inputs.put("\uFEFF\uFEFFa\n1", "DATA_INVALID");
        inputs.put("A\n1", "DATA_INVALID");
        inputs.put(new byte[] {'P', 'A', 'R', '1', 0, (byte) 0xff}, "REPORT_MALFORMED");
        refused(
                Map.of("data", "d.csv", "schema", "s.json"),
                "d.csv",
                "{\"properties\": {\"a\": {\"type\": \"integer\"}}, \"required\": [\"a\"]}".getBytes(UTF_8),
                inputs);
    }

    @Test
    public void dataAsJsonLines() throws IOException {
        Map<Object, String> inputs = new LinkedHashMap<>();
        inputs.put("", "DATA_NOT_JUDGED");
        inputs.put("\n\n", "DATA_NOT_JUDGED");
        inputs.put("{}", "DATA_INVALID");
        inputs.put("{\"a\": \"1\"}", "DATA_INVALID");
        inputs.put("{\"a\": null}", "DATA_INVALID");
        inputs.put("{\"a\": true}", "DATA_INVALID");
        inputs.put("{\"a\": [1]}", "DATA_INVALID");
        inputs.put("{\"a\": {\"a\": 1}}", "DATA_INVALID");
        inputs.put("{\"a\": 1.5}", "DATA_INVALID");
        inputs.put("{\"a\": 1e999}", "DATA_INVALID");
        inputs.put("{\"a\": 1}\n{\"b\": 1}", "DATA_INVALID");
        inputs.put("[]", "REPORT_FORMAT");
        inputs.put("1\n2", "REPORT_FORMAT");
        inputs.put("null", "REPORT_FORMAT");
        inputs.put("{\"a\": 1}\n[1]", "REPORT_FORMAT");
        inputs.put("{\"a\": 1}\nx", "REPORT_MALFORMED");
        inputs.put("{\"a\": 1}\n{\"a\": ", "REPORT_TRUNCATED");
        inputs.put("{\"a\": 1, \"a\": 2}", "REPORT_MALFORMED");
        inputs.put("{\"a\": NaN}", "REPORT_MALFORMED");
        inputs.put("{\"a\": 1}, {\"a\": 2}", "REPORT_MALFORMED");
        inputs.put("{\"a\": \"" + MANY + "\"}", "REPORT_MALFORMED");
        inputs.put("{\"" + "n".repeat(20_000) + "\": 1}", "REPORT_MALFORMED");
        inputs.put(nested("{\"a\":", 100_000), "REPORT_MALFORMED");
        inputs.put("{\"a\": 1}\0", "REPORT_MALFORMED");
        inputs.put("a,b\n1,2", "REPORT_MALFORMED");
        refused(
                Map.of("data", "d.jsonl", "schema", "s.json"),
                "d.jsonl",
                "{\"properties\": {\"a\": {\"type\": \"integer\"}}, \"required\": [\"a\"]}".getBytes(UTF_8),
                inputs);
    }

    @Test
    public void schemas() throws IOException {
        Map<Object, String> inputs = new LinkedHashMap<>();
        for (String wrong : new String[] {
            "",
            "null",
            "[]",
            "1",
            "\"object\"",
            "{}",
            "{\"properties\": {}}",
            "{\"properties\": null}",
            "{\"properties\": []}",
            "{\"properties\": {\"a\": null}}",
            "{\"properties\": {\"a\": 3}}",
            "{\"columns\": {\"a\": {}}}",
            "{\"type\": \"array\", \"properties\": {\"a\": {}}}",
            "{\"properties\": {\"a\": {\"type\": \"float\"}}}",
            "{\"properties\": {\"a\": {\"type\": 3}}}",
            "{\"properties\": {\"a\": {\"minimun\": 3}}}",
            "{\"properties\": {\"a\": {\"exclusiveMinimum\": 3}}}",
            "{\"properties\": {\"a\": {\"type\": \"string\", \"minimum\": 3}}}",
            "{\"properties\": {\"a\": {\"type\": \"integer\", \"minimum\": 3, \"maximum\": 1}}}",
            "{\"properties\": {\"a\": {\"enum\": []}}}",
            "{\"properties\": {\"a\": {\"enum\": [{}]}}}",
            "{\"properties\": {\"a\": {\"pattern\": \"(\"}}}",
            "{\"properties\": {\"a\": {\"format\": \"email\"}}}",
            "{\"properties\": {\"a\": {\"maxNullShare\": 2}}}",
            "{\"properties\": {\"a\": {}}, \"required\": [\"b\"]}",
            "{\"properties\": {\"a\": {}}, \"minRows\": -1}",
            "{\"properties\": {\"a\": {}}, \"additionalProperties\": {\"type\": \"string\"}}",
            "{\"properties\": {\"a\": {}}, \"properties\": {}}",
            "{\"properties\": {\"a\": {}}} {}",
            "{\"properties\": {\"a\": {}}",
            "{\"$ref\": \"file:///etc/passwd\"}",
            "{\"properties\": {\"a\": " + "[".repeat(100_000),
            "{\"title\": \"" + MANY + "\"}",
            "<schema/>",
        }) {
            inputs.put(wrong, "SCHEMA_INVALID");
        }
        refused(Map.of("data", "d.jsonl", "schema", "s.json"), "s.json", "{\"a\": 1}".getBytes(UTF_8), inputs);
        Map<Object, String> yaml = new LinkedHashMap<>();
        for (String wrong : new String[] {
            "",
            "---\n",
            "null",
            "- a",
            "a",
            "properties:",
            "properties: {a: {type: float}}",
            "properties: {a: {type: integer}",
            "properties: {a: {}, a: {}}",
            "properties: {a: {}}\nproperties: {b: {}}",
            "properties: &x {a: *x}",
            "properties: *nothing",
            "!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[]]]",
            "properties: {a: !!java.io.File [x]}",
            "a: &a [x,x]\nb: &b [*a,*a]\nproperties: *b",
            "properties:\n\ta: {}",
            "%YAML 9.0\n---\nproperties: {a: {}}",
            "properties: {a: {}}\n---\nproperties: {b: {}}",
            "properties: {a: {minimum: .nan, type: number, maximum: x}}",
            "\0",
            "properties: {a: {unique: maybe}}",
            "properties: {a: {enum: x}}",
            "properties: {a: {required: true}}",
            "properties: " + "{a: ".repeat(10_000),
            "# " + MANY,
            "@",
        }) {
            yaml.put(wrong, "SCHEMA_INVALID");
        }
        refused(Map.of("data", "d.jsonl", "schema", "s.yaml"), "s.yaml", "{\"a\": 1}".getBytes(UTF_8), yaml);
        assertThat(judge(
                                Map.of("data", "d.jsonl", "schema", "s.yaml"),
                                Map.of(
                                        "d.jsonl",
                                        "{\"a\": 1}".getBytes(UTF_8),
                                        "s.yaml",
                                        "properties: {a: {type: integer}}".getBytes(UTF_8)))
                        .verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(judge(
                                Map.of("data", "d.jsonl", "schema", "s.json"),
                                Map.of("d.jsonl", "{\"a\": 1}".getBytes(UTF_8), "s.json", SCHEMA.getBytes(UTF_8)))
                        .verdict())
                .isEqualTo(Verdict.PASS);
    }

    @Test
    public void aPatternThatTakesForEverIsGivenUp() throws IOException {
        Judgement judgement = judge(
                Map.of("data", "d.jsonl", "schema", "s.json"),
                Map.of(
                        "d.jsonl", ("{\"a\": \"" + "a".repeat(5_000) + "!\"}").getBytes(UTF_8),
                        "s.json", "{\"properties\": {\"a\": {\"pattern\": \"^(a|aa)+$\"}}}".getBytes(UTF_8)));
        assertThat(judgement.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(judgement.reasons().get(0).text()).contains("takes too long");
    }

    @Test
    public void uniquenessBeyondItsLimitIsUnknownAndNoPass() throws IOException {
        StringBuilder csv = new StringBuilder("a\n");
        for (int i = 0; i <= DistinctValues.LIMIT; i++) {
            csv.append(i).append('\n');
        }
        Judgement judgement = judge(
                Map.of("data", "d.csv", "schema", "s.json"),
                Map.of(
                        "d.csv", csv.toString().getBytes(UTF_8),
                        "s.json", "{\"properties\": {\"a\": {\"unique\": true}}}".getBytes(UTF_8)));
        assertThat(judgement.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(judgement.reasons().get(0).text()).contains("column 'a' is unique is unknown");
    }

    @Test
    public void uniquenessOfWhatIsNotKeptIsUnknownAndNeitherAPassNorADuplicate() throws IOException {
        for (String value : List.of("[1]", "{\"b\": 1}")) {
            Judgement judgement = judge(
                    Map.of("data", "d.jsonl", "schema", "s.json"),
                    Map.of(
                            "d.jsonl",
                                    "{\"a\": %s}\n{\"a\": %s}\n"
                                            .formatted(value, value.replace('1', '2'))
                                            .getBytes(UTF_8),
                            "s.json", "{\"properties\": {\"a\": {\"unique\": true}}}".getBytes(UTF_8)));
            assertThat(judgement.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
            assertThat(judgement.reasons().get(0).text())
                    .contains("column 'a' is unique is unknown: it holds lists or objects");
        }
    }

    @Test
    public void aNameThatLeadsOutOfTheWorkspaceIsRefused() throws IOException {
        for (String name : List.of("../s.json", "/etc/passwd")) {
            assertThat(judge(Map.of("data", "d.csv", "schema", name), Map.of("d.csv", "a\n1".getBytes(UTF_8)))
                            .verdict())
                    .isEqualTo(Verdict.NOT_EVALUATED);
        }
    }
}
