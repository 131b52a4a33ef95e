package io.jenkins.plugins.mldeploy.policy;

import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.io.Serializable;
import java.util.List;

/** May it enter? */
public sealed interface Admission extends Serializable {
    /**
     * It may.
     *
     * @param warnings what an environment with {@link Enforcement#WARN} found missing
     * @param approvers who approved, empty where nobody has to
     * @param condition what the approval is tied to; the request promised to keep to its share of the traffic
     */
    record Admitted(List<Reason> warnings, List<String> approvers, Condition condition) implements Admission {
        public Admitted {
            warnings = List.copyOf(warnings);
            approvers = List.copyOf(approvers);
            condition = condition == null ? Condition.NONE : condition;
        }

        public Admitted(List<Reason> warnings, List<String> approvers) {
            this(warnings, approvers, null);
        }
    }

    /**
     * It may not.
     *
     * @param missing every missing item at once, each with what to do
     */
    record Refused(List<Reason> missing) implements Admission {
        public Refused {
            missing = List.copyOf(missing);
        }
    }
}
