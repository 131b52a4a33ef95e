package io.jenkins.plugins.mldeploy.mltest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.host.RunInfo;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Arguments;
import io.jenkins.plugins.mldeploy.step.BadArguments;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.StateCodec;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.step.Turn;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** The machine alone, fed with events: nothing in here touches a file, a process or a clock. */
public class MlTestMachineTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final RunInfo RUN = new RunInfo(
            new Origin("shop/llm-app", 7, null, "main", true, List.of("sam")), TestHost.SOURCE, null, NOW, true);
    private static final Map<String, Object> CALL =
            Map.of("id", "unit", "command", "make test", "testResults", "out/*.xml");
    private static final Event MARKED = new Event.Returned(new Mark(NOW, Map.of()));
    private static final Event COMPARED = new Event.Returned(BaselineFigures.none("token-1"));
    private static final Event RECORDED = new Event.Returned(12L);

    private final MlTest step = new MlTest();

    private Turn<MlTestState> begin(Map<String, Object> arguments) {
        return step.begin(Arguments.check(step.description(), arguments), RUN);
    }

    /** Every state goes through its text, as it does when the host is restarted. */
    private Turn<MlTestState> next(Turn<MlTestState> turn, Event event) {
        try {
            return step.next(StateCodec.read(step, StateCodec.write(step, turn.state())), event);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Event ran(int exitCode) {
        return new Event.Ran(exitCode, true, "", "", false, Duration.ofSeconds(3));
    }

    private static Findings findings(long passed, long failed, Tally.Carry carry) {
        List<TestLine> lines = failed == 0 ? List.of() : List.of(new TestLine("a.b", 0, 1, 0, "boom"));
        TestSummary tests = new TestSummary(
                passed + failed, 0, passed + failed, passed, failed, 0, 0, 0, 0, "", 1, lines, List.of(), List.of());
        return new Findings(tests, 1, Map.of(), null, 1, List.of(), List.of(), List.of(), carry);
    }

    private static StepResult result(Turn<MlTestState> turn) {
        return ((Action.Done) turn.action()).result();
    }

    @Test
    public void aCommandIsRunItsReportsAreReadComparedAndRecorded() {
        Turn<MlTestState> turn = begin(CALL);
        assertThat(turn.action())
                .isEqualTo(new Action.OnAgent(new SetMark(
                        Settings.of(Arguments.check(step.description(), CALL)).reports())));
        turn = next(turn, MARKED);
        Action.Run run = (Action.Run) turn.action();
        assertThat(run.command().argv()).endsWith("make test");
        assertThat(run.command().environment()).containsEntry("MLTEST_REPETITION", "1");
        turn = next(turn, ran(0));
        assertThat(turn.action()).isInstanceOf(Action.OnAgent.class);
        turn = next(turn, new Event.Returned(findings(3, 0, null)));
        assertThat(turn.action()).isInstanceOf(Action.OnController.class);
        turn = next(turn, COMPARED);
        assertThat(((Action.OnController) turn.action()).task()).isInstanceOf(RecordEvidence.class);
        turn = next(turn, RECORDED);
        assertThat(result(turn).verdict()).isEqualTo(Verdict.PASS);
        assertThat(turn.log()).containsExactly("recorded as evidence 12 about git:0123456789ab");
    }

    @Test
    public void aFailureIsRecordedBeforeTheStepFails() {
        Turn<MlTestState> turn =
                next(next(next(next(begin(CALL), MARKED), ran(1)), new Event.Returned(findings(2, 1, null))), COMPARED);
        RecordEvidence record = (RecordEvidence) ((Action.OnController) turn.action()).task();
        assertThat(record.judgement().verdict()).isEqualTo(Verdict.FAIL);
        StepResult result = result(next(turn, RECORDED));
        assertThat(result.status()).isEqualTo(RunStatus.FAILURE);
        assertThat(result.sentence()).contains("1 of 3 tests failed: a.b: boom");
    }

    @Test
    public void aCommandThatRanWhenTheHostDiedIsNotRunAgain() {
        Turn<MlTestState> turn = next(next(begin(CALL), MARKED), new Event.Resumed(NOW));
        assertThat(turn.action()).isInstanceOf(Action.OnController.class);
        StepResult result = result(next(next(turn, COMPARED), RECORDED));
        assertThat(result.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(result.status()).isEqualTo(RunStatus.FAILURE);
        assertThat(result.sentence()).startsWith("interrupted while the command ran");
    }

    @Test
    public void everythingElseIsDoneAgainAfterARestart() {
        List<Turn<MlTestState>> turns = new ArrayList<>();
        turns.add(begin(CALL));
        Turn<MlTestState> reading = next(next(turns.get(0), MARKED), ran(0));
        turns.add(reading);
        turns.add(next(reading, new Event.Returned(findings(1, 0, null))));
        turns.add(next(turns.get(2), COMPARED));
        for (Turn<MlTestState> turn : turns) {
            Turn<MlTestState> again = next(turn, new Event.Resumed(NOW));
            assertThat(again.action().getClass()).isEqualTo(turn.action().getClass());
            assertThat(StateCodec.write(step, again.state())).isEqualTo(StateCodec.write(step, turn.state()));
        }
    }

    @Test
    public void aStopAbortsInEveryState() {
        Turn<MlTestState> marking = begin(CALL);
        Turn<MlTestState> running = next(marking, MARKED);
        Turn<MlTestState> reading = next(running, ran(0));
        Turn<MlTestState> comparing = next(reading, new Event.Returned(findings(1, 0, null)));
        Turn<MlTestState> recording = next(comparing, COMPARED);
        for (Turn<MlTestState> turn : List.of(marking, running, reading, comparing, recording)) {
            StepResult result = result(next(turn, new Event.Stopped("stopped by sam")));
            assertThat(result.status()).isEqualTo(RunStatus.ABORTED);
            assertThat(result.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
            assertThat(result.sentence()).isEqualTo("stopped by sam");
        }
    }

    @Test
    public void aLostAgentIsNotEvaluatedInEveryStateAndRecorded() {
        Event lost = new Event.Failed("AGENT_LOST", "the agent is gone");
        Turn<MlTestState> marking = begin(CALL);
        Turn<MlTestState> running = next(marking, MARKED);
        Turn<MlTestState> reading = next(running, ran(0));
        for (Turn<MlTestState> turn : List.of(marking, running, reading)) {
            Turn<MlTestState> recording = next(next(turn, lost), COMPARED);
            assertThat(((RecordEvidence) ((Action.OnController) recording.action()).task())
                            .judgement()
                            .verdict())
                    .isEqualTo(Verdict.NOT_EVALUATED);
            assertThat(result(next(recording, RECORDED)).sentence()).isEqualTo("the agent is gone");
        }
    }

    @Test
    public void evidenceThatCanNotBeWrittenIsNoPass() {
        Turn<MlTestState> recording =
                next(next(next(next(begin(CALL), MARKED), ran(0)), new Event.Returned(findings(1, 0, null))), COMPARED);
        StepResult result = result(next(recording, new Event.Failed("IO", "disk full")));
        assertThat(result.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(result.status()).isEqualTo(RunStatus.FAILURE);
        assertThat(result.sentence()).contains("disk full");
    }

    @Test
    public void aBaselineThatCanNotBeReadIsNoPass() {
        Turn<MlTestState> comparing =
                next(next(next(begin(CALL), MARKED), ran(0)), new Event.Returned(findings(1, 0, null)));
        StepResult result = result(next(next(comparing, new Event.Failed("IO", "journal is locked")), RECORDED));
        assertThat(result.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(result.sentence()).contains("journal is locked");
    }

    @Test
    public void theCommandIsRepeatedUntilAllRepetitionsAreThere() throws IOException {
        Tally tally = new Tally();
        tally.accept("a.b", Outcome.PASSED, "");
        Map<String, Object> call =
                Map.of("command", "make eval", "testResults", "out/*.xml", "repeat", 2, "perTestPassRate", 0.5);
        Turn<MlTestState> turn =
                next(next(next(begin(call), MARKED), ran(0)), new Event.Returned(findings(1, 0, tally.carry())));
        assertThat(((Action.OnAgent) turn.action()).task()).isInstanceOf(SetMark.class);
        turn = next(turn, MARKED);
        assertThat(((Action.Run) turn.action()).command().environment()).containsEntry("MLTEST_REPETITION", "2");
        turn = next(turn, ran(0));
        ReadReports read = (ReadReports) ((Action.OnAgent) turn.action()).task();
        assertThat(read.earlier().executions()).isEqualTo(1);
        assertThat(read.keep()).isFalse();
    }

    @Test
    public void anEventThatMakesNoSenseIsADefectOfTheHost() {
        Turn<MlTestState> marking = begin(CALL);
        assertThatThrownBy(() -> next(marking, ran(0))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> next(next(marking, MARKED), MARKED)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    public void contradictingArgumentsAreNamedAllAtOnce() {
        BadArguments bad = catchThrowableOfType(
                BadArguments.class,
                () -> begin(Map.of(
                        "repeat",
                        0,
                        "perTestPassRate",
                        1.5,
                        "schema",
                        "s.json",
                        "baseline",
                        "LAST",
                        "qualityGates",
                        List.of(Map.of("metric", "m")))));
        assertThat(bad.problems()).hasSize(6);
        assertThat(bad.getMessage())
                .contains("give testResults, metrics or data")
                .contains("schema and reference need data")
                .contains("repeat must be between 1 and 1000")
                .contains("perTestPassRate must be above 0")
                .contains("'LAST' is none of NONE, PREVIOUS")
                .contains("give either threshold or maxDrop");
        assertThatThrownBy(() -> begin(
                        Map.of("metrics", "m.json", "qualityGates", List.of(Map.of("metric", "m", "maxDrop", 0.1)))))
                .hasMessageContaining("needs a baseline");
    }

    @Test
    public void anImageWithoutADigestIsSaidInTheLog() {
        assertThat(begin(Map.of("metrics", "m.json", "image", "registry.example/api:1.4"))
                        .log())
                .containsExactly(
                        "image 'registry.example/api:1.4' has no digest (name@sha256:…): the evidence is about git:0123456789ab");
    }
}
