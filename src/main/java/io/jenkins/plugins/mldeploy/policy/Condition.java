package io.jenkins.plugins.mldeploy.policy;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.Serializable;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an approval is tied to: so much of the traffic, until then, only while this holds. Admission enforces it; whoever can't keep to the share is refused.
 *
 * @param maxTraffic percent of the traffic that the new version may get at most, 1 to 100; null: all of it
 * @param until the last moment that it lets something in; null: as long as the approval itself
 * @param when rules over the evidence (CEL) that must hold at admission
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Condition(Integer maxTraffic, Instant until, List<String> when) implements Serializable {
    /** Nothing. */
    public static final Condition NONE = new Condition(null, null, null);

    public Condition {
        if (maxTraffic != null && (maxTraffic < 1 || maxTraffic > 100)) {
            throw new IllegalArgumentException("a share of the traffic is from 1 to 100 percent, not " + maxTraffic);
        }
        when = when == null ? List.of() : List.copyOf(when);
        if (when.size() > 10) {
            throw new IllegalArgumentException("at most 10 rules may be a condition");
        }
        for (String rule : when) {
            CelRule.compile(rule);
        }
    }

    @JsonIgnore
    public boolean isEmpty() {
        return maxTraffic == null && until == null && when.isEmpty();
    }

    /** Both must hold. */
    public Condition and(Condition other) {
        Set<String> all = new LinkedHashSet<>(when);
        all.addAll(other.when);
        return new Condition(
                maxTraffic == null || other.maxTraffic != null && other.maxTraffic < maxTraffic
                        ? other.maxTraffic
                        : maxTraffic,
                until == null || other.until != null && other.until.isBefore(until) ? other.until : until,
                List.copyOf(all));
    }

    /** In words: {@code at most 10 % of the traffic, until 2026-12-01T18:00:00Z, only if tests.passRate >= 0.99}. */
    @Override
    public String toString() {
        List<String> words = new ArrayList<>();
        if (maxTraffic != null) {
            words.add("at most " + maxTraffic + " % of the traffic");
        }
        if (until != null) {
            words.add("until " + until);
        }
        when.forEach(rule -> words.add("only if " + rule));
        return String.join(", ", words);
    }

    Map<String, Object> toDetails() {
        Map<String, Object> details = new LinkedHashMap<>();
        if (maxTraffic != null) {
            details.put("maxTraffic", maxTraffic);
        }
        if (until != null) {
            details.put("until", until.toString());
        }
        if (!when.isEmpty()) {
            details.put("when", when);
        }
        return details;
    }

    /** @return empty when it has not the form that {@link #toDetails()} gives, or a newer one */
    static Optional<Condition> of(Object details) {
        if (details == null) {
            return Optional.of(NONE);
        }
        if (!(details instanceof Map<?, ?> map)
                || !Set.of("maxTraffic", "until", "when").containsAll(map.keySet())) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Condition(
                    map.get("maxTraffic") == null ? null : ((Number) map.get("maxTraffic")).intValue(),
                    map.get("until") == null ? null : Instant.parse((String) map.get("until")),
                    map.get("when") == null
                            ? null
                            : ((List<?>) map.get("when"))
                                    .stream().map(String.class::cast).toList()));
        } catch (ClassCastException | IllegalArgumentException | DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
