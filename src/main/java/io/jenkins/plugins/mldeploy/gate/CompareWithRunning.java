package io.jenkins.plugins.mldeploy.gate;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.host.Commit;
import io.jenkins.plugins.mldeploy.policy.AdmissionPolicy;
import io.jenkins.plugins.mldeploy.policy.Environment;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.TDistribution;

/** Compares the evidence of what would be deployed with that of what runs. What can't be compared is said, never left out silently. */
final class CompareWithRunning {
    private static final int METRICS = 40;

    private final EvidenceStore store;
    private final List<String> notes = new ArrayList<>();

    private CompareWithRunning(EvidenceStore store) {
        this.store = store;
    }

    /** @param commits that would be new, null when the host can't tell */
    static Comparison of(EvidenceStore store, Environment environment, Set<Subject> subjects, List<Commit> commits) {
        CompareWithRunning comparison = new CompareWithRunning(store);
        List<Entry> running = Deployed.now(store, environment.name());
        if (running.isEmpty()) {
            comparison.notes.add("nothing runs in '" + environment.name()
                    + "' yet, so everything is new, and nothing can be compared");
        }
        running.stream()
                .filter(Deployed::isAdopted)
                .flatMap(entry -> entry.evidence().reasons().stream())
                .map(reason -> GateText.printable(reason.text()))
                .distinct()
                .limit(Comparison.LIMIT)
                .forEach(comparison.notes::add);
        if (commits == null) {
            comparison.notes.add("this host can't tell which commits are new");
        }
        Set<Subject> before = new LinkedHashSet<>();
        running.forEach(entry -> before.add(entry.evidence().subject()));
        running.stream()
                .map(entry -> entry.evidence().origin().commit())
                .filter(commit -> commit != null && commit.matches("[0-9a-f]{40}|[0-9a-f]{64}"))
                .forEach(commit -> before.add(Subject.commit(commit)));
        Map<String, Evidence> was = newest(AdmissionPolicy.evidence(environment, store, before));
        Map<String, Evidence> is = newest(AdmissionPolicy.evidence(environment, store, subjects));
        return new Comparison(
                running(running),
                commits == null
                        ? null
                        : commits.stream().limit(Comparison.LIMIT).toList(),
                comparison.tests(was, is),
                running.isEmpty() ? List.of() : comparison.findings(was, is),
                running.isEmpty() ? null : comparison.sbom(was, is),
                comparison.notes);
    }

    private static Comparison.Running running(List<Entry> running) {
        if (running.isEmpty()) {
            return null;
        }
        // Where others changed a part of a deployment, the notes say which.
        Optional<Entry> deployed =
                running.stream().filter(entry -> !Deployed.isAdopted(entry)).findFirst();
        Evidence first = deployed.orElse(running.get(0)).evidence();
        List<String> images = running.stream()
                .flatMap(entry -> entry.evidence().details().get("images") instanceof List<?> list
                        ? list.stream().map(String::valueOf)
                        : Stream.empty())
                .distinct()
                .toList();
        return new Comparison.Running(
                first.origin().display(), first.origin().commit(), images, first.at(), deployed.isEmpty());
    }

    /** Of several subjects the newest entry of a step and id; keys are {@code step id}. */
    private static Map<String, Evidence> newest(List<Entry> entries) {
        Map<String, Entry> newest = new TreeMap<>();
        entries.forEach(entry -> newest.merge(
                entry.evidence().step() + " " + entry.evidence().id(),
                entry,
                (one, other) -> one.seq() > other.seq() ? one : other));
        Map<String, Evidence> evidence = new TreeMap<>();
        newest.forEach((key, entry) -> evidence.put(key, entry.evidence()));
        return evidence;
    }

    private static Set<String> ids(String step, Map<String, Evidence> was, Map<String, Evidence> is) {
        Set<String> keys = new TreeSet<>(was.keySet());
        keys.addAll(is.keySet());
        keys.removeIf(key -> !key.startsWith(step + " "));
        return keys;
    }

