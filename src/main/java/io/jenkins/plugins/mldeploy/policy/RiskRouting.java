package io.jenkins.plugins.mldeploy.policy;

import java.io.Serializable;
import java.util.List;

/**
 * Which risk goes to whom: continuous deployment and continuous delivery in one policy.
 *
 * @param low below this score nobody is asked, where the environment is deployed continuously
 * @param high from this score on {@code highApprovers} have to approve as well
 * @param highApprovers may be empty
 */
public record RiskRouting(int low, int high, List<ApproverRule> highApprovers) implements Serializable {
    public RiskRouting {
        highApprovers = highApprovers == null ? List.of() : List.copyOf(highApprovers);
        if (low < 0 || high < low || high > 101) {
            throw new IllegalArgumentException(
                    "risk: 0 <= low <= high <= 101 is needed, not low " + low + ", high " + high);
        }
    }
}
