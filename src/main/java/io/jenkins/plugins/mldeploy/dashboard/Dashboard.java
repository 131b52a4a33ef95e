package io.jenkins.plugins.mldeploy.dashboard;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.policy.Environment;
import io.jenkins.plugins.mldeploy.policy.Environments;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Answers the dashboard's questions from the journal, reading it once. */
public final class Dashboard {
    private static final Set<String> THERE = Set.of(Deployed.DEPLOYED, Deployed.REHEARSED);

    private final EvidenceStore store;
    private final Environments environments;

    public Dashboard(EvidenceStore store, Environments environments) {
        this.store = store;
        this.environments = environments;
    }

    /** @param runs how many of the newest runs */
    public Overview overview(int runs) {
        List<Entry> newestFirst;
        try (Stream<Entry> entries = store.find(EvidenceQuery.all())) {
            newestFirst = entries.toList();
        }
        List<Cell> cells = cells(newestFirst);
        Set<String> services = new TreeSet<>();
        Map<String, Place> places = new LinkedHashMap<>();
        environments.environments().forEach(environment -> places.put(environment.name(), place(environment)));
        for (Cell cell : cells) {
            services.add(cell.service());
            places.putIfAbsent(cell.environment(), new Place(cell.environment(), null, false, null, List.of()));
        }
        return new Overview(
                List.copyOf(places.values()),
                List.copyOf(services),
                cells,
                runs(newestFirst).stream().limit(runs).toList(),
                newestFirst.size());
    }

    private static Place place(Environment environment) {
        List<String> demands = new ArrayList<>();
        environment
                .requiredEvidence()
                .forEach(required -> demands.add(required.step()
                        + (required.id() == null ? "" : " '" + required.id() + "'")
                        + (required.rules().isEmpty() ? "" : ": " + String.join(", ", required.rules()))));
        environment.approvers().forEach(rule -> demands.add("approval: " + rule.count() + " of " + rule.group()));
        if (!environment.branches().isEmpty()) {
            demands.add("branches: " + String.join(", ", environment.branches()));
        }
        if (!environment.jobs().isEmpty()) {
            demands.add("jobs: " + String.join(", ", environment.jobs()));
        }
        if (environment.window() != null) {
            demands.add("window: " + environment.window().cron() + " "
                    + environment.window().timeZone());
        }
        String enforcement = environment.enforcement() == null
                ? null
                : environment.enforcement().name();
        return new Place(environment.name(), environment.tier(), environment.isProtected(), enforcement, demands);
    }

    private static List<Cell> cells(List<Entry> newestFirst) {
        Map<List<String>, Entry> there = new LinkedHashMap<>();
        Map<List<String>, String> lastAttempt = new LinkedHashMap<>();
        for (Entry entry : newestFirst) {
            Evidence evidence = entry.evidence();
            if (!evidence.step().equals(Deployed.STEP)) {
                continue;
            }
            String outcome = text(evidence, Deployed.OUTCOME);
            for (Map<?, ?> release : maps(evidence.details().get("releases"))) {
                List<String> key =
                        List.of(text(evidence, Deployed.ENVIRONMENT), String.valueOf(release.get("release")));
                if (!outcome.equals(Deployed.PLANNED)) {
                    lastAttempt.putIfAbsent(key, outcome);
                }
                if (THERE.contains(outcome)) {
                    Entry known = there.putIfAbsent(key, entry);
                    // A rehearsal is shown only until something is really deployed.
                    if (known != null
                            && outcome.equals(Deployed.DEPLOYED)
                            && text(known.evidence(), Deployed.OUTCOME).equals(Deployed.REHEARSED)) {
                        there.put(key, entry);
                    }
                }
            }
        }
        List<Cell> cells = new ArrayList<>();
        there.forEach((key, entry) -> cells.add(cell(key, entry, lastAttempt.get(key), newestFirst)));
        return cells;
    }

    private static Cell cell(List<String> key, Entry entry, String lastAttempt, List<Entry> newestFirst) {
        Evidence evidence = entry.evidence();
        Map<?, ?> release = maps(evidence.details().get("releases")).stream()
                .filter(each -> key.get(1).equals(String.valueOf(each.get("release"))))
                .findFirst()
                .orElse(Map.of());
        List<String> images = strings(release.get("images"));
        Set<Subject> subjects = subjects(evidence, images);
        Map<String, Finding> verdicts = new LinkedHashMap<>();
        for (Entry other : newestFirst) {
            if (other.seq() < entry.seq()
                    && subjects.contains(other.evidence().subject())
                    && !other.evidence().step().equals(Deployed.STEP)) {
                verdicts.putIfAbsent(
                        other.evidence().step() + " " + other.evidence().id(), Finding.of(other));
            }
        }
        String outcome = text(evidence, Deployed.OUTCOME);
        Object version = release.get("version");
        return new Cell(
                key.get(0),
                key.get(1),
                outcome,
                outcome.equals(lastAttempt) ? null : lastAttempt,
                images,
                release.get("chart") + (version == null ? "" : " " + version),
                subjects.iterator().next().abbreviated(),
                evidence.origin().commit(),
                evidence.origin().job(),
                evidence.origin().number(),
                evidence.at().toString(),
                text(evidence, "strategy"),
                strings(evidence.details().get("approvers")),
                List.copyOf(verdicts.values()));
    }

    /** The service's own images first, then what the run was about: tests of a commit are shown with the image that was built from it. */
    private static Set<Subject> subjects(Evidence evidence, List<String> images) {
        Set<Subject> subjects = new LinkedHashSet<>();
        for (String image : images) {
            int at = image.indexOf("@sha256:");
            if (at >= 0 && image.length() == at + 1 + "sha256:".length() + 64) {
                subjects.add(Subject.image(image.substring(at + 1)));
            }
        }
        subjects.add(evidence.subject());
        if (evidence.details().get("source") instanceof String source) {
            subjects.add(new Subject(source));
        }
        return subjects;
    }

    private static Collection<RunRow> runs(List<Entry> newestFirst) {
        Map<String, List<Entry>> byRun = new LinkedHashMap<>();
        newestFirst.forEach(
                entry -> byRun.computeIfAbsent(entry.evidence().origin().display(), run -> new ArrayList<>())
                        .add(entry));
        return byRun.values().stream()
                .map(entries -> {
                    Evidence newest = entries.get(0).evidence();
                    Verdict worst = entries.stream()
                            .map(entry -> entry.evidence().verdict())
                            .reduce(Verdict.PASS, Verdict::and);
                    return new RunRow(
                            newest.origin().job(),
                            newest.origin().number(),
                            newest.origin().commit(),
                            newest.origin().branch(),
                            newest.at().toString(),
                            worst.name(),
                            entries.stream().map(Finding::of).toList());
                })
                .toList();
    }

    private static String text(Evidence evidence, String detail) {
        return String.valueOf(evidence.details().get(detail));
    }

    private static List<String> strings(Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    private static List<Map<?, ?>> maps(Object value) {
        List<Map<?, ?>> maps = new ArrayList<>();
        if (value instanceof List<?> list) {
            list.forEach(element -> {
                if (element instanceof Map<?, ?> map) {
                    maps.add(map);
                }
            });
        }
        return maps;
    }
}
