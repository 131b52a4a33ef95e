package io.jenkins.plugins.mldeploy.gate;

import io.jenkins.plugins.mldeploy.host.Commit;
import io.jenkins.plugins.mldeploy.verdict.QualityGate;
import java.util.List;

/** What would change, in plain lines: the same facts as on the reviewers' page. */
final class ComparisonText {
    private static final int LINES = 10;

    private ComparisonText() {}

    static void add(Comparison comparison, List<String> lines) {
        if (comparison.running() != null) {
            lines.add((comparison.running().adopted()
                            ? "  runs now   what others deployed, found by %s at %s%s"
                            : "  runs now   %s since %s%s")
                    .formatted(
                            comparison.running().run(),
                            comparison.running().since(),
                            comparison.running().commit() == null
                                    ? ""
                                    : ", commit "
                                            + abbreviated(comparison.running().commit())));
        }
        commits(comparison.commits(), lines);
        for (Comparison.Tests tests : comparison.tests()) {
            lines.add("  tests      '%s': %s, before %s".formatted(tests.id(), or(tests.now()), or(tests.before())));
            list("fails now: ", tests.failed(), lines);
            list("mended: ", tests.mended(), lines);
            tests.metrics().stream()
                    .filter(metric -> !metric.name().startsWith("command."))
                    .limit(LINES)
                    .forEach(metric -> lines.add("             " + metric(metric)));
        }
        for (Comparison.Findings findings : comparison.findings()) {
            lines.add("  findings   '%s': %d new, %d fixed%s"
                    .formatted(
                            findings.id(),
                            findings.added().size(),
                            findings.fixed().size(),
                            findings.complete() ? "" : "; not all are known"));
            list("new: ", findings.added(), lines);
            list("fixed: ", findings.fixed(), lines);
        }
        if (comparison.sbom() != null) {
            Comparison.Sbom sbom = comparison.sbom();
            lines.add("  components "
                    + (sbom.same()
                            ? "the same"
                            : "%d added, %d removed, %d changed"
                                    .formatted(
                                            sbom.added().size(),
                                            sbom.removed().size(),
                                            sbom.changed().size())));
            list("added: ", sbom.added(), lines);
            list("removed: ", sbom.removed(), lines);
            list("changed: ", sbom.changed(), lines);
            list("licence: ", sbom.licences(), lines);
        }
        comparison.notes().forEach(note -> lines.add("  not known  " + note));
    }

    private static void commits(List<Commit> commits, List<String> lines) {
        if (commits == null) {
            return;
        }
        lines.add("  commits    " + (commits.isEmpty() ? "none is new" : commits.size() + " new"));
        commits.stream()
                .limit(LINES)
                .forEach(commit -> lines.add("             %s %s (%s)"
                        .formatted(abbreviated(commit.hash()), commit.subject(), commit.author())));
        if (commits.size() > LINES) {
            lines.add("             …");
        }
    }

    /** {@code faithfulness 0.9 → 0.87, −0.03 (95 %: −0.05 to −0.01)}. */
    static String metric(Comparison.Metric metric) {
        String text = "%s %s → %s"
                .formatted(
                        metric.name(),
                        metric.before() == null ? "none" : QualityGate.number(metric.before()),
                        metric.now() == null ? "none" : QualityGate.number(metric.now()));
        if (metric.low() == null) {
            return text;
        }
        return text
                + " (95 %%: %s to %s%s)"
                        .formatted(
                                QualityGate.number(metric.low()),
                                QualityGate.number(metric.high()),
                                metric.significant() ? "" : ", may be chance");
    }

    private static void list(String what, List<String> all, List<String> lines) {
        all.stream().limit(LINES).forEach(each -> lines.add("             " + what + each));
        if (all.size() > LINES) {
            lines.add("             … and " + (all.size() - LINES) + " more");
        }
    }

    private static String or(String verdict) {
        return verdict == null ? "none" : verdict;
    }

    private static String abbreviated(String hash) {
        return hash.substring(0, Math.min(12, hash.length()));
    }
}
