package io.jenkins.plugins.mldeploy.gate;

import io.jenkins.plugins.mldeploy.policy.Condition;
import java.io.Serializable;
import java.util.Map;

/**
 * What somebody says to a gate.
 *
 * @param approve false rejects
 * @param reason may be blank where the gate does not ask for one; a rejection always needs one
 * @param condition what the approval is tied to; {@link Condition#NONE} by default
 * @param parameters values for the gate's parameters; those that are not named keep their defaults
 */
public record VoteRequest(boolean approve, String reason, Condition condition, Map<String, Object> parameters)
        implements Serializable {
    public VoteRequest {
        condition = condition == null ? Condition.NONE : condition;
        parameters = parameters == null ? Map.of() : Map.copyOf(parameters);
    }

    public VoteRequest(boolean approve, String reason) {
        this(approve, reason, null, null);
    }
}