    private List<Comparison.Tests> tests(Map<String, Evidence> was, Map<String, Evidence> is) {
        List<Comparison.Tests> all = new ArrayList<>();
        for (String key : ids("mlTest", was, is)) {
            Evidence before = was.get(key);
            Evidence now = is.get(key);
            Set<String> failedBefore = texts(before, "failed");
            Set<String> failedNow = texts(now, "failed");
            all.add(new Comparison.Tests(
                    key.substring("mlTest ".length()),
                    verdict(before),
                    verdict(now),
                    failedNow.stream()
                            .filter(name -> !failedBefore.contains(name))
                            .limit(Comparison.LIMIT)
                            .toList(),
                    now == null
                            ? List.of()
                            : failedBefore.stream()
                                    .filter(name -> !failedNow.contains(name))
                                    .limit(Comparison.LIMIT)
                                    .toList(),
                    metrics(before, now)));
        }
        return all;
    }

    private static List<Comparison.Metric> metrics(Evidence before, Evidence now) {
        Set<String> names = new TreeSet<>();
        if (before != null) {
            names.addAll(before.metrics().keySet());
        }
        if (now != null) {
            names.addAll(now.metrics().keySet());
        }
        return names.stream()
                .limit(METRICS)
                .map(name -> {
                    double[] interval = interval(samples(before, name), samples(now, name));
                    return new Comparison.Metric(
                            name,
                            before == null ? null : before.metrics().get(name),
                            now == null ? null : now.metrics().get(name),
                            interval == null ? null : interval[0],
                            interval == null ? null : interval[1]);
                })
                .toList();
    }

    /** Count, mean and sum of squared deviations that a test step recorded; null when it has no samples. */
    private static double[] samples(Evidence evidence, String metric) {
        if (evidence == null
                || !(evidence.details().get("samples") instanceof Map<?, ?> all)
                || !(all.get(metric) instanceof Map<?, ?> own)
                || !(own.get("count") instanceof Number count)
                || !(own.get("mean") instanceof Number mean)
                || !(own.get("squares") instanceof Number squares)
                || count.doubleValue() < 2) {
            return null;
        }
        return new double[] {count.doubleValue(), mean.doubleValue(), Math.max(0, squares.doubleValue())};
    }

    /** 95 % of Welch's difference of two means, now minus before. */
    private static double[] interval(double[] before, double[] now) {
        if (before == null || now == null) {
            return null;
        }
        double one = before[2] / (before[0] - 1) / before[0];
        double other = now[2] / (now[0] - 1) / now[0];
        double difference = now[1] - before[1];
        double error = Math.sqrt(one + other);
        if (error == 0) {
            return new double[] {difference, difference};
        }
        double freedom = (one + other) * (one + other) / (one * one / (before[0] - 1) + other * other / (now[0] - 1));
        double reach = error * TDistribution.of(Math.max(1, freedom)).inverseCumulativeProbability(0.975);
        return new double[] {difference - reach, difference + reach};
    }

    private List<Comparison.Findings> findings(Map<String, Evidence> was, Map<String, Evidence> is) {
        List<Comparison.Findings> all = new ArrayList<>();
        for (String key : ids("containerScan", was, is)) {
            Evidence before = was.get(key);
            Evidence now = is.get(key);
            String id = key.substring("containerScan ".length());
            if (before == null || now == null) {
                notes.add("scan '" + id + "': only " + (now == null ? "what runs" : "the new version") + " has one");
            }
            Map<String, String> old = found(before);
            Map<String, String> fresh = found(now);
            boolean judged = verdictIsJudged(before) && verdictIsJudged(now);
            if (before != null && now != null && !judged) {
                notes.add("scan '" + id + "': one of the two could not be judged, so what is new is not known");
            }
            all.add(new Comparison.Findings(
                    id,
                    verdict(before),
                    verdict(now),
                    judged ? without(fresh, old) : List.of(),
                    judged ? without(old, fresh) : List.of(),
                    judged && !cut(before) && !cut(now)));
        }
        return all;
    }

    private static List<String> without(Map<String, String> these, Map<String, String> those) {
        return these.entrySet().stream()
                .filter(each -> !those.containsKey(each.getKey()))
                .map(Map.Entry::getValue)
                .limit(Comparison.LIMIT)
                .toList();
    }

