package io.jenkins.plugins.mldeploy.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** {@code input}: waits, without a thread, until somebody says whether to go on. */
final class InputStep implements LeafStep {

    @Override
    public boolean survivesRestart() {
        return true;
    }

    @Override
    public Object run(StepCall call, StepContext in) throws Exception {
        String id = id(call);
        Optional<InputAnswer> answer = ((StepRun) in).inputs().ask(id, in.waker());
        if (answer.isEmpty()) {
            if (in.run().unattended()) {
                throw new StepFailed("input '" + id + "' (" + call.text("message")
                        + ") needs a person, and nobody can answer in this run");
            }
            if (in.savedState().isEmpty()) {
                in.log(call.text("message"));
                in.log(ok(call) + " or Abort? (input '" + id + "')");
                in.saveState("{\"asked\":true}");
            }
            return new Waiting("input '" + id + "': " + call.text("message"), null);
        }
        InputAnswer given = answer.get();
        checkSubmitter(call, given);
        if (!given.proceed()) {
            in.log("Rejected by " + given.by());
            throw new FlowInterrupted(RunResult.ABORTED, "input '" + id + "' was rejected by " + given.by());
        }
        in.log("Approved by " + given.by());
        return values(call, given);
    }

    /** The step's id, or one made of its message: the same in each run. */
    static String id(StepCall call) {
        return Optional.ofNullable(call.text("id")).orElseGet(() -> {
            String words = call.text("message").toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
            String name = words.replaceAll("^-|-$", "");
            return name.isEmpty() ? "input" : name.substring(0, Math.min(40, name.length()));
        });
    }

    private static String ok(StepCall call) {
        return Optional.ofNullable(call.text("ok")).orElse("Proceed");
    }

    private static void checkSubmitter(StepCall call, InputAnswer answer) throws StepFailed {
        String submitters = call.text("submitter");
        if (submitters != null
                && Arrays.stream(submitters.split(",")).map(String::strip).noneMatch(answer.by()::equals)) {
            throw new StepFailed(
                    "input '" + id(call) + "' may be answered by " + submitters + ", not by " + answer.by());
        }
    }

    private static Object values(StepCall call, InputAnswer answer) {
        Map<String, Object> values = new LinkedHashMap<>();
        List<Symbol> definitions = new ArrayList<>();
        call.list("parameters").forEach(one -> definitions.add(RunParameters.symbol(one)));
        for (Symbol definition : definitions) {
            String name = definition.text("name");
            values.put(name, RunParameters.value(definition, answer.parameters().get(name)));
        }
        if (call.text("submitterParameter") != null) {
            values.put(call.text("submitterParameter"), answer.by());
        }
        return values.isEmpty()
                ? null
                : values.size() == 1 ? values.values().iterator().next() : values;
    }
}
