package io.jenkins.plugins.mldeploy.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jenkins.plugins.mldeploy.verdict.QualityGate.Direction;
import java.util.List;
import java.util.Map;
import org.junit.Test;

public class JudgementTest {
    @Test
    public void theTableOfCriticalities() {
        assertRow(Criticality.NOTE, Verdict.PASS, RunStatus.SUCCESS);
        assertRow(Criticality.UNSTABLE, Verdict.UNSTABLE, RunStatus.UNSTABLE);
        assertRow(Criticality.ERROR, Verdict.FAIL, RunStatus.UNSTABLE);
        assertRow(Criticality.FAILURE, Verdict.FAIL, RunStatus.FAILURE);
    }

    private static void assertRow(Criticality criticality, Verdict verdict, RunStatus status) {
        Judgement judgement =
                Judgement.of(List.of(atLeast("m", 0.9, criticality)), Map.of("m", 0.8), Map.of(), OnError.FAILURE);
        assertThat(judgement.verdict()).isEqualTo(verdict);
        assertThat(judgement.status()).isEqualTo(status);
        assertThat(judgement.reasons()).hasSize(1);
    }

    @Test
    public void whatCouldNotBeJudgedNeverPassesWhateverOnErrorSays() {
        for (OnError onError : OnError.values()) {
            Judgement judgement = Judgement.of(
                    List.of(atLeast("faithfulness", 0.9, Criticality.NOTE)),
                    Map.of("accuracy", 1.0),
                    Map.of(),
                    onError);
            assertThat(judgement.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
            assertThat(judgement.reasons().get(0).text())
                    .contains("faithfulness")
                    .contains("there are: accuracy");
        }
    }

    @Test
    public void aMetricThatIsNotANumberCountsAsAbsent() {
        Judgement judgement = Judgement.of(
                List.of(atLeast("m", 0, Criticality.FAILURE)), Map.of("m", Double.NaN), Map.of(), OnError.NOTE);
        assertThat(judgement.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
    }

    @Test
    public void aDropWithinTheLimitHoldsAlsoAtItsExactBound() {
        QualityGate gate = new QualityGate("f", null, 0.02, Direction.HIGHER, Criticality.FAILURE);
        assertThat(gate.judge(Map.of("f", 0.88), Map.of("f", 0.90)).state()).isEqualTo(GateState.PASSED);
        GateResult missed = gate.judge(Map.of("f", 0.87), Map.of("f", 0.90));
        assertThat(missed.state()).isEqualTo(GateState.MISSED);
        assertThat(missed.sentence()).contains("−0.03 against 0.9");
    }

    @Test
    public void forLowerIsBetterARiseIsTheDrop() {
        QualityGate gate = new QualityGate("p95", null, 10.0, Direction.LOWER, Criticality.FAILURE);
        assertThat(gate.judge(Map.of("p95", 111.0), Map.of("p95", 100.0)).state())
                .isEqualTo(GateState.MISSED);
        assertThat(gate.judge(Map.of("p95", 50.0), Map.of("p95", 100.0)).state())
                .isEqualTo(GateState.PASSED);
    }

    @Test
    public void onlyRelativeGatesBeforeAnyBaselineJudgeNothingButDoNotStopTheFirstRelease() {
        QualityGate gate = new QualityGate("f", null, 0.02, Direction.HIGHER, Criticality.FAILURE);
        Judgement judgement = Judgement.of(List.of(gate), Map.of("f", 0.9), Map.of(), OnError.FAILURE);
        assertThat(judgement.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(judgement.status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(judgement.gates().get(0).state()).isEqualTo(GateState.NOT_APPLICABLE);
    }

    @Test
    public void theWorstOfAllGatesCounts() {
        Judgement judgement = Judgement.of(
                List.of(
                        atLeast("a", 0.9, Criticality.UNSTABLE),
                        atLeast("absent", 0.9, Criticality.UNSTABLE),
                        atLeast("b", 0.9, Criticality.FAILURE)),
                Map.of("a", 0.1, "b", 0.1),
                Map.of(),
                OnError.NOTE);
        assertThat(judgement.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(judgement.status()).isEqualTo(RunStatus.FAILURE);
        assertThat(judgement.reasons()).hasSize(3);
    }

    @Test
    public void aGateNeedsExactlyOneBound() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new QualityGate("m", null, null, null, null))
                .withMessageContaining("either threshold or maxDrop");
        assertThatIllegalArgumentException().isThrownBy(() -> new QualityGate("m", 1.0, 1.0, null, null));
        assertThatIllegalArgumentException().isThrownBy(() -> new QualityGate("m", Double.NaN, null, null, null));
    }

    private static QualityGate atLeast(String metric, double threshold, Criticality criticality) {
        return new QualityGate(metric, threshold, null, Direction.HIGHER, criticality);
    }
}
