package io.jenkins.plugins.mldeploy.dashboard;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.jenkins.plugins.mldeploy.policy.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * An environment, as a column of the matrix.
 *
 * @param tier free text, may be null
 * @param isProtected true when it demands anything
 * @param enforcement {@code BLOCK} or {@code WARN}, null when it is not configured
 * @param demands what it demands, in words; empty for an open one
 */
public record Place(
        String name,
        String tier,
        @JsonProperty("isProtected") boolean isProtected,
        String enforcement,
        List<String> demands) {

    /** @param visible the jobs whose names may be shown */
    static Place of(Environment environment, Predicate<String> visible) {
        List<String> demands = new ArrayList<>();
        environment
                .requiredEvidence()
                .forEach(required -> demands.add(required.step()
                        + (required.id() == null ? "" : " '" + required.id() + "'")
                        + (required.rules().isEmpty() ? "" : ": " + String.join(", ", required.rules()))));
        environment.approvers().forEach(rule -> demands.add("approval: " + rule.count() + " of " + rule.group()));
        environment.rules().forEach(rule -> demands.add("rule: " + rule));
        environment.approvals().checks().forEach(check -> demands.add("check: " + check.name()));
        if (environment.approvals().excludeCommitAuthors()) {
            demands.add("no approval by who wrote the change");
        }
        if (environment.risk() != null) {
            demands.add("risk: " + environment.risk().low() + " asks people, "
                    + environment.risk().high() + " asks more");
        }
        if (!environment.approvals().bypass().isEmpty()) {
            demands.add("may be bypassed by: "
                    + String.join(", ", environment.approvals().bypass()));
        }
        if (!environment.branches().isEmpty()) {
            demands.add("branches: " + String.join(", ", environment.branches()));
        }
        if (!environment.jobs().isEmpty()) {
            List<String> shown = environment.jobs().stream().filter(visible).toList();
            int others = environment.jobs().size() - shown.size();
            demands.add("jobs: " + String.join(", ", shown)
                    + (others == 0 ? "" : (shown.isEmpty() ? "" : " and ") + others + " that you may not see"));
        }
        if (environment.window() != null) {
            demands.add("window: " + environment.window().cron() + " "
                    + environment.window().timeZone());
            environment
                    .window()
                    .others()
                    .forEach(other -> demands.add("and window: " + other.cron() + " " + other.timeZone()));
        }
        environment.freezes().forEach(freeze -> demands.add("freeze: " + freeze.from() + " to " + freeze.to()));
        return new Place(
                environment.name(),
                environment.tier(),
                environment.isProtected(),
                environment.enforcement().name(),
                List.copyOf(demands));
    }

    /** One that only the journal knows. */
    static Place unknown(String name) {
        return new Place(name, null, false, null, List.of());
    }
}
