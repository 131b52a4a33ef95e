package io.jenkins.plugins.mldeploy.policy;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Computes a {@link Risk} from the journal. What is not known adds to it: nobody knows that it is harmless. */
public final class RiskAssessment {
    private static final int LOOKED_BACK = 10;

    private final Environment environment;
    private final EvidenceStore store;
    private final Risk.Sum sum = new Risk.Sum();

    private RiskAssessment(Environment environment, EvidenceStore store) {
        this.environment = environment;
        this.store = store;
    }

    /**
     * Assesses what is about to enter.
     *
     * @param subjects that it brings in
     * @param planHash of its plan, null when there is none
     * @param at when it was asked for; the hour counts
     */
    public static Risk of(
            Environment environment, EvidenceStore store, Set<Subject> subjects, String planHash, Instant at) {
        RiskAssessment assessment = new RiskAssessment(environment, store);
        Set<Subject> running = Deployed.subjects(store, environment.name());
        Collection<Entry> evidence = EvidenceCheck.newest(environment, store, subjects);
        if (running.isEmpty()) {
            assessment.sum.add(30, "RISK_FIRST", "nothing runs in '" + environment.name() + "' yet to compare with");
        } else {
            Collection<Entry> before = EvidenceCheck.newest(environment, store, running);
            assessment.findings(evidence, before);
            assessment.quality(evidence, before);
        }
        assessment.size(planHash);
        assessment.history();
        assessment.hour(at);
        return assessment.sum.risk();
    }

    private void size(String planHash) {
        Optional<Entry> plan = Optional.empty();
        if (planHash != null) {
            try (Stream<Entry> entries = store.find(EvidenceQuery.ofStep(Deployed.STEP))) {
                plan = entries.filter(entry ->
                                planHash.equals(entry.evidence().details().get("planHash")))
                        .findFirst();
            }
        }
        Optional<Integer> lines = plan.map(entry -> entry.evidence().details().get("changedLines"))
                .filter(Number.class::isInstance)
                .map(number -> ((Number) number).intValue());
        if (lines.isEmpty()) {
            sum.add(10, "RISK_SIZE", "the size of the change is not known");
        } else if (lines.get() > 0) {
            sum.add(
                    lines.get() > 200 ? 20 : lines.get() > 20 ? 10 : 5,
                    "RISK_SIZE",
                    lines.get() + " changed line(s) of the manifest");
        }
    }

    private void findings(Collection<Entry> now, Collection<Entry> before) {
        List<Entry> scans = of("containerScan", now);
        if (scans.stream().noneMatch(RiskAssessment::judged)) {
            sum.add(20, "RISK_FINDINGS", "no scan says what is new");
            return;
        }
        Set<String> known = new LinkedHashSet<>();
        of("containerScan", before).forEach(entry -> known.addAll(Approval.findings(entry)));
        Set<String> fresh = new LinkedHashSet<>();
        scans.forEach(entry -> fresh.addAll(Approval.findings(entry)));
        fresh.removeAll(known);
        if (!fresh.isEmpty()) {
            sum.add(
                    Math.min(40, 10 * fresh.size()),
                    "RISK_FINDINGS",
                    fresh.size() + " new finding(s): "
                            + String.join(", ", fresh.stream().limit(3).toList())
                            + (fresh.size() > 3 ? ", …" : ""));
        }
    }

    private void quality(Collection<Entry> now, Collection<Entry> before) {
        List<Entry> tests = of("mlTest", now);
        if (tests.isEmpty() || !tests.stream().allMatch(RiskAssessment::judged)) {
            sum.add(20, "RISK_QUALITY", "tests are missing or could not be judged");
            return;
        }
        if (tests.stream().anyMatch(entry -> entry.evidence().verdict() != Verdict.PASS)) {
            sum.add(15, "RISK_QUALITY", "a test is not PASS");
        }
        for (Entry test : tests) {
            Optional<Entry> old = of("mlTest", before).stream()
                    .filter(entry ->
                            entry.evidence().id().equals(test.evidence().id()))
                    .findFirst();
            Map<String, Double> values =
                    old.map(entry -> entry.evidence().metrics()).orElse(Map.of());
            Double was = values.get("tests.passRate");
            Double is = test.evidence().metrics().get("tests.passRate");
            if (was != null && is != null && is < was) {
                sum.add(
                        20,
                        "RISK_QUALITY",
                        String.format(
                                Locale.ROOT,
                                "pass rate of '%s' %.1f %%, was %.1f %%",
                                test.evidence().id(),
                                100 * is,
                                100 * was));
            }
        }
    }

    private void history() {
        Set<Object> seen = new LinkedHashSet<>();
        int failed = 0;
        try (Stream<Entry> entries = store.find(EvidenceQuery.ofStep(Deployed.STEP))) {
            for (Entry entry : (Iterable<Entry>) entries::iterator) {
                Map<String, Object> details = entry.evidence().details();
                Object outcome = details.get(Deployed.OUTCOME);
                boolean bad = Deployed.ROLLED_BACK.equals(outcome) || Deployed.FAILED.equals(outcome);
                if (!environment.name().equals(details.get(Deployed.ENVIRONMENT))
                        || !(bad || Deployed.DEPLOYED.equals(outcome))
                        || !seen.add(details.get(Deployed.DEPLOYMENT_ID))) {
                    continue;
                }
                failed += bad ? 1 : 0;
                if (seen.size() == LOOKED_BACK) {
                    break;
                }
            }
        }
        if (failed > 0) {
            sum.add(
                    Math.min(30, 10 * failed),
                    "RISK_HISTORY",
                    failed + " of the last " + seen.size() + " deployment(s) failed");
        }
    }

    private void hour(Instant at) {
        ZonedDateTime there = at.atZone(ZoneId.of(
                environment.window() == null ? "UTC" : environment.window().timeZone()));
        DayOfWeek day = there.getDayOfWeek();
        boolean weekend = day == DayOfWeek.SATURDAY || day == DayOfWeek.SUNDAY;
        boolean evening = there.getHour() < 8 || there.getHour() >= (day == DayOfWeek.FRIDAY ? 14 : 17);
        if (weekend || evening) {
            sum.add(
                    15,
                    "RISK_HOUR",
                    "%s %02d:%02d"
                            .formatted(
                                    day.getDisplayName(TextStyle.FULL, Locale.ENGLISH),
                                    there.getHour(),
                                    there.getMinute()));
        }
    }

    private static List<Entry> of(String step, Collection<Entry> entries) {
        return entries.stream()
                .filter(entry -> entry.evidence().step().equals(step))
                .toList();
    }

    private static boolean judged(Entry entry) {
        return entry.evidence().verdict() != Verdict.NOT_EVALUATED;
    }
}
