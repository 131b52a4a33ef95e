package io.jenkins.plugins.mldeploy.jenkins.host;

import io.jenkins.plugins.mldeploy.step.Event;
import java.io.Serializable;

/**
 * What travels back from an agent.
 *
 * @param value of the task, null when it failed
 * @param code of the failure, null when there was none
 * @param text of the failure
 */
record AgentOutcome(Serializable value, String code, String text) implements Serializable {
    Event event() {
        return code == null ? new Event.Returned(value) : new Event.Failed(code, text);
    }
}
