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
     */
    record Admitted(List<Reason> warnings, List<String> approvers) implements Admission {
        public Admitted {
            warnings = List.copyOf(warnings);
            approvers = List.copyOf(approvers);
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
