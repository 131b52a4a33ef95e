package io.jenkins.plugins.mldeploy.mltest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import org.junit.Test;

public class TallyTest {
    @Test
    public void countsStayExactWhenTheTableGoesToDisk() throws IOException {
        int tests = 450_000;
        try (Tally tally = new Tally()) {
            for (int run = 0; run < 2; run++) {
                for (int test = 0; test < tests; test++) {
                    boolean fails = test % 100_000 == 0 && run == 1;
                    tally.accept("suite.test" + test, fails ? Outcome.FAILED : Outcome.PASSED, fails ? "boom" : "");
                }
            }
            TestSummary summary = tally.summary(0.5, 2);
            assertThat(summary.total()).isEqualTo(tests);
            assertThat(summary.executions()).isEqualTo(2L * tests);
            assertThat(summary.fewestExecutions()).isEqualTo(2);
            assertThat(summary.flaky()).isEqualTo(5);
            assertThat(summary.failed()).isZero();
            assertThat(tally.summary(0.6, 2).failedTests().stream().map(TestLine::display))
                    .contains("suite.test100000: 1/2 passed: boom");
            assertThat(tally.carry()).as("too many to carry").isNull();
        }
    }

    @Test
    public void whatIsCarriedCountsAsIfItWereReadAgain() throws IOException {
        try (Tally first = new Tally();
                Tally second = new Tally()) {
            first.accept("a", Outcome.FAILED, "boom");
            first.accept("b", Outcome.SKIPPED, "");
            second.addAll(first.carry());
            second.accept("a", Outcome.PASSED, "");
            second.accept("b", Outcome.NOT_EVALUATED, "429");
            TestSummary summary = second.summary(0.5, 1);
            assertThat(summary.executions()).isEqualTo(4);
            assertThat(summary.flakyTests().get(0).display()).isEqualTo("a: 1/2 passed: boom");
            assertThat(summary.notEvaluatedTests().get(0).display()).isEqualTo("b: 0/0 passed, 1 not evaluated: 429");
        }
    }

    @Test
    public void whatTheProviderSpoiltIsNeitherPassedNorFailedWhereItDecides() {
        assertThat(new Counts(4, 1, 0, 0).standing(0.8)).isEqualTo(Counts.Standing.FLAKY);
        assertThat(new Counts(3, 2, 0, 0).standing(0.8)).isEqualTo(Counts.Standing.FAILED);
        assertThat(new Counts(1, 1, 0, 3).standing(0.8)).isEqualTo(Counts.Standing.NOT_EVALUATED);
        assertThat(new Counts(0, 2, 0, 3).standing(0.8)).isEqualTo(Counts.Standing.FAILED);
        assertThat(new Counts(0, 0, 0, 3).standing(0.1)).isEqualTo(Counts.Standing.NOT_EVALUATED);
        assertThat(new Counts(0, 0, 2, 0).standing(1)).isEqualTo(Counts.Standing.SKIPPED);
        assertThat(new Counts(2, 1, 0, 0).standing(0.66)).isEqualTo(Counts.Standing.FLAKY);
    }

    @Test
    public void chanceIsJudgedByWelchsTest() {
        Samples now = Samples.NONE.add(1).add(2).add(3).add(4);
        Samples before = Samples.NONE.add(2).add(4).add(6).add(8).add(10);
        // t = -2.2514, 5.52 degrees of freedom; the tail of Student's t integrated by hand.
        assertThat(GateKeeper.chance(2.5, now, 6, before)).isCloseTo(0.0691336, within(1e-6));
        assertThat(GateKeeper.chance(0.9, Samples.NONE.add(0.9).add(0.9), 0.95, Samples.NONE))
                .isZero();
    }

    @Test
    public void samplesOfTwoRunsAreThoseOfOne() {
        Samples apart =
                Samples.NONE.add(1).add(5).and(Samples.NONE.add(2).add(9).add(4));
        Samples together = Samples.NONE.add(1).add(5).add(2).add(9).add(4);
        assertThat(apart.mean()).isCloseTo(together.mean(), within(1e-12));
        assertThat(apart.variance()).isCloseTo(together.variance(), within(1e-12));
    }
}
