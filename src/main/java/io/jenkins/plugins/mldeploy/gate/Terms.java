package io.jenkins.plugins.mldeploy.gate;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.mldeploy.policy.ApprovalRules;
import io.jenkins.plugins.mldeploy.policy.Risk;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a gate asks beyond who has to approve; fixed when it opens.
 *
 * @param authors ids of who wrote a commit since the deployed version, where they may not approve
 * @param bypass groups whose members may decide past the rules
 * @param checks other systems that have to agree
 * @param parameters values that an approver may set, each with its default
 * @param tell names of web hooks that are told
 * @param remindEvery null: never
 * @param escalateAt when {@code escalateTo} is told, null: never
 * @param escalateTo names of web hooks
 * @param escalation who may or must approve from {@code escalateAt} on, null: nobody else
 * @param closed why no deployment could start when the gate opened, by window and freezes
 * @param risk null where the environment does not route by it
 * @param comparison what changes against what runs now, null where there is no environment
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Terms(
        List<String> authors,
        List<String> bypass,
        List<Asked> checks,
        Map<String, Object> parameters,
        List<String> tell,
        Duration remindEvery,
        Instant escalateAt,
        List<String> escalateTo,
        ApprovalRules.Escalation escalation,
        List<String> closed,
        Risk risk,
        Comparison comparison)
        implements Serializable {
    /** Nothing beyond. */
    public static final Terms NONE = new Terms(null, null, null, null, null, null, null, null, null, null, null, null);

    public Terms {
        authors = authors == null ? List.of() : List.copyOf(authors);
        bypass = bypass == null ? List.of() : List.copyOf(bypass);
        checks = checks == null ? List.of() : List.copyOf(checks);
        parameters = parameters == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        tell = tell == null ? List.of() : List.copyOf(tell);
        escalateTo = escalateTo == null ? List.of() : List.copyOf(escalateTo);
        closed = closed == null ? List.of() : List.copyOf(closed);
    }

    /**
     * A check that another system answers.
     *
     * @param name of the check
     * @param webHook that is asked
     * @param until when its answer is awaited
     */
    public record Asked(String name, String webHook, Instant until) implements Serializable {
        public Asked {
            if (name == null || webHook == null || until == null) {
                throw new IllegalArgumentException("a check needs its name, its web hook and its deadline");
            }
        }
    }

    /** True when the time has come at which other people may or must approve as well. */
    boolean escalates(Instant now) {
        return escalation != null && escalateAt != null && !now.isBefore(escalateAt);
    }

    /** True when the step itself has something to do while people think. */
    boolean active() {
        return !checks.isEmpty() || !tell.isEmpty() || remindEvery != null || escalateAt != null;
    }
}
