package io.jenkins.plugins.mldeploy.pipeline;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

/** {@code state.json}: what a run has come to, for people and the command line. */
final class RunReport {
    private static final ObjectMapper JSON = new ObjectMapper();

    private RunReport() {}

    static byte[] of(
            RunConfig config, RunState state, List<RunListener.WaitingStep> waiting, UnaryOperator<String> mask)
            throws IOException {
        ObjectNode root = JSON.createObjectNode();
        root.put("version", 1);
        root.put("job", config.job());
        root.put("number", config.number());
        boolean over = state.branches.isEmpty();
        root.put("status", over ? "ENDED" : waiting.isEmpty() ? "RUNNING" : "WAITING");
        root.put("result", over || state.result != null ? state.currentResult().name() : null);
        root.put("startedAt", state.startedAt.toString());
        root.put("savedAt", Instant.now().toString());
        root.put("displayName", mask.apply(state.displayName));
        root.put("description", mask.apply(state.description));
        ArrayNode stages = root.putArray("stages");
        for (StageRecord stage : state.stages) {
            ObjectNode one = stages.addObject();
            one.put("id", stage.id());
            one.put("parent", stage.parent() == null ? null : stage.parent().id());
            one.put("name", mask.apply(stage.name()));
            one.put("startedAt", stage.startedAt().toString());
            one.put("endedAt", stage.endedAt() == null ? null : stage.endedAt().toString());
            one.put("result", stage.result().name());
            one.put("skipped", stage.skipped());
        }
        ArrayNode steps = root.putArray("waiting");
        for (RunListener.WaitingStep step : waiting) {
            ObjectNode one = steps.addObject();
            one.put("stepId", step.id());
            one.put("step", step.call().step());
            one.put("id", mask.apply(step.call().text("id")));
            one.put("what", mask.apply(step.waiting().what()));
            one.put(
                    "until",
                    step.waiting().until() == null
                            ? null
                            : step.waiting().until().toString());
            one.put("stage", mask.apply(step.stage()));
            one.put("branch", mask.apply(step.branch()));
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
    }
}
