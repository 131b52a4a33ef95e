package io.jenkins.plugins.mldeploy.deploy;

import com.fasterxml.jackson.core.JsonPointer;
import io.jenkins.plugins.mldeploy.step.Arguments;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code analysis}, and names every mistake in it. */
final class CheckReader {
    private static final Pattern ADDRESS = Pattern.compile("https?://[^\\s{}]+(\\{release}[^\\s{}]*)*");

    private final Arguments arguments;
    private final List<String> problems;

    CheckReader(Arguments arguments, List<String> problems) {
        this.arguments = arguments;
        this.problems = problems;
    }

    List<Check> checks() {
        List<Check> checks = new ArrayList<>();
        Set<String> names = new HashSet<>();
        List<Arguments> given = arguments.objects("analysis");
        for (int i = 0; i < given.size(); i++) {
            Arguments each = given.get(i);
            String where = "analysis[" + i + "]";
            if (!names.add(each.string("metric"))) {
                problems.add(where + ": metric '" + each.string("metric") + "' is there twice");
            }
            checks.add(check(where, each));
        }
        return checks;
    }

    private Check check(String where, Arguments each) {
        long sources = List.of("prometheus", "url", "command", "evidence").stream()
                .filter(each::has)
                .count();
        if (sources != 1) {
            problems.add(where + ": give just one of 'prometheus', 'url', 'command' and 'evidence'");
        }
        if (each.has("prometheus") != each.has("query")) {
            problems.add(where + ": 'prometheus' and 'query' go together");
        }
        for (String name : List.of("prometheus", "url")) {
            if (each.has(name) && !ADDRESS.matcher(each.string(name)).matches()) {
                problems.add(
                        where + ": '" + name + "' must be an http or https address, not '" + each.string(name) + "'");
            }
        }
        String pointer = each.has("pointer") ? each.string("pointer") : "";
        try {
            JsonPointer.compile(pointer);
        } catch (IllegalArgumentException e) {
            problems.add(where + ": 'pointer' must be a JSON Pointer like '/errors/rate', not '" + pointer + "'");
            pointer = "";
        }
        boolean compare = each.is("compare");
        if (!compare && each.number("min") == null && each.number("max") == null) {
            problems.add(where + ": give 'min', 'max' or 'compare', else nothing is judged");
        }
        Strategy.Kind kind = Strategy.Kind.of(arguments.string("strategy"));
        if (compare && (each.has("evidence") || kind != Strategy.Kind.CANARY && kind != Strategy.Kind.AB_TEST)) {
            problems.add(where + ": 'compare' needs both versions under traffic at the same time: strategy 'canary' or"
                    + " 'abTest', and a source that can be asked about both");
        }
        double confidence = each.number("confidence");
        if (confidence <= 0.5 || confidence >= 1) {
            problems.add(where + ": 'confidence' must lie between 0.5 and 1, like 0.98, not " + confidence);
        }
        if (each.number("tolerance") < 0 || each.integer("minSamples") < 2 || each.integer("failureLimit") < 0) {
            problems.add(where + ": 'tolerance' and 'failureLimit' must be 0 or more, 'minSamples' 2 or more");
        }
        return new Check(
                each.string("metric"),
                each.string("prometheus"),
                each.string("query"),
                each.string("url"),
                pointer,
                each.string("command"),
                each.string("evidence"),
                each.number("min"),
                each.number("max"),
                compare,
                "HIGHER".equals(each.string("direction")),
                confidence,
                each.number("tolerance"),
                (int) Math.min(10_000, each.integer("minSamples")),
                each.is("mustHaveData"),
                (int) Math.min(10_000, each.integer("failureLimit")));
    }
}