    /** Identity (id, package, target) to words; a new version of the same package is the same finding. */
    private static Map<String, String> found(Evidence evidence) {
        Map<String, String> found = new LinkedHashMap<>();
        if (evidence != null && evidence.details().get("findings") instanceof List<?> list) {
            for (Object each : list) {
                if (each instanceof Map<?, ?> map) {
                    found.put(
                            map.get("id") + " " + map.get("package") + " " + map.get("target"),
                            map.get("severity") + " " + map.get("id") + " in " + map.get("package")
                                    + (map.get("version") == null ? "" : " " + map.get("version")));
                } else {
                    found.put(String.valueOf(each), String.valueOf(each));
                }
            }
        }
        return found;
    }

    private static boolean cut(Evidence evidence) {
        return Boolean.TRUE.equals(evidence.details().get("listCut"))
                || evidence.metrics().getOrDefault("total.all", 0.0)
                        > found(evidence).size() + 0.5;
    }

    private Comparison.Sbom sbom(Map<String, Evidence> was, Map<String, Evidence> is) {
        List<String> added = new ArrayList<>();
        List<String> removed = new ArrayList<>();
        List<String> changed = new ArrayList<>();
        List<String> licences = new ArrayList<>();
        boolean compared = false;
        for (String key : ids("generateSbom", was, is)) {
            Optional<ComponentList> before = components(key, was.get(key), "what runs");
            Optional<ComponentList> now = components(key, is.get(key), "the new version");
            if (before.isPresent() && now.isPresent()) {
                compared = true;
                differ(before.get(), now.get(), added, removed, changed, licences);
            }
        }
        int more = 0;
        for (List<String> list : List.of(added, removed, changed, licences)) {
            if (list.size() > Comparison.LIMIT) {
                more += list.size() - Comparison.LIMIT;
                list.subList(Comparison.LIMIT, list.size()).clear();
            }
        }
        return compared ? new Comparison.Sbom(added, removed, changed, licences, more) : null;
    }

    private static void differ(
            ComponentList before,
            ComponentList now,
            List<String> added,
            List<String> removed,
            List<String> changed,
            List<String> licences) {
        now.components().forEach((name, versions) -> {
            Set<String> old = before.components().get(name);
            Set<String> own = now.licences().getOrDefault(name, Set.of());
            if (old == null) {
                added.add((name + " " + String.join(", ", versions)).strip());
                licences.add("new: " + name + ": " + (own.isEmpty() ? "none stated" : String.join(", ", own)));
                return;
            }
            if (!old.equals(versions)) {
                changed.add(name + " " + String.join(", ", old) + " → " + String.join(", ", versions));
            }
            Set<String> had = before.licences().getOrDefault(name, Set.of());
            if (!had.equals(own)) {
                licences.add(name + ": " + (had.isEmpty() ? "none stated" : String.join(", ", had)) + " → "
                        + (own.isEmpty() ? "none stated" : String.join(", ", own)));
            }
        });
        before.components().forEach((name, versions) -> {
            if (!now.components().containsKey(name)) {
                removed.add((name + " " + String.join(", ", versions)).strip());
            }
        });
    }

    private Optional<ComponentList> components(String key, Evidence evidence, String whose) {
        String what = "SBOM '" + key.substring("generateSbom ".length()) + "' of " + whose;
        String payload = evidence == null ? null : evidence.payloads().get("sbom");
        if (payload == null) {
            notes.add(what + ": none is stored");
            return Optional.empty();
        }
        try {
            Optional<InputStream> stored = store.payload(payload);
            if (stored.isEmpty()) {
                notes.add(what + ": its payload is gone");
                return Optional.empty();
            }
            try (InputStream in = stored.get()) {
                return Optional.of(ComponentList.read(in, what));
            }
        } catch (IOException | UncheckedIOException e) {
            notes.add(what + " can't be read: " + GateText.printable(String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }

    private static Set<String> texts(Evidence evidence, String detail) {
        Set<String> texts = new LinkedHashSet<>();
        if (evidence != null && evidence.details().get(detail) instanceof List<?> list) {
            list.forEach(each -> texts.add(String.valueOf(each)));
        }
        return texts;
    }

    private static String verdict(Evidence evidence) {
        return evidence == null ? null : evidence.verdict().name();
    }

    private static boolean verdictIsJudged(Evidence evidence) {
        return evidence != null && !Objects.equals(verdict(evidence), "NOT_EVALUATED");
    }
}
