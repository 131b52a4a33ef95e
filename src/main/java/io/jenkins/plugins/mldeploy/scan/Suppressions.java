package io.jenkins.plugins.mldeploy.scan;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is not counted, and why: classes that the step leaves out, findings without a fix, VEX statements, and entries of the ignore file
 * until they expire.
 */
final class Suppressions {
    private final Set<Severity> severities;
    private final boolean ignoreUnfixed;
    private final LocalDate today;
    private final Map<String, List<IgnoreEntry>> ignored = new HashMap<>();
    private final Map<String, List<VexStatement>> vex = new HashMap<>();

    /**
     * What becomes of a finding.
     *
     * @param why in words; empty for what simply counts
     * @param entry of the ignore file that has something to do with it, null when there is none
     */
    record Decision(Fate fate, String why, IgnoreEntry entry) {}

    /**
     * @param severities that count; empty for all
     * @param ignoreUnfixed leaves out what nobody can update yet
     * @param today in UTC
     */
    Suppressions(
            Set<Severity> severities,
            boolean ignoreUnfixed,
            List<IgnoreEntry> entries,
            List<VexStatement> statements,
            LocalDate today) {
        this.severities = severities;
        this.ignoreUnfixed = ignoreUnfixed;
        this.today = today;
        for (IgnoreEntry entry : entries) {
            ignored.computeIfAbsent(key(entry.id()), id -> new ArrayList<>()).add(entry);
        }
        for (VexStatement statement : statements) {
            for (String id : statement.ids()) {
                vex.computeIfAbsent(key(id), key -> new ArrayList<>()).add(statement);
            }
        }
    }

    Decision decide(Finding finding, ReportFacts scanned) {
        if (!severities.isEmpty() && !severities.contains(finding.severity())) {
            return new Decision(Fate.FILTERED, "severity " + finding.severity().word() + " is not counted", null);
        }
        if (ignoreUnfixed && !finding.fixable()) {
            return new Decision(Fate.FILTERED, "no fix yet", null);
        }
        for (VexStatement statement : of(vex, finding)) {
            if (statement.covers(finding, scanned)) {
                return new Decision(Fate.SUPPRESSED, statement.why(), null);
            }
        }
        List<IgnoreEntry> entries = of(ignored, finding).stream()
                .filter(entry -> entry.covers(finding))
                .toList();
        Optional<IgnoreEntry> valid =
                entries.stream().filter(entry -> !entry.expired(today)).findFirst();
        if (valid.isPresent()) {
            IgnoreEntry entry = valid.get();
            return new Decision(
                    Fate.SUPPRESSED, entry.reason() + " (" + entry.owner() + ", until " + entry.expires() + ")", entry);
        }
        if (!entries.isEmpty()) {
            IgnoreEntry entry = entries.get(0);
            return new Decision(
                    Fate.EXPIRED, "was ignored until " + entry.expires() + "; owner: " + entry.owner(), entry);
        }
        return new Decision(Fate.COUNTED, "", null);
    }

    private static <T> List<T> of(Map<String, List<T>> byId, Finding finding) {
        if (byId.isEmpty()) {
            return List.of();
        }
        Set<T> found = new LinkedHashSet<>(byId.getOrDefault(key(finding.id()), List.of()));
        for (String alias : finding.aliases()) {
            found.addAll(byId.getOrDefault(key(alias), List.of()));
        }
        return List.copyOf(found);
    }

    private static String key(String id) {
        return id.toUpperCase(Locale.ROOT);
    }
}
