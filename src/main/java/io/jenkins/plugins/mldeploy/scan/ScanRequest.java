package io.jenkins.plugins.mldeploy.scan;

import io.jenkins.plugins.mldeploy.evidence.Baseline;
import io.jenkins.plugins.mldeploy.evidence.ImageReference;
import io.jenkins.plugins.mldeploy.step.Arguments;
import io.jenkins.plugins.mldeploy.step.BadArguments;
import io.jenkins.plugins.mldeploy.verdict.Criticality;
import io.jenkins.plugins.mldeploy.verdict.NearestName;
import io.jenkins.plugins.mldeploy.verdict.OnError;
import io.jenkins.plugins.mldeploy.verdict.QualityGate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A call of {@code containerScan}, its arguments understood and free of contradictions.
 *
 * @param id of the step
 * @param source kind of what is scanned: image, sbom, dir or input
 * @param image null unless an image is scanned
 * @param paths the SBOM, the folder, or the patterns of ready reports
 * @param candidates scanners to look for, in order
 * @param severities that count, empty for all
 * @param gates what is judged
 * @param maxDbAge null when any age will do
 */
record ScanRequest(
        String id,
        Source source,
        ImageReference image,
        List<String> paths,
        List<Scanner> candidates,
        Set<Severity> severities,
        boolean ignoreUnfixed,
        String ignoreFile,
        List<String> vex,
        Baseline baseline,
        List<QualityGate> gates,
        Duration maxDbAge,
        boolean offline,
        Duration timeout,
        OnError onError) {
    static final String DEFAULT_IGNORE_FILE = ".containerscan.yaml";

    /** What is scanned. */
    enum Source {
        IMAGE,
        SBOM,
        DIR,
        INPUT
    }

    /** @throws BadArguments naming every contradiction */
    static ScanRequest of(Arguments arguments) {
        List<String> problems = new ArrayList<>();
        List<String> given = List.of("image", "sbom", "dir", "input").stream()
                .filter(arguments::has)
                .toList();
        if (given.size() != 1) {
            problems.add("give exactly one of image, sbom, dir, input; "
                    + (given.isEmpty() ? "none is given" : "given are " + String.join(", ", given)));
        }
        Source source =
                given.size() == 1 ? Source.valueOf(given.get(0).toUpperCase(java.util.Locale.ROOT)) : Source.INPUT;
        ImageReference image = null;
        if (arguments.has("image")) {
            try {
                image = ImageReference.parse(arguments.string("image"));
            } catch (IllegalArgumentException e) {
                problems.add("image " + e.getMessage());
            }
        }
        List<String> paths =
                switch (source) {
                    case SBOM -> path("sbom", arguments.string("sbom"), problems);
                    case DIR -> path("dir", arguments.string("dir"), problems);
                    case INPUT -> arguments.strings("input");
                    case IMAGE -> List.of();
                };
        if (source == Source.INPUT && arguments.has("input") && paths.stream().allMatch(String::isBlank)) {
            problems.add("input names no report");
        }
        Baseline baseline = new Baseline(Baseline.Kind.NONE, null);
        try {
            baseline = Baseline.parse(arguments.string("baseline"));
        } catch (IllegalArgumentException e) {
            problems.add(e.getMessage());
        }
        Set<Severity> severities = EnumSet.noneOf(Severity.class);
        for (String word : arguments.strings("severity")) {
            List<String> known = java.util.Arrays.stream(Severity.values())
                    .map(Severity::word)
                    .toList();
            String lower = word.strip().toLowerCase(java.util.Locale.ROOT);
            if (known.contains(lower)) {
                severities.add(Severity.valueOf(lower.toUpperCase(java.util.Locale.ROOT)));
            } else {
                problems.add("severity '" + word + "' is none of " + String.join(", ", known));
            }
        }
        List<QualityGate> gates = gates(arguments, severities, baseline, problems);
        if (!problems.isEmpty()) {
            throw new BadArguments(ContainerScan.STEP, problems);
        }
        String scanner = arguments.string("scanner");
        return new ScanRequest(
                arguments.string("id"),
                source,
                image,
                paths,
                scanner.equals("auto") ? List.of(Scanner.values()) : List.of(Scanner.named(scanner)),
                severities,
                arguments.is("ignoreUnfixed"),
                arguments.string("ignoreFile"),
                arguments.strings("vex"),
                baseline,
                gates,
                arguments.duration("maxDbAge"),
                arguments.is("offline"),
                arguments.duration("timeout"),
                arguments.word("onError", OnError.class));
    }

    private static List<String> path(String parameter, String path, List<String> problems) {
        if (path.isBlank()
                || path.startsWith("-")
                || path.startsWith("/")
                || path.chars().anyMatch(Character::isISOControl)) {
            problems.add(parameter + " '" + ReportCursor.bounded(path, 80)
                    + "' must be a path inside the workspace, relative to the current"
                    + " directory, and must not start with a dash");
        }
        return List.of(path);
    }

    private static List<QualityGate> gates(
            Arguments arguments, Set<Severity> severities, Baseline baseline, List<String> problems) {
        List<QualityGate> gates = new ArrayList<>();
        for (Arguments each : arguments.objects("qualityGates")) {
            String metric = each.string("metric");
            if (!metricNames().contains(metric)) {
                problems.add("quality gate on unknown metric '" + metric + "'"
                        + NearestName.hint(metric, List.copyOf(metricNames())) + "; there are "
                        + String.join(", ", metricNames()));
                continue;
            }
            try {
                QualityGate gate = new QualityGate(
                        metric,
                        each.number("threshold"),
                        each.number("maxDrop"),
                        each.word("direction", QualityGate.Direction.class),
                        each.word("criticality", Criticality.class));
                contradictions(gate, severities, baseline, problems);
                gates.add(gate);
            } catch (IllegalArgumentException e) {
                problems.add(e.getMessage());
            }
        }
        return gates;
    }

    /** A gate that could never be missed is a mistake that nobody would notice. */
    private static void contradictions(
            QualityGate gate, Set<Severity> severities, Baseline baseline, List<String> problems) {
        String metric = gate.metric();
        boolean counts = metric.startsWith("total.") || metric.startsWith("new.");
        if (counts && gate.direction() == QualityGate.Direction.HIGHER) {
            problems.add("quality gate on '" + metric + "': more findings are never better; write direction: 'LOWER'");
        }
        if ((comparing(metric) || gate.relative()) && baseline.kind() == Baseline.Kind.NONE) {
            problems.add("quality gate on '" + metric + "' compares with a baseline; write baseline: 'PREVIOUS' or"
                    + " 'DEPLOYED:<environment>'");
        }
        String word = metric.substring(metric.indexOf('.') + 1);
        if (counts && !severities.isEmpty() && !word.equals("all") && !severities.contains(Severity.ofWord(word))) {
            problems.add("quality gate on '" + metric + "', but severity leaves " + word
                    + " out, so that it would always be 0");
        }
    }

    /** Metrics that are themselves differences to the baseline. */
    static boolean comparing(String metric) {
        return metric.startsWith("new.") || metric.equals("fixed.all");
    }

    static Set<String> metricNames() {
        Set<String> names = new LinkedHashSet<>();
        for (String family : List.of("total.", "new.")) {
            for (Severity severity : Severity.values()) {
                names.add(family + severity.word());
            }
            names.add(family + "all");
        }
        names.addAll(List.of("fixed.all", "suppressed", "expired"));
        return names;
    }

    boolean recorded() {
        return source == Source.INPUT;
    }

    /** What is scanned, for the log. */
    String what() {
        return image != null ? image.toString() : String.join(", ", paths);
    }
}
