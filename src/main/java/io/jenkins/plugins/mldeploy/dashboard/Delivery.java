package io.jenkins.plugins.mldeploy.dashboard;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.policy.Approval;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * How an environment is delivered to: the four metrics of <a href="https://dora.dev/guides/dora-metrics/">DORA</a>, from real deployments only. Builds, plans, rehearsals, refusals and what was
 * deployed by others change none of them. A metric without data is null; no level is guessed.
 *
 * @param environment its name
 * @param days how far it looks back: at most what the host says, and not beyond the first deployment, but a week at least, so that what is new is measured
 *     by its own time
 * @param deployments changes that reached the cluster, failed ones included; a rollback is none
 * @param perDay deployment frequency
 * @param failed changes that were rolled back, by themselves or later, or that failed and stayed
 * @param failureRate change failure rate, 0 to 1
 * @param restoreSeconds time to restore: median from the failure to what ran next
 * @param lead time for changes: medians of their parts
 * @param history the newest deployments and rollbacks, and what was found there that others had deployed; newest first
 */
public record Delivery(
        String environment,
        long days,
        int deployments,
        Double perDay,
        int failed,
        Double failureRate,
        Long restoreSeconds,
        Lead lead,
        List<Past> history) {
    private static final int SHOWN = 50;
    private static final int MEASURED = 50;
    private static final Duration SHORTEST = Duration.ofDays(7);

    /**
     * Lead time in seconds, from the first record of the run that deployed to the end of its deployment. The time from the commit to that run is not in the journal.
     *
     * @param total the whole
     * @param work building, testing and everything else that machines do
     * @param waiting for people at gates
     * @param deploying the deployment itself
     */
    public record Lead(long total, long work, long waiting, long deploying) {}

    /**
     * A deployment or rollback that reached the cluster, or what was found there.
     *
     * @param outcome {@code deployed}, {@code rolledBack} or {@code failed}; {@code adopted} or {@code doubtful} for what was found
     * @param back true when it brought an earlier version back
     * @param at ISO-8601
     */
    public record Past(
            String deployment,
            String outcome,
            boolean back,
            String at,
            long seconds,
            String job,
            long number,
            List<String> services) {
        static Past of(DeploymentEvent event) {
            return new Past(
                    event.deployment(),
                    event.outcome(),
                    event.back(),
                    event.at().toString(),
                    event.took().toSeconds(),
                    event.job(),
                    event.number(),
                    event.services());
        }
    }

    /**
     * @param newestFirst of this environment, as far as the reader may see it
     * @param longest how far it looks back at most
     */
    static Delivery of(
            String environment, List<DeploymentEvent> newestFirst, Duration longest, Instant now, EvidenceStore store) {
        List<DeploymentEvent> real = oneEach(newestFirst);
        Duration window = window(real, longest, now);
        List<DeploymentEvent> changes = new ArrayList<>();
        List<Duration> restores = new ArrayList<>();
        List<DeploymentEvent> measured = new ArrayList<>();
        int failed = 0;
        for (int i = 0; i < real.size(); i++) {
            DeploymentEvent event = real.get(i);
            if (event.back() || event.at().isBefore(now.minus(window))) {
                continue;
            }
            changes.add(event);
            DeploymentEvent next = next(real, i);
            if (event.succeeded() && (next == null || !next.back() || !next.succeeded())) {
                if (measured.size() < MEASURED) {
                    measured.add(event);
                }
                continue;
            }
            failed++;
            if (event.outcome().equals(Deployed.ROLLED_BACK)) {
                restores.add(event.took());
            } else if (next != null && next.succeeded()) {
                restores.add(Duration.between(event.at(), next.at()));
            }
        }
        List<Lead> leads = leads(measured, store);
        boolean enough = !changes.isEmpty();
        return new Delivery(
                environment,
                window.toDays(),
                changes.size(),
                enough ? (double) changes.size() / window.toDays() : null,
                failed,
                enough ? (double) failed / changes.size() : null,
                restores.isEmpty() ? null : median(restores.stream().map(Duration::toSeconds)),
                leads.isEmpty()
                        ? null
                        : new Lead(
                                median(leads.stream().map(Lead::total)),
                                median(leads.stream().map(Lead::work)),
                                median(leads.stream().map(Lead::waiting)),
                                median(leads.stream().map(Lead::deploying))),
                oneEach(newestFirst, event -> event.isReal() || event.isFound()).stream()
                        .limit(SHOWN)
                        .map(Past::of)
                        .toList());
    }

    private static Duration window(List<DeploymentEvent> real, Duration longest, Instant now) {
        if (real.isEmpty()) {
            return longest;
        }
        Duration known = Duration.between(real.get(real.size() - 1).at(), now);
        Duration days = Duration.ofDays((known.toSeconds() + 86_399) / 86_400);
        return days.compareTo(longest) > 0 ? longest : days.compareTo(SHORTEST) < 0 ? SHORTEST : days;
    }

    /** Those that reached a cluster, once each: a deployment has a record for each image. */
    static List<DeploymentEvent> oneEach(List<DeploymentEvent> newestFirst) {
        return oneEach(newestFirst, DeploymentEvent::isReal);
    }

    private static List<DeploymentEvent> oneEach(List<DeploymentEvent> newestFirst, Predicate<DeploymentEvent> wanted) {
        Map<String, DeploymentEvent> each = new LinkedHashMap<>();
        newestFirst.stream().filter(wanted).forEach(event -> each.putIfAbsent(event.deployment(), event));
        return List.copyOf(each.values());
    }

    /** What came to the same services after it. */
    private static DeploymentEvent next(List<DeploymentEvent> newestFirst, int at) {
        for (int i = at - 1; i >= 0; i--) {
            if (newestFirst.get(i).sharesServiceWith(newestFirst.get(at))) {
                return newestFirst.get(i);
            }
        }
        return null;
    }

    /** What the journal says about one run that deployed. */
    private static final class Story {
        private Instant first;
        private Duration waiting = Duration.ZERO;
        private final Set<Object> gates = new HashSet<>();

        void add(Evidence evidence, String environment) {
            first = first == null || evidence.at().isBefore(first) ? evidence.at() : first;
            if (evidence.step().equals(Approval.STEP)
                    && environment.equals(evidence.details().get("environment"))
                    && gates.add(evidence.details().get("gate"))) {
                waiting = waiting.plus(waited(evidence));
            }
        }
    }

    /** One question to the journal for all of them. */
    private static List<Lead> leads(List<DeploymentEvent> events, EvidenceStore store) {
        if (events.isEmpty()) {
            return List.of();
        }
        Map<String, Story> stories = new LinkedHashMap<>();
        events.forEach(event -> stories.put(event.run(), new Story()));
        String environment = events.get(0).environment();
        try (Stream<Entry> entries = store.find(EvidenceQuery.all().runs(stories.keySet()))) {
            entries.map(Entry::evidence)
                    .forEach(
                            evidence -> stories.get(evidence.origin().display()).add(evidence, environment));
        }
        return events.stream()
                .map(event -> lead(event, stories.get(event.run())))
                .toList();
    }

    private static Lead lead(DeploymentEvent event, Story story) {
        Instant begun = event.at().minus(event.took());
        Instant first = story.first != null && story.first.isBefore(begun) ? story.first : begun;
        long total = Duration.between(first, event.at()).toSeconds();
        long deploying = event.took().toSeconds();
        long waited = story.waiting.toSeconds();
        return new Lead(total, Math.max(0, total - deploying - waited), waited, deploying);
    }

    private static Duration waited(Evidence gate) {
        try {
            return Duration.between(
                    Instant.parse(String.valueOf(gate.details().get("requestedAt"))),
                    Instant.parse(String.valueOf(gate.details().get("decidedAt"))));
        } catch (DateTimeException e) {
            return Duration.ZERO;
        }
    }

    private static long median(Stream<Long> values) {
        List<Long> sorted = values.sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
