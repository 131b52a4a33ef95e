package io.jenkins.plugins.mldeploy.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.mldeploy.MadeStream;
import io.jenkins.plugins.mldeploy.SmallHeap;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.Test;

public class EnvironmentsFileTest {
    @Test
    public void theExampleOfTheDocumentationIsReadWithEveryKey() throws IOException {
        Environments environments = fixture("environments.yaml");
        assertThat(environments.names()).containsExactly("staging", "production");
        assertThat(environments.find("production").orElseThrow())
                .isEqualTo(Environment.builder("production")
                        .tier("production")
                        .enforcement(Enforcement.BLOCK)
                        .jobs(List.of("shop/llm-app/main"))
                        .branches(List.of("main"))
                        .approvers(List.of(new ApproverRule("sre", 1), new ApproverRule("security", 1)))
                        .requiredEvidence(List.of(
                                new RequiredEvidence("mlTest", "llm", null, List.of("metrics.faithfulness >= 0.85")),
                                new RequiredEvidence(
                                        "containerScan", null, Duration.ofHours(24), List.of("new.critical == 0")),
                                new RequiredEvidence("generateSbom", null, null, List.of())))
                        .window(new DeploymentWindow("* 9-16 * * 1-5", "Europe/Paris"))
                        .freezes(List.of(new Freeze("2026-12-20", "2027-01-04", "year end")))
                        .waitTimer(Duration.ofMinutes(10))
                        .cluster(new Environment.Cluster("prod-kubeconfig", "prod", List.of("shop")))
                        .runsOn("deployers")
                        .build());
        assertThat(environments.isMember("bob", Set.of(), "sre")).isTrue();
        assertThat(environments.isMember("carol", Set.of("acme-security"), "security"))
                .isTrue();
        // A realm group with the name of a team is not that team.
        assertThat(environments.isMember("mallory", Set.of("sre"), "sre")).isFalse();
    }

    @Test
    public void whatIsLeftOutHasItsDefaultAndDemandsNothing() throws IOException {
        Environment staging = fixture("environments.yaml").find("staging").orElseThrow();
        assertThat(staging).isEqualTo(Environment.open("staging"));
        assertThat(staging.isProtected()).isFalse();
        assertThat(staging.enforcement()).isEqualTo(Enforcement.BLOCK);
    }

    @Test
    public void allMistakesAreToldAtOnceEachWithItsPlace() {
        WrongConfiguration wrong = catchThrowableOfType(WrongConfiguration.class, () -> fixture("mistakes.yaml"));
        assertThat(wrong.problems())
                .containsExactly(
                        "mistakes.yaml:3:12: there are two teams 'sre'",
                        "mistakes.yaml:4:5: team 'nobody' has no member; give it 'users' or 'groups'",
                        "mistakes.yaml:6:11: 'Production' is no name of an environment: lower-case letters, digits and dashes, at most 40",
                        "mistakes.yaml:7:5: unknown key 'jbos' of an environment; did you mean 'jobs'?",
                        "mistakes.yaml:8:18: 'enforcement' must be block or warn, not 'blok'; did you mean 'block'?",
                        "mistakes.yaml:9:16: team 'sre' has 1 member(s), 3 are asked for: this could never be approved",
                        "mistakes.yaml:9:25: group 'authenticated' is everybody; name a real group of approvers",
                        "mistakes.yaml:10:24: 'allowSelfApproval' must be true or false, not 'yes'",
                        "mistakes.yaml:12:16: step 'mltest' makes no evidence to require; did you mean 'mlTest'?",
                        "mistakes.yaml:12:32: 'metrics.faithfulness => 0.85' is not a rule; write for example 'metrics.faithfulness >= 0.85'",
                        "mistakes.yaml:12:64: rule 'x >= many' compares with 'many', which is not a number",
                        "mistakes.yaml:12:86: 'maxAge': 'soon' is not a duration; write for example '30s', '10m' or '24h'",
                        "mistakes.yaml:13:20: '8' is no day of week of a cron expression",
                        "mistakes.yaml:13:46: 'Europe/Pariss' is no time zone; write for example Europe/Paris; did you mean 'Europe/Paris'?",
                        "mistakes.yaml:14:38: the freeze ends before it begins: 2027-01-04 to 2026-12-20",
                        "mistakes.yaml:14:51: a freeze from 'christmas' to '2026-12-27' can't be understood: write days like 2026-12-20 or moments like 2026-12-20T18:00, in UTC",
                        "mistakes.yaml:15:5: an environment needs 'name'",
                        "mistakes.yaml:15:11: 'tier' of an environment must be a text, not a list",
                        "mistakes.yaml:16:19: 'minApprovals' without 'approvers': nobody may approve, so nothing would ever enter; name groups",
                        "mistakes.yaml:18:16: 'approvers' of an environment is empty; name at least one, or leave the key out",
                        "mistakes.yaml:19:12: each of 'jobs' must be a text, not '7'; quote it");
        assertThat(wrong).hasMessageStartingWith("21 mistakes in mistakes.yaml:\n");
    }

