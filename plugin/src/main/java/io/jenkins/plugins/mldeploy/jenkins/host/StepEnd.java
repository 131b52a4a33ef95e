package io.jenkins.plugins.mldeploy.jenkins.host;

import hudson.AbortException;
import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.mldeploy.step.StepResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.actions.WarningAction;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * What a step's result does to its run.
 *
 * @param stopCause what stopped the step, null when nothing did or the controller was restarted since
 * @param stopped why, null when nothing did
 */
record StepEnd(StepContext context, Run<?, ?> run, String step, String id, Throwable stopCause, String stopped) {
    void with(StepResult result) throws IOException, InterruptedException {
        SuiteListener.tell(listener -> {
            listener.ended(run, step, id, result);
            listener.ended(context, run, step, result);
        });
        switch (result.status()) {
            case SUCCESS -> context.onSuccess(plain(result.returned()));
            case UNSTABLE -> {
                context.get(FlowNode.class)
                        .addOrReplaceAction(new WarningAction(Result.UNSTABLE).withMessage(result.sentence()));
                run.setResult(Result.UNSTABLE);
                context.onSuccess(plain(result.returned()));
            }
            case FAILURE -> fail(stopCause == null ? new AbortException(result.sentence()) : stopCause);
            case ABORTED -> fail(stopCause == null ? interrupted(Result.ABORTED, result) : stopCause);
            case NOT_BUILT -> fail(interrupted(Result.NOT_BUILT, result));
        }
    }

    private void fail(Throwable why) {
        context.onFailure(why);
    }

    private static FlowInterruptedException interrupted(Result as, StepResult result) {
        return new FlowInterruptedException(as, true, new StepEnded(result.sentence()));
    }

    /** What a Jenkinsfile may keep in a variable: ordinary collections. */
    private static Object plain(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> copy = new LinkedHashMap<>();
            map.forEach((key, element) -> copy.put(String.valueOf(key), plain(element)));
            return copy;
        }
        if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>();
            list.forEach(element -> copy.add(plain(element)));
            return copy;
        }
        return value;
    }
}
