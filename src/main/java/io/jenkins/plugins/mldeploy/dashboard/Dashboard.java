package io.jenkins.plugins.mldeploy.dashboard;

import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.policy.Approval;
import io.jenkins.plugins.mldeploy.policy.Environments;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Answers the dashboard's questions from the journal, reading it once a question. */
public final class Dashboard {
    private final EvidenceStore store;
    private final Environments environments;
    private final Predicate<String> visible;

    /** For somebody who may see everything. */
    public Dashboard(EvidenceStore store, Environments environments) {
        this(store, environments, job -> true);
    }

    /** @param visible the full names of the jobs whose records may be seen; all others count nowhere, not even in a total */
    public Dashboard(EvidenceStore store, Environments environments, Predicate<String> visible) {
        this.store = store;
        this.environments = environments;
        this.visible = visible;
    }

    /** For questions about records only. */
    static Dashboard ofRecords(EvidenceStore store) {
        return new Dashboard(store, new Environments(List.of(), Map.of()));
    }

    /** @param runs how many of the newest runs */
    public Overview overview(int runs) {
        List<Entry> newestFirst = find(EvidenceQuery.all(), entry -> true);
        List<Cell> cells = new Matrix(newestFirst).cells();
        Set<String> services = new TreeSet<>();
        Map<String, Place> places = new LinkedHashMap<>();
        environments
                .environments()
                .forEach(environment -> places.put(environment.name(), Place.of(environment, visible)));
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
        return numbers.stream()
                .sorted(Comparator.reverseOrder())
                .flatMap(number -> store.entry(number).stream())
                .filter(entry -> visible.test(entry.evidence().origin().job()))
                .map(Finding::of)
                .toList();
    }

    /**
     * The newest runs of one job, newest first.
     *
     * @param job full name
     * @param limit how many
     */
    public List<RunRow> runsOf(String job, int limit) {
        return runs(find(EvidenceQuery.all().job(job), entry -> true), limit);
    }

    /** One run in full, empty when it recorded nothing. */
    public Optional<RunReport> run(String job, long number) {
        List<Entry> entries = find(
                EvidenceQuery.all().job(job), entry -> entry.evidence().origin().number() == number);
        return entries.isEmpty()
                ? Optional.empty()
                : Optional.of(new RunReport(
                        run(entries), entries.stream().map(Account::of).toList()));
    }

    private List<Entry> find(EvidenceQuery query, Predicate<Entry> wanted) {
        // A host may have to ask for the permission of each job; the answer holds for one question.
        Map<String, Boolean> known = new HashMap<>();
        try (Stream<Entry> entries = store.find(query)) {
            return entries.filter(entry ->
                            known.computeIfAbsent(entry.evidence().origin().job(), visible::test))
                    .filter(wanted)
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
                // Single events of gates are history: they have their place in the report of the run.
                entries.stream()
                        .filter(entry -> !entry.evidence().step().equals(Approval.EVENT))
                        .map(Finding::of)
                        .toList());
    }
}