    @Test
    public void hostileFilesAreRefusedWithAPlaceAndNoneIsReadAsAnOpenEnvironment() {
        Map<String, byte[]> hostile = hostile();
        assertThat(hostile).hasSizeGreaterThanOrEqualTo(30);
        hostile.forEach((what, bytes) -> assertThatThrownBy(() -> read(bytes))
                .as(what)
                .isInstanceOf(WrongConfiguration.class)
                .hasMessageContaining("environments.yaml:"));
    }

    @Test
    public void aFileThatIsCutOffAnywhereIsReadOrRefusedWithItsMistakesAndNothingElse() throws IOException {
        byte[] whole = bytes("environments.yaml");
        int refused = 0;
        for (int cut = 0; cut < whole.length; cut++) {
            try {
                assertThat("staging")
                        .startsWith(read(java.util.Arrays.copyOf(whole, cut))
                                .names()
                                .get(0));
            } catch (WrongConfiguration e) {
                assertThat(e.problems()).isNotEmpty();
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(whole.length / 4);
    }

    @Test
    public void aGigabyteIsRefusedInASmallHeap() throws Exception {
        SmallHeap.Outcome outcome = SmallHeap.run(64, Gigabyte.class);
        assertThat(outcome.output()).contains("larger than 1 MiB");
        assertThat(outcome.exitCode()).isZero();
    }

    /** Reads a gigabyte of environments. */
    public static final class Gigabyte {
        public static void main(String[] arguments) throws IOException {
            InputStream in = MadeStream.of(
                    "environments:\n", 16 << 20, i -> "  - {name: e" + i + ", tier: " + "x".repeat(40) + "}\n", "");
            try {
                EnvironmentsFile.read("environments.yaml", in);
                System.exit(1);
            } catch (WrongConfiguration e) {
                System.out.println(e.getMessage());
            }
        }
    }

    private static Map<String, byte[]> hostile() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("empty", "");
        texts.put("only a comment", "# nothing\n");
        texts.put("only a document mark", "---\n");
        texts.put("null", "~");
        texts.put("a number", "42");
        texts.put("a list", "- a\n- b\n");
        texts.put("an empty map", "{}");
        texts.put("no list of environments", "teams: [{name: a, users: [b]}]");
        texts.put("environments is nothing", "environments:\n");
        texts.put("environments is empty", "environments: []");
        texts.put("environments is a map", "environments: {production: {}}");
        texts.put("an environment is a word", "environments: [production]");
        texts.put("an environment is nothing", "environments: [~]");
        texts.put("another tool's file", "{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.6\"}");
        texts.put("an error document", "{\"error\": \"not found\"}");
        texts.put("html", "<html><body>404</body></html>");
        texts.put("two documents", "environments: [{name: a}]\n---\nenvironments: [{name: b}]\n");
        texts.put("duplicate key", "environments: [{name: a, name: b}]");
        texts.put("duplicate root key", "environments: [{name: a}]\nenvironments: [{name: b}]\n");
        texts.put("duplicate environment", "environments: [{name: a}, {name: a}]");
        texts.put("merge key", "base: &b {jobs: [x]}\nenvironments: [{name: a, <<: *b}]\n");
        texts.put("a Java object", "environments: [{name: !!javax.script.ScriptEngineManager [] }]");
        texts.put("a Java object for the whole", "!!java.net.URL [\"http://127.0.0.1/\"]");
        texts.put("unknown alias", "environments: [*nobody]");
        texts.put("recursive alias", "environments: &a [*a]");
        texts.put("recursive map", "environments: [&a {name: x, cluster: *a}]");
        texts.put(
                "alias bomb",
                "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
                        + "b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
                        + "environments: [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n");
        texts.put("deep flow nesting", "environments: " + "[".repeat(100_000));
        texts.put("deep map nesting", "environments: " + "{a: ".repeat(100_000));
        texts.put("deep block nesting", "environments:\n" + "- ".repeat(100_000) + "x\n");
        texts.put("a tab as indentation", "environments:\n\t- name: a\n");
        texts.put("a NUL", "environments: [{name: \"a\0\"}]");
        texts.put("an escaped NUL in a name", "environments: [{name: \"a\\0\"}]");
        texts.put("unclosed quote", "environments: [{name: \"a");
        texts.put("a very long name", "environments: [{name: " + "a".repeat(600) + "}]");
        texts.put("a path as a name", "environments: [{name: ../../etc}]");
        texts.put("count beyond all numbers", with("approvers: [{group: sre, count: 1e999}]"));
        texts.put("count that overflows", with("approvers: [{group: sre, count: 99999999999999999999}]"));
        texts.put("negative count", with("approvers: [{group: sre, count: -1}]"));
        texts.put("count zero", with("approvers: [{group: sre, count: 0}]"));
        texts.put("rule beyond all numbers", with("requiredEvidence: [{step: mlTest, rules: [\"x < 1e999\"]}]"));
        texts.put("rule with NaN", with("requiredEvidence: [{step: mlTest, rules: [\"x != NaN\"]}]"));
        texts.put("no rule in the rules", with("requiredEvidence: [{step: mlTest, rules: []}]"));
        texts.put("everybody through a team", "teams: [{name: all, groups: [authenticated]}]\n" + with("tier: x"));
        texts.put("a window that never opens", with("window: {cron: \"0 0 31 2 *\"}"));
        texts.put("a namespace that is an option", with("cluster: {namespaces: [\"--all\"]}"));
        Map<String, byte[]> bytes = new LinkedHashMap<>();
        texts.forEach((what, text) -> bytes.put(what, text.getBytes(StandardCharsets.UTF_8)));
        bytes.put("UTF-16", with("tier: x").getBytes(StandardCharsets.UTF_16));
        bytes.put("Latin-1", with("tier: \u00e9").getBytes(StandardCharsets.ISO_8859_1));
        bytes.put("a picture", new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0});
        return bytes;
    }

    @Test
    public void aByteOrderMarkIsSkipped() throws IOException {
        assertThat(read(("\uFEFF" + with("tier: é")).getBytes(StandardCharsets.UTF_8))
                        .find("a")
                        .orElseThrow()
                        .tier())
                .isEqualTo("é");
    }

    private static String with(String key) {
        return "environments: [{name: a, " + key + "}]";
    }

    private static Environments read(byte[] bytes) throws IOException {
        return EnvironmentsFile.read("environments.yaml", new ByteArrayInputStream(bytes));
    }

    private static Environments fixture(String name) throws IOException {
        return EnvironmentsFile.read(name, new ByteArrayInputStream(bytes(name)));
    }

    private static byte[] bytes(String name) throws IOException {
        try (InputStream in = EnvironmentsFileTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }
}
