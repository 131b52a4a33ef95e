package io.jenkins.plugins.mldeploy.dashboard;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.policy.Approval;
import io.jenkins.plugins.mldeploy.policy.ConfigurationRecord;
import io.jenkins.plugins.mldeploy.policy.Environments;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Answers the dashboard's questions from the journal, for one reader. Reads of the journal what a question is about, and no more. */
public final class Dashboard {
    private static final Set<String> HISTORY = Set.of(Approval.EVENT, ConfigurationRecord.STEP);

    /** Weeks enough for a team that deploys seldom, few enough to show that it changed its ways. */
    private static final Duration WINDOW = Duration.ofDays(30);

    private final DeploymentHistory history;
    private final EvidenceStore store;
    private final Environments environments;
    private final Predicate<String> visible;
    /** A host may have to ask for the permission of each job; an answer holds for one question. */
    private final Map<String, Boolean> known = new HashMap<>();

    /** For somebody who may see everything. */
    public Dashboard(DeploymentHistory history, Environments environments) {
        this(history, environments, job -> true);
    }

    /**
     * @param history of the journal that is asked; a host keeps it
     * @param visible the full names of the jobs whose records may be seen; all others count nowhere, not even in a total
     */
    public Dashboard(DeploymentHistory history, Environments environments, Predicate<String> visible) {
        this.history = history;
        this.store = history.store();
        this.environments = environments;
        this.visible = visible;
    }

    /** For questions about records only. */
    static Dashboard ofRecords(EvidenceStore store) {
        return new Dashboard(new DeploymentHistory(store), new Environments(List.of(), Map.of()));
    }

    /**
     * @param runs how many of the newest runs
     * @param now for the rates of the last days
     */
    public Overview overview(int runs, Instant now) {
        known.clear();
        List<DeploymentEvent> events = history.newestFirst().stream()
                .filter(event -> isVisible(event.job()))
                .toList();
        List<Cell> cells = new Matrix(events, store, this::isVisible).cells();
        Set<String> services = new TreeSet<>();
        Map<String, Place> places = new LinkedHashMap<>();
        environments
                .environments()
                .forEach(environment -> places.put(environment.name(), Place.of(environment, visible)));
        for (Cell cell : cells) {
            services.add(cell.service());
            places.putIfAbsent(cell.environment(), Place.unknown(cell.environment()));
        }
        List<RunRow> rows = newestRuns(runs);
        return new Overview(
                List.copyOf(places.values()),
                List.copyOf(services),
                cells,
                places.keySet().stream()
                        .map(environment -> Delivery.of(environment, of(environment, events), WINDOW, now, store))
                        .toList(),
                rows,
                rows.stream().mapToLong(row -> row.findings().size()).sum());
    }

    /** All deployments and rollbacks that reached a cluster, newest first, as CSV (RFC 4180) with a line of names. */
    public String deploymentsCsv() {
        known.clear();
        return DeploymentCsv.of(Delivery.oneEach(history.newestFirst().stream()
                .filter(event -> isVisible(event.job()))
                .toList()));
    }

    private static List<DeploymentEvent> of(String environment, List<DeploymentEvent> events) {
        return events.stream()
                .filter(event -> event.environment().equals(environment))
                .toList();
    }

    /** The records with these numbers, newest first; numbers that the journal does not have are left out. */
    public List<Finding> findings(Set<Long> numbers) {
        return numbers.stream()
                .sorted(Comparator.reverseOrder())
                .flatMap(number -> store.entry(number).stream())
                .filter(this::isVisible)
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
        return runs(find(EvidenceQuery.all().job(job)), limit);
    }

    /** One run in full, empty when it recorded nothing. */
    public Optional<RunReport> run(String job, long number) {
        List<Entry> entries = find(EvidenceQuery.all().job(job).runs(Set.of(job + " #" + number)));
        return entries.isEmpty()
                ? Optional.empty()
                : Optional.of(new RunReport(
                        run(entries), entries.stream().map(Account::of).toList()));
    }

    /** Their names first, then all that they recorded: the records of a run lie among those of others. */
    private List<RunRow> newestRuns(int limit) {
        Set<String> newest = new LinkedHashSet<>();
        try (Stream<Entry> entries = store.find(EvidenceQuery.all())) {
            // A changed rule that no run was the first to meet belongs to none.
            Iterator<Entry> newestFirst = entries.filter(this::isVisible)
                    .filter(entry -> entry.evidence().origin().number() > 0)
                    .iterator();
            while (newest.size() < limit && newestFirst.hasNext()) {
                newest.add(newestFirst.next().evidence().origin().display());
            }
        }
        return runs(find(EvidenceQuery.all().runs(newest)), limit);
    }

    private List<Entry> find(EvidenceQuery query) {
        try (Stream<Entry> entries = store.find(query)) {
            return entries.filter(this::isVisible).toList();
        }
    }

    private boolean isVisible(Entry entry) {
        return isVisible(entry.evidence().origin().job());
    }

    private boolean isVisible(String job) {
        return known.computeIfAbsent(job, visible::test);
    }

    private static List<RunRow> runs(List<Entry> newestFirst, int limit) {
        Map<String, List<Entry>> byRun = new LinkedHashMap<>();
        newestFirst.forEach(
                entry -> byRun.computeIfAbsent(entry.evidence().origin().display(), run -> new ArrayList<>())
                        .add(entry));
        return byRun.values().stream().limit(limit).map(Dashboard::run).toList();
    }

    private static boolean isFound(Entry entry) {
        DeploymentEvent event = entry.evidence().step().equals(Deployed.STEP) ? DeploymentEvent.of(entry) : null;
        return event != null && event.isFound();
    }

    private static RunRow run(List<Entry> entries) {
        Evidence newest = entries.get(0).evidence();
        Origin origin = newest.origin();
        // What a run found is no finding about what it did itself, unless that is all that it did.
        boolean onlyFound = entries.stream().allMatch(Dashboard::isFound);
        Verdict worst = entries.stream()
                .filter(entry -> onlyFound || !isFound(entry))
                .map(entry -> entry.evidence().verdict())
                .reduce(Verdict.PASS, Verdict::and);
        return new RunRow(
                origin.job(),
                origin.number(),
                origin.commit(),
                origin.branch(),
                newest.at().toString(),
                worst.name(),
                // Single events of gates and changed rules are history: they have their place in the report of the run.
                entries.stream()
                        .filter(entry -> !HISTORY.contains(entry.evidence().step()))
                        .map(Finding::of)
                        .toList());
    }
}
