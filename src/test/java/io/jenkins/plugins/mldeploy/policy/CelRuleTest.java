package io.jenkins.plugins.mldeploy.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.Test;

public class CelRuleTest {
    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
    private static final Origin RUN = new Origin("shop/llm-app/main", 7, "a".repeat(40), "main", true, List.of());

    private final List<Entry> evidence = new ArrayList<>();

    @Test
    public void aRuleAsksForTestsAndFindingsTogether() {
        add("mlTest", "unit", Verdict.PASS, Map.of("tests.total", 200.0, "tests.passed", 199.0, "tests.failed", 1.0));
        add("containerScan", "scan", Verdict.PASS, Map.of("new.critical", 0.0, "total.all", 3.0));
        assertThat(judge("tests.passRate >= 0.99 && scan.new.critical == 0").state())
                .isEqualTo(CelRule.State.HOLDS);
        CelRule.Outcome missed = judge("tests.passRate >= 0.999");
        assertThat(missed.state()).isEqualTo(CelRule.State.MISSED);
        assertThat(missed.text()).isEqualTo("tests.passRate >= 0.999 (tests.passRate is 0.995)");
        assertThat(judge("run.branch == 'main' && tests.ageHours < 24.0").state())
                .isEqualTo(CelRule.State.HOLDS);
    }

    @Test
    public void whatIsNotThereIsUndefinedAndNeverAPass() {
        add("containerScan", "scan", Verdict.NOT_EVALUATED, Map.of("new.critical", 0.0, "total.all", 0.0));
        add("mlTest", "llm", Verdict.PASS, Map.of("faithfulness", 0.9));
        for (String rule : List.of(
                "scan.new.critical == 0",
                "!(scan.new.critical > 0)",
                "scan.new.critical == 0 || tests.passRate > 0.5",
                "tests.passRate > 0.5",
                "metrics.toxicity < 0.1",
                "metrics['toxicity'] < 0.1",
                "mlTest.api.faithfulness > 0.1",
                "sbom.licenseViolations == 0",
                "scan.findings.size() == 0",
                "risk.score < 100")) {
            CelRule.Outcome outcome = judge(rule);
            assertThat(outcome.state()).as(rule).isEqualTo(CelRule.State.UNDEFINED);
            assertThat(outcome.text()).as(rule).contains("could not be judged");
        }
        assertThat(judge("scan.new.critical == 0").text()).contains("no scan.new.critical");
        assertThat(judge("metrics.faithfulness >= 0.85 && mlTest.llm.faithfulness >= 0.85")
                        .state())
                .isEqualTo(CelRule.State.HOLDS);
        assertThat(judge("scan.verdict == 'PASS'").state()).isEqualTo(CelRule.State.MISSED);
    }

    @Test
    public void numbersOfTwoIdsAreAddedAndAMetricOfTwoTestsIsNeither() {
        add("containerScan", "api", Verdict.PASS, Map.of("total.critical", 1.0));
        add("containerScan", "front", Verdict.PASS, Map.of("total.critical", 2.0));
        add("mlTest", "a", Verdict.PASS, Map.of("faithfulness", 0.9));
        add("mlTest", "b", Verdict.PASS, Map.of("faithfulness", 0.2));
        assertThat(judge("scan.total.critical == 3").state()).isEqualTo(CelRule.State.HOLDS);
        assertThat(judge("metrics.faithfulness >= 0.85").state()).isEqualTo(CelRule.State.UNDEFINED);
        assertThat(judge("mlTest.a.faithfulness > mlTest.b.faithfulness").state())
                .isEqualTo(CelRule.State.HOLDS);
    }

    @Test
    public void aRuleIsCheckedBeforeItIsUsedWithItsPlace() {
        Map<String, String> wrong = Map.of(
                "tests.passrate >= 0.99", "there is no 'tests.passrate'; did you mean 'tests.passRate'?",
                "tests.passRate >= 'high'", "found no matching overload for '_>=_' applied to '(double, string)'",
                "tests.passRate", "expected type 'bool' but found 'double'; a rule says yes or no",
                "1 +", "mismatched input '<EOF>'",
                "scan.findings == 0", "found no matching overload");
        wrong.forEach((rule, text) -> assertThatThrownBy(() -> CelRule.compile(rule))
                .as(rule)
                .isInstanceOf(CelRule.Wrong.class)
                .hasMessageContaining(text));
        assertThatThrownBy(() -> CelRule.compile("tests.passRate >= 0.9 &&\n  nonsense"))
                .isInstanceOfSatisfying(CelRule.Wrong.class, e -> {
                    assertThat(e.line()).isEqualTo(2);
                    assertThat(e.column()).isEqualTo(3);
                });
    }

    @Test(timeout = 20_000)
    public void aRuleThatWouldTakeForEverIsUndefined() {
        Evidence many = new Evidence(
                Subject.commit("a".repeat(40)),
                "containerScan",
                "scan",
                Verdict.PASS,
                Map.of(),
                List.of(),
                Map.of(
                        "findings",
                        IntStream.range(0, 5_000).mapToObj(i -> "CVE-" + i).toList()),
                Map.of(),
                RUN,
                NOW);
        evidence.add(new Entry(1, "0", many, "1"));
        CelRule.Outcome outcome = judge("scan.findings.all(a, scan.findings.all(b, a != '' && b != ''))");
        assertThat(outcome.state()).isEqualTo(CelRule.State.UNDEFINED);
        assertThat(outcome.text()).contains("budget");
        assertThatThrownBy(() -> CelRule.compile("(".repeat(500) + "true" + ")".repeat(500)))
                .isInstanceOf(CelRule.Wrong.class);
        assertThatThrownBy(() -> CelRule.compile("true || ".repeat(1_000) + "true"))
                .isInstanceOf(CelRule.Wrong.class)
                .hasMessageContaining("2000 characters");
        assertThat(judge("'" + "a".repeat(500) + "!'.matches('^(a+)+$') == false")
                        .state())
                .isEqualTo(CelRule.State.HOLDS);
    }

    private CelRule.Outcome judge(String rule) {
        return CelRule.compile(rule).judge(EvidenceFacts.of(evidence, RUN, NOW));
    }

    private void add(String step, String id, Verdict verdict, Map<String, Double> metrics) {
        evidence.add(new Entry(
                evidence.size() + 1,
                "0",
                new Evidence(
                        Subject.commit("a".repeat(40)),
                        step,
                        id,
                        verdict,
                        metrics,
                        List.of(),
                        Map.of(),
                        Map.of(),
                        RUN,
                        NOW.minusSeconds(3600)),
                "1"));
    }
}
