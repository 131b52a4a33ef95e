package io.jenkins.plugins.mldeploy.deploy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a watch remembers from one evaluation to the next.
 *
 * @param deploymentId of the deployment that it is about
 * @param state how that is
 * @param changes how often the state has changed
 * @param values the newest values of each metric, the newest last; null where there was none
 * @param open what is still to be done
 */
record WatchMemory(String deploymentId, State state, int changes, Map<String, List<Double>> values, List<Open> open) {
    /** How what runs is. */
    enum State {
        /** Not looked at often enough. */
        UNKNOWN("unknown"),
        HEALTHY("healthy"),
        FAILING("failing"),
        NO_DATA("noData");

        private final String word;

        State(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /**
     * Something that a change of the state asks for.
     *
     * @param kind {@link #ROLLBACK}, {@link #NOTIFY} or {@link #TRIGGER}
     * @param hook name of the web hook, null for a rollback
     * @param id of the message: the same when it is sent again
     * @param facts the message
     * @param tries how often it was tried
     */
    record Open(String kind, String hook, String id, Map<String, Object> facts, int tries) {
        static final String ROLLBACK = "rollback";
        static final String NOTIFY = "watch";
        static final String TRIGGER = "trigger";

        Open {
            facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        }

        boolean goesBack() {
            return kind.equals(ROLLBACK);
        }

        Open again() {
            return new Open(kind, hook, id, facts, tries + 1);
        }
    }

    WatchMemory {
        Map<String, List<Double>> copy = new LinkedHashMap<>();
        values.forEach((metric, list) -> copy.put(metric, Collections.unmodifiableList(new ArrayList<>(list))));
        values = Collections.unmodifiableMap(copy);
        open = List.copyOf(open);
    }

    static WatchMemory none() {
        return new WatchMemory(null, State.UNKNOWN, 0, Map.of(), List.of());
    }

    /** About a deployment: what was measured of another one says nothing about it. Messages that nobody took yet stay. */
    WatchMemory about(String deployment) {
        return deployment.equals(deploymentId)
                ? this
                : new WatchMemory(
                        deployment,
                        State.UNKNOWN,
                        0,
                        Map.of(),
                        open.stream().filter(each -> !each.goesBack()).toList());
    }

    WatchMemory with(List<Open> others) {
        return new WatchMemory(deploymentId, state, changes, values, others);
    }

    WatchMemory plus(Open other) {
        List<Open> all = new ArrayList<>(open);
        all.add(other);
        return with(all);
    }

    WatchMemory withoutRollback() {
        return with(open.stream().filter(each -> !each.goesBack()).toList());
    }

    boolean mustGoBack() {
        return open.stream().anyMatch(Open::goesBack);
    }
}
