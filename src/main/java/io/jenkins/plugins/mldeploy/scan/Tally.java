package io.jenkins.plugins.mldeploy.scan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Gathers the findings of several reports: the same one in one target once, in two targets twice. Keeps at most {@value #MAX_LISTED} (or 12 Mi
 * characters) of them; what comes after is still counted, each time that it is told, so that a count can be too high but never too low.
 */
final class Tally implements Consumer<Finding> {
    static final int MAX_LISTED = 20_000;
    private static final ReportFacts NOT_KNOWN_YET =
            new ReportFacts("", "", "", "", null, "", null, ReportFacts.Kind.OTHER, null, 0, 0);
    private static final long MAX_WEIGHT = 12L << 20;

    private final Suppressions suppressions;
    private final Map<String, Entry> all = new LinkedHashMap<>();
    private final Map<String, Finding> current = new LinkedHashMap<>();
    private final Map<Severity, Long> beyond = new EnumMap<>(Severity.class);
    private long beyondSuppressed;
    private long weight;
    private boolean cut;

    private record Entry(Finding finding, ReportFacts report) {}

    Tally(Suppressions suppressions) {
        this.suppressions = suppressions;
    }

    @Override
    public void accept(Finding finding) {
        Finding known = current.get(finding.identity());
        if (known != null) {
            Finding merged = known.merge(finding);
            weight += merged.weight() - known.weight();
            current.put(finding.identity(), merged);
        } else if (all.size() + current.size() < MAX_LISTED && weight < MAX_WEIGHT) {
            weight += finding.weight();
            current.put(finding.identity(), finding);
        } else {
            cut = true;
            count(finding);
        }
    }

    /** Beyond the list a finding is judged at once, by what is known of its report by then: no statement about an image suppresses it. */
    private void count(Finding finding) {
        Fate fate = suppressions.decide(finding, NOT_KNOWN_YET).fate();
        if (fate.counts()) {
            beyond.merge(finding.severity(), 1L, Long::sum);
        } else if (fate == Fate.SUPPRESSED) {
            beyondSuppressed++;
        }
    }

    /** The report is read; its targets get their full names. */
    void endOf(ReportFacts report) {
        for (Finding finding : current.values()) {
            Finding placed = finding.in(report.prefix() + finding.target());
            all.merge(
                    placed.identity(),
                    new Entry(placed, report),
                    (before, now) -> new Entry(before.finding().merge(now.finding()), before.report()));
        }
        current.clear();
    }

    boolean isCut() {
        return cut;
    }

    /** Every listed finding with what becomes of it, worst first. */
    List<Judged> judged(Consumer<IgnoreEntry> used) {
        List<Judged> judged = new ArrayList<>();
        for (Entry entry : all.values()) {
            Suppressions.Decision decision = suppressions.decide(entry.finding(), entry.report());
            if (decision.entry() != null) {
                used.accept(decision.entry());
            }
            judged.add(Judged.of(entry.finding(), decision));
        }
        judged.sort(Comparator.comparing(Judged::severity)
                .thenComparing(finding -> finding.cvss() == null ? 0 : -finding.cvss())
                .thenComparing(Judged::id)
                .thenComparing(Judged::packageName)
                .thenComparing(Judged::target));
        return judged;
    }

    /** How many were counted beyond the list. */
    Map<Severity, Long> beyond() {
        return beyond;
    }

    long beyondSuppressed() {
        return beyondSuppressed;
    }
}
