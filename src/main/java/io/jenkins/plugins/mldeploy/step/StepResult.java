package io.jenkins.plugins.mldeploy.step;

import io.jenkins.plugins.mldeploy.verdict.Reason;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a step ended. Whatever it records was recorded before this exists.
 *
 * @param verdict what was found out
 * @param status what that does to the run: UNSTABLE marks step and run, FAILURE throws, ABORTED and NOT_BUILT interrupt
 * @param reasons why it is not a plain pass
 * @param returned what the Jenkinsfile gets: strings, numbers, booleans, lists and maps of them; always has {@code status}
 */
public record StepResult(Verdict verdict, RunStatus status, List<Reason> reasons, Map<String, Object> returned) {
    public StepResult {
        reasons = List.copyOf(reasons);
        LinkedHashMap<String, Object> all = new LinkedHashMap<>();
        all.put("status", status.name());
        all.put("verdict", verdict.name());
        all.putAll(returned);
        returned = Collections.unmodifiableMap(all);
    }

    /** The sentence that a failing step throws with. */
    public String sentence() {
        return reasons.isEmpty()
                ? verdict.name()
                : String.join("; ", reasons.stream().map(Reason::text).toList());
    }
}
