package io.jenkins.plugins.mldeploy.jenkins.host;

import java.time.Duration;
import jenkins.util.SystemProperties;

/** How long a step waits for an agent that is not connected. */
final class AgentPatience {
    private AgentPatience() {}

    /** Five minutes, or {@code -Dio.jenkins.plugins.mldeploy.agentPatienceSeconds}. */
    static Duration normally() {
        return Duration.ofSeconds(SystemProperties.getLong("io.jenkins.plugins.mldeploy.agentPatienceSeconds", 300L));
    }

    /** For a step that was stopped: whoever stopped it waits. */
    static Duration whenStopped() {
        return Duration.ofSeconds(20);
    }
}
