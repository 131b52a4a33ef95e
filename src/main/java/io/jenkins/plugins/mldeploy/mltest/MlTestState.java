package io.jenkins.plugins.mldeploy.mltest;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.jenkins.plugins.mldeploy.verdict.Judgement;
import java.util.Map;

/** Where a call of {@code mlTest} is. Public for the host that saves it; what is inside is the step's own. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "at")
@JsonSubTypes({
    @JsonSubTypes.Type(value = MlTestState.Marking.class, name = "marking"),
    @JsonSubTypes.Type(value = MlTestState.Running.class, name = "running"),
    @JsonSubTypes.Type(value = MlTestState.Reading.class, name = "reading"),
    @JsonSubTypes.Type(value = MlTestState.Comparing.class, name = "comparing"),
    @JsonSubTypes.Type(value = MlTestState.Recording.class, name = "recording")
})
public sealed interface MlTestState {
    /** The checked arguments of the call. */
    Map<String, Object> arguments();

    /** Takes the time before the command starts. */
    record Marking(Map<String, Object> arguments, String source, Progress progress) implements MlTestState {}

    /** The command runs. It is never run twice: its effect is unknown once the host was restarted. */
    record Running(Map<String, Object> arguments, String source, Progress progress, Mark mark) implements MlTestState {}

    /** Reports are read; may be repeated. */
    record Reading(Map<String, Object> arguments, String source, Progress progress, Mark mark) implements MlTestState {}

    /** The baseline is looked up; may be repeated. */
    record Comparing(Map<String, Object> arguments, String source, Progress progress, Findings findings)
            implements MlTestState {}

    /** The evidence is recorded; may be repeated, its token keeps it from being recorded twice. */
    record Recording(
            Map<String, Object> arguments,
            String source,
            Progress progress,
            Findings findings,
            BaselineFigures baseline,
            Judgement judgement)
            implements MlTestState {}
}
