package io.jenkins.plugins.mldeploy.dashboard;

import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.policy.Environments;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Answers the dashboard's questions from the journal, reading it once a question. */
public final class Dashboard {
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
        List<Cell> cells = new Matrix(newestFirst).cells();
        Set<String> services = new TreeSet<>();
        Map<String, Place> places = new LinkedHashMap<>();
        environments.environments().forEach(environment -> places.put(environment.name(), Place.of(environment)));
        for (Cell cell : cells) {
            services.add(cell.service());
            places.putIfAbsent(cell.environment(), Place.unknown(cell.environment()));
        }
        return new Overview(
                List.copyOf(places.values()),
                List.copyOf(services),
                cells,
                runs(newestFirst, runs),
                newestFirst.size());
    }

    /** The records with these numbers, newest first; numbers that the journal does not have are left out. */
    public List<Finding> findings(Set<Long> numbers) {
        if (numbers.isEmpty()) {
            return List.of();
        }
        try (Stream<Entry> entries = store.find(EvidenceQuery.all())) {
            return entries.filter(entry -> numbers.contains(entry.seq()))
                    .map(Finding::of)
                    .toList();
        }
    }

    private static List<RunRow> runs(List<Entry> newestFirst, int limit) {
        Map<String, List<Entry>> byRun = new LinkedHashMap<>();
        newestFirst.forEach(
                entry -> byRun.computeIfAbsent(entry.evidence().origin().display(), run -> new ArrayList<>())
                        .add(entry));
        return byRun.values().stream().limit(limit).map(Dashboard::run).toList();
    }

    private static RunRow run(List<Entry> entries) {
        Evidence newest = entries.get(0).evidence();
        Origin origin = newest.origin();
        Verdict worst =
                entries.stream().map(entry -> entry.evidence().verdict()).reduce(Verdict.PASS, Verdict::and);
        return new RunRow(
                origin.job(),
                origin.number(),
                origin.commit(),
                origin.branch(),
                newest.at().toString(),
                worst.name(),
                entries.stream().map(Finding::of).toList());
    }
}
