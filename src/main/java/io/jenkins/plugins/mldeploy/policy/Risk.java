package io.jenkins.plugins.mldeploy.policy;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * How risky a deployment looks.
 *
 * @param score 0 to 100; 100 is worst
 * @param reasons one a contribution, each text with its points
 */
public record Risk(int score, List<Reason> reasons) implements Serializable {
    public Risk {
        reasons = List.copyOf(reasons);
    }

    /** For example {@code 35: +20 one new finding, +15 Sunday}. */
    @JsonIgnore
    public String sentence() {
        return score
                + (reasons.isEmpty()
                        ? ""
                        : ": "
                                + String.join(
                                        ", ", reasons.stream().map(Reason::text).toList()));
    }

    /** Adds contributions up to 100. */
    static final class Sum {
        private final List<Reason> reasons = new ArrayList<>();
        private int points;

        Sum add(int more, String code, String text) {
            if (more > 0) {
                points += more;
                reasons.add(new Reason(code, "+" + more + " " + text));
            }
            return this;
        }

        Risk risk() {
            return new Risk(Math.min(100, points), reasons);
        }
    }
}
