package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Judges what runs by the newest values of each metric. It fails when more than {@code failureLimit} of them are out of bounds, and is well again only when all of them are good, so that what
 * comes and goes is one failure, not many. The same for values that are missing.
 *
 * @param memory with the new values, and the new state
 * @param changed whether the state is another one than before
 * @param reasons why it is not healthy
 */
record WatchJudgement(WatchMemory memory, boolean changed, List<Reason> reasons) {
    WatchJudgement {
        reasons = List.copyOf(reasons);
    }

    /** @param readings one a check, in their order */
    static WatchJudgement of(WatchTarget target, WatchMemory before, List<Reading> readings) {
        WatchMemory memory = before.about(target.deploymentId());
        Map<String, List<Double>> values = new LinkedHashMap<>();
        List<Reason> failing = new ArrayList<>();
        List<Reason> missing = new ArrayList<>();
        List<Reason> between = new ArrayList<>();
        for (int i = 0; i < target.checks().size(); i++) {
            Check check = target.checks().get(i);
            List<Double> newest = new ArrayList<>(memory.values().getOrDefault(check.metric(), List.of()));
            newest.add(readings.get(i).value());
            while (newest.size() > target.samples()) {
                newest.remove(0);
            }
            values.put(check.metric(), newest);
            List<Double> bad = newest.stream()
                    .filter(Objects::nonNull)
                    .filter(value -> !check.isGood(value))
                    .toList();
            long gaps = newest.stream().filter(Objects::isNull).count();
            if (!bad.isEmpty()) {
                Reason reason = new Reason(
                        "WATCH_FAILING",
                        "%s: %d of the last %d values out of bounds, the newest of them %s"
                                .formatted(
                                        check.metric(),
                                        bad.size(),
                                        newest.size(),
                                        check.broken(bad.get(bad.size() - 1))));
                (bad.size() > check.failureLimit() ? failing : between).add(reason);
            }
            if (check.mustHaveData() && gaps > 0) {
                String why = readings.get(i).problem();
                Reason reason = new Reason(
                        "WATCH_NO_DATA",
                        "%s: %d of the last %d measurements without a value%s"
                                .formatted(check.metric(), gaps, newest.size(), why == null ? "" : ": " + why));
                (gaps > check.failureLimit() ? missing : between).add(reason);
            }
        }
        WatchMemory.State state = state(memory.state(), failing, missing, between);
        boolean changed = state != memory.state();
        List<Reason> reasons = new ArrayList<>(failing);
        reasons.addAll(missing);
        if (state != WatchMemory.State.HEALTHY) {
            reasons.addAll(between);
        }
        return new WatchJudgement(
                new WatchMemory(
                        memory.deploymentId(), state, memory.changes() + (changed ? 1 : 0), values, memory.open()),
                changed,
                reasons);
    }

    private static WatchMemory.State state(
            WatchMemory.State before, List<Reason> failing, List<Reason> missing, List<Reason> between) {
        if (!failing.isEmpty()) {
            return WatchMemory.State.FAILING;
        }
        if (before == WatchMemory.State.FAILING && !(missing.isEmpty() && between.isEmpty())) {
            return before;
        }
        if (!missing.isEmpty()) {
            return WatchMemory.State.NO_DATA;
        }
        return between.isEmpty() ? WatchMemory.State.HEALTHY : before;
    }
}
