package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.step.Arguments;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the strategy of a call, and names every parameter that does not go with it. */
final class StrategyReader {
    /** Kubernetes' IntOrString of a rolling update. */
    private static final Pattern COUNT = Pattern.compile("\\d{1,4}|\\d{1,3}%");

    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");
    private static final int LONGEST_GUEST = 53;

    private final Arguments arguments;
    private final List<String> problems;

    StrategyReader(Arguments arguments, List<String> problems) {
        this.arguments = arguments;
        this.problems = problems;
    }

    Strategy strategy() {
        Strategy.Kind kind = Strategy.Kind.of(arguments.string("strategy"));
        only(kind, Set.of(Strategy.Kind.ROLLING), "maxSurge", "maxUnavailable");
        only(kind, Set.of(Strategy.Kind.CANARY), "steps", "maxWeightError");
        if ("exact".equals(arguments.string("weights"))) {
            only(kind, Set.of(Strategy.Kind.CANARY), "weights");
        }
        only(kind, Set.of(Strategy.Kind.BLUE_GREEN), "scaleDownDelay");
        only(kind, Set.of(Strategy.Kind.AB_TEST), "match");
        only(kind, Set.of(Strategy.Kind.SHADOW), "mirrorPercent");
        Duration interval = arguments.duration("interval");
        Duration window = arguments.duration("window");
        Strategy strategy = new Strategy(
                kind,
                count("maxSurge"),
                count("maxUnavailable"),
                steps(),
                "exact".equals(arguments.string("weights")),
                number("maxWeightError", 10, 0, 100),
                interval.toMillis(),
                Math.max(1, window.toMillis()),
                duration("scaleDownDelay", "30s").toMillis(),
                match(kind),
                number("mirrorPercent", 100, 1, 100));
        if (strategy.hasGuest()) {
            names(strategy);
        }
        return strategy;
    }

    private void only(Strategy.Kind kind, Set<Strategy.Kind> kinds, String... parameters) {
        for (String parameter : parameters) {
            if (arguments.has(parameter) && !kinds.contains(kind)) {
                problems.add("parameter '" + parameter + "' does not go with strategy '" + arguments.string("strategy")
                        + "'; leave it out");
            }
        }
    }

    private Duration duration(String name, String otherwise) {
        Duration duration = arguments.duration(name);
        return duration == null ? io.jenkins.plugins.mldeploy.verdict.Durations.parse(otherwise) : duration;
    }

    private String count(String name) {
        String text = arguments.optional(name).orElse(null);
        if (text != null && !COUNT.matcher(text).matches()) {
            problems.add("parameter '" + name + "' must be a number of pods like '1', or a share like '25%', not '"
                    + text + "'");
        }
        return text;
    }

    private int number(String name, int otherwise, int least, int most) {
        long number = arguments.has(name) ? arguments.integer(name) : otherwise;
        if (number < least || number > most) {
            problems.add("parameter '" + name + "' must be " + least + " to " + most + ", not " + number);
            return otherwise;
        }
        return (int) number;
    }

    private List<Integer> steps() {
        List<Integer> steps = new ArrayList<>();
        for (long step : arguments.has("steps") ? arguments.integers("steps") : List.of(10L, 50L, 100L)) {
            if (step < 1 || step > 100 || !steps.isEmpty() && step <= steps.get(steps.size() - 1)) {
                problems.add("parameter 'steps' must be percentages that rise, like [10, 50, 100], not "
                        + arguments.integers("steps"));
                return List.of(100);
            }
            steps.add((int) step);
        }
        return steps;
    }

    private Map<String, String> match(Strategy.Kind kind) {
        Map<String, String> match = new LinkedHashMap<>();
        arguments.map("match").forEach((name, value) -> match.put(name, String.valueOf(value)));
        if (kind != Strategy.Kind.AB_TEST) {
            return match;
        }
        boolean one = match.keySet().stream()
                                .filter(Set.of("header", "cookie", "language")::contains)
                                .count()
                        == 1
                && match.keySet().stream().allMatch(Set.of("header", "cookie", "language", "value")::contains);
        if (!one || !match.containsKey("value") && !match.containsKey("language")) {
            problems.add(
                    "strategy 'abTest' needs match: [header: 'x-group', value: 'b'], [cookie: 'group', value: 'b'] or"
                            + " [language: 'fr']");
        }
        String header = match.get("header");
        if (header != null && !HEADER.matcher(header).matches()) {
            problems.add("parameter 'match': '" + header + "' is not the name of a header");
        }
        return match;
    }

    /** The temporary release's name must be one that Helm takes, and no release of the unit's. */
    private void names(Strategy strategy) {
        List<String> names = new ArrayList<>();
        if (arguments.has("release")) {
            names.add(arguments.string("release"));
        }
        arguments.objects("releases").forEach(each -> names.add(each.string("release")));
        for (String name : names) {
            String guest = strategy.guestOf(name);
            if (guest.length() > LONGEST_GUEST) {
                problems.add("release '" + name + "' is too long for strategy '" + strategy.name() + "': its temporary"
                        + " release '" + guest + "' would have more than " + LONGEST_GUEST + " characters");
            }
            if (names.contains(guest)) {
                problems.add("release '" + guest + "' has the name that strategy '" + strategy.name()
                        + "' gives the temporary release of '" + name + "'");
            }
        }
    }
}
