package io.jenkins.plugins.mldeploy.mltest;

import io.jenkins.plugins.mldeploy.evidence.Baseline;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.step.Arguments;
import io.jenkins.plugins.mldeploy.step.BadArguments;
import io.jenkins.plugins.mldeploy.verdict.Criticality;
import io.jenkins.plugins.mldeploy.verdict.OnError;
import io.jenkins.plugins.mldeploy.verdict.QualityGate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A call of {@code mlTest}, understood. */
record Settings(
        String id,
        String title,
        String command,
        ReportPatterns reports,
        long repeat,
        double perTestPassRate,
        Baseline baseline,
        List<QualityGate> gates,
        Budget budget,
        Subject image,
        boolean allowEmptyResults,
        OnError onError) {

    private static final Pattern DIGEST = Pattern.compile("(?:.*@)?(sha256:[0-9a-f]{64})");
    private static final long MOST_REPETITIONS = 1_000;

    /** What the tests may cost; null for no limit. */
    record Budget(Double maxCost, Long maxTokens, Duration maxDuration) {}

    /** @throws BadArguments with everything that is wrong */
    static Settings of(Arguments arguments) {
        List<String> problems = new ArrayList<>();
        ReportPatterns reports = new ReportPatterns(
                arguments.strings("testResults"),
                arguments.strings("metrics"),
                arguments.string("framework"),
                arguments.strings("data"),
                arguments.optional("schema").orElse(null),
                arguments.optional("reference").orElse(null));
        if (reports.isEmpty()) {
            problems.add("give testResults, metrics or data: without a report there is nothing to judge");
        }
        if (!reports.data().isEmpty() && reports.schema() == null && reports.reference() == null) {
            problems.add("data needs a schema, a reference or both: what is it to be compared with?");
        }
        if (reports.data().isEmpty() && (reports.schema() != null || reports.reference() != null)) {
            problems.add("schema and reference need data: which files are to be checked?");
        }
        long repeat = arguments.integer("repeat");
        if (repeat < 1 || repeat > MOST_REPETITIONS) {
            problems.add("repeat must be between 1 and " + MOST_REPETITIONS + ", not " + repeat);
        }
        double rate = arguments.number("perTestPassRate");
        if (!(rate > 0 && rate <= 1)) {
            problems.add("perTestPassRate must be above 0 and at most 1, not " + rate);
        }
        Baseline baseline = tried(problems, () -> Baseline.parse(arguments.string("baseline")));
        List<QualityGate> gates = new ArrayList<>();
        for (Arguments gate : arguments.objects("qualityGates")) {
            QualityGate known = tried(problems, () -> gate(gate));
            if (known != null) {
                gates.add(known);
            }
        }
        if (baseline != null
                && baseline.kind() == Baseline.Kind.NONE
                && gates.stream().anyMatch(QualityGate::relative)) {
            problems.add("a gate with maxDrop needs a baseline: PREVIOUS or DEPLOYED:<environment>");
        }
        Budget budget = arguments
                .object("budget")
                .map(given -> new Budget(
                        given.number("maxCost"),
                        given.has("maxTokens") ? given.integer("maxTokens") : null,
                        given.duration("maxDuration")))
                .orElse(new Budget(null, null, null));
        if (budget.maxDuration() != null && budget.maxDuration().isZero()) {
            problems.add("budget.maxDuration must be longer than nothing");
        }
        if (!problems.isEmpty()) {
            throw new BadArguments("mlTest", problems);
        }
        return new Settings(
                arguments.string("id"),
                arguments.optional("name").orElse(arguments.string("id")),
                arguments.optional("command").orElse(null),
                reports,
                repeat,
                rate,
                baseline,
                List.copyOf(gates),
                budget,
                image(arguments),
                arguments.is("allowEmptyResults"),
                arguments.word("onError", OnError.class));
    }

    /** Null when the image is not given, or without its digest. */
    private static Subject image(Arguments arguments) {
        Matcher digest = DIGEST.matcher(arguments.optional("image").orElse(""));
        return digest.matches() ? Subject.image(digest.group(1)) : null;
    }

    private static QualityGate gate(Arguments gate) {
        return new QualityGate(
                gate.string("metric"),
                gate.number("threshold"),
                gate.number("maxDrop"),
                gate.word("direction", QualityGate.Direction.class),
                gate.word("criticality", Criticality.class));
    }

    private static <T> T tried(List<String> problems, Supplier<T> read) {
        try {
            return read.get();
        } catch (IllegalArgumentException e) {
            problems.add(e.getMessage());
            return null;
        }
    }
}
