package io.jenkins.plugins.mldeploy.deploy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the new version replaces the old.
 *
 * @param kind which one
 * @param maxSurge of {@code rolling}, null for what the chart says
 * @param maxUnavailable of {@code rolling}, null for what the chart says
 * @param steps of {@code canary}: traffic in percent, ascending
 * @param exact whether a canary's weights are set in a route, instead of by the number of pods
 * @param maxWeightError of {@code canary} by pods: percentage points that the real weight may miss a step's by
 * @param intervalMillis how long each step is watched
 * @param windowMillis length of one measurement
 * @param scaleDownMillis of {@code blueGreen}: how long the old version is kept after the switch
 * @param match of {@code abTest}: {@code header}, {@code cookie} or {@code language}, and {@code value}
 * @param mirrorPercent of {@code shadow}
 */
record Strategy(
        Kind kind,
        String maxSurge,
        String maxUnavailable,
        List<Integer> steps,
        boolean exact,
        int maxWeightError,
        long intervalMillis,
        long windowMillis,
        long scaleDownMillis,
        Map<String, String> match,
        int mirrorPercent) {
    /** The words of the parameter. */
    enum Kind {
        ROLLING("rolling", null),
        RECREATE("recreate", null),
        BLUE_GREEN("blueGreen", "green"),
        CANARY("canary", "canary"),
        AB_TEST("abTest", "b"),
        SHADOW("shadow", "shadow");

        private final String word;
        private final String suffix;

        Kind(String word, String suffix) {
            this.word = word;
            this.suffix = suffix;
        }

        static Kind of(String word) {
            for (Kind kind : values()) {
                if (kind.word.equals(word)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException(word);
        }
    }

    Strategy {
        steps = List.copyOf(steps);
        match = Map.copyOf(match);
    }

    /** As the parameter has it. */
    String name() {
        return kind.word;
    }

    /** Whether a second, temporary release carries the new version at first. */
    boolean hasGuest() {
        return kind.suffix != null;
    }

    /** Name of the temporary release beside one of that name. */
    String guestOf(String release) {
        return release + "-" + kind.suffix;
    }

    /** Whether traffic is divided by a route of the Gateway API. */
    boolean needsRouter() {
        return kind == Kind.AB_TEST || kind == Kind.SHADOW || kind == Kind.CANARY && exact;
    }

    /** The steps at which both versions run; the last one, everything, is the upgrade itself. */
    List<Integer> shares() {
        return kind == Kind.CANARY
                ? steps.stream().filter(step -> step < 100).toList()
                : kind == Kind.AB_TEST || kind == Kind.SHADOW ? List.of(0) : List.of();
    }

    /** Percent of the traffic that the new version has at the first point at which the rollout can stop and wait for more; 100 where there is none. */
    int lowestStop() {
        return switch (kind) {
            case CANARY -> shares().isEmpty() ? 100 : shares().get(0);
            // Nobody gets its answers, and 1 is the least that can be asked for.
            case SHADOW -> 1;
            default -> 100;
        };
    }

    /** Measurements at each step. */
    int rounds() {
        return (int) Math.max(1, Math.min(10_000, intervalMillis / windowMillis));
    }

    /** What a plan is bound to. */
    String fingerprint() {
        return String.join(
                "|",
                name(),
                String.valueOf(maxSurge),
                String.valueOf(maxUnavailable),
                steps.toString(),
                String.valueOf(exact),
                String.valueOf(maxWeightError),
                String.valueOf(intervalMillis),
                String.valueOf(windowMillis),
                String.valueOf(scaleDownMillis),
                new java.util.TreeMap<>(match).toString(),
                String.valueOf(mirrorPercent));
    }

    /** Pods that the new version gets at a step, beside so many of the old. */
    static int pods(int old, int share) {
        return Math.max(1, Math.round((float) old * share / (100 - share)));
    }

    /** The share that so many pods really get, in percent. */
    static double share(int old, int young) {
        return 100.0 * young / (old + young);
    }

    /** The real weights for so many old pods, for people: {@code 10 % is 33.3 % (1 of 3 pods)}. */
    Map<Integer, String> realShares(int old) {
        Map<Integer, String> real = new LinkedHashMap<>();
        for (int share : shares()) {
            int young = pods(old, share);
            real.put(share, "%d %% is %.1f %% (%d of %d pods)".formatted(share, share(old, young), young, old + young));
        }
        return real;
    }

    /** The steps that so many old pods can't come near enough to. */
    List<Integer> missedBy(int old) {
        return kind != Kind.CANARY || exact
                ? List.of()
                : shares().stream()
                        .filter(share -> Math.abs(share(old, pods(old, share)) - share) > maxWeightError)
                        .toList();
    }
}
