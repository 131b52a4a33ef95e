package io.jenkins.plugins.mldeploy.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.mldeploy.gate.ApproveGate;
import io.jenkins.plugins.mldeploy.gate.GateRun;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.junit.Test;

/** A state is read by the version that wrote it and by every later one. */
public class StateCodecTest {
    private static final ApproveGate GATE = new ApproveGate();
    private static final GateRun STATE = new GateRun(
            GateRun.Phase.WAITING,
            Map.of("id", "prod"),
            "n-1",
            "7-prod-1",
            Instant.parse("2026-11-21T10:00:00Z"),
            2,
            null);

    @Test
    public void whatWasWrittenIsRead() throws IOException {
        assertThat(StateCodec.read(GATE, StateCodec.write(GATE, STATE))).isEqualTo(STATE);
    }

    @Test
    public void whatAnOlderVersionDidNotKnowIsNothingAndWhatItSaidMoreIsLeft() throws IOException {
        GateRun read = StateCodec.read(
                GATE,
                "{\"step\":\"approveGate\",\"version\":1,\"state\":{\"phase\":\"WAITING\",\"gateId\":\"7-prod-1\",\"gone\":[1]}}");

        assertThat(read.gateId()).isEqualTo("7-prod-1");
        assertThat(read.told()).isZero();
        assertThat(read.stopped()).isNull();
    }

    @Test
    public void aNewerFormIsRefusedAsSuch() {
        String newer = StateCodec.write(GATE, STATE).replace("\"version\":1", "\"version\":2");

        assertThatThrownBy(() -> StateCodec.read(GATE, newer))
                .isInstanceOf(NewerState.class)
                .hasMessage(
                        "this state of approveGate was saved by a newer version (form 2; this one knows forms up to 1); go on with that one");
    }

    @Test
    public void theStateOfAnotherStepIsNone() {
        assertThatThrownBy(() -> StateCodec.read(GATE, "{\"step\":\"mlTest\",\"version\":1,\"state\":{}}"))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(NewerState.class)
                .hasMessage("not a saved state of approveGate");
    }
}
