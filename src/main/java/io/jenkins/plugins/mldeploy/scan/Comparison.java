package io.jenkins.plugins.mldeploy.scan;

import io.jenkins.plugins.mldeploy.evidence.Baseline;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A scan beside its baseline.
 *
 * @param entry the baseline's evidence, null when there is none
 * @param isNew what of the counted findings the baseline has not, by {@link Finding#identity()}
 * @param newOnes how many of each severity; null when nothing was compared
 * @param fixed how many counted findings of the baseline are gone
 * @param trouble why the baseline that there is can't be compared with, null when it can
 */
record Comparison(Entry entry, Set<String> isNew, Map<Severity, Long> newOnes, long fixed, Reason trouble) {
    static final String PAYLOAD = "findings";
    static final String CUT = "listCut";

    /** Nothing to compare with: nothing is new, and nothing is not new. */
    static Comparison none() {
        return new Comparison(null, Set.of(), null, 0, null);
    }

    private static Comparison trouble(Entry entry, String code, String text) {
        return new Comparison(entry, Set.of(), null, 0, new Reason(code, text));
    }

    boolean compared() {
        return newOnes != null;
    }

    static Comparison of(EvidenceStore store, Baseline baseline, String id, Origin origin, ScanSummary now)
            throws IOException {
        Optional<Entry> found = baseline.find(store, ContainerScan.STEP, id, origin);
        if (found.isEmpty()) {
            return none();
        }
        Entry entry = found.get();
        String hash = entry.evidence().payloads().get(PAYLOAD);
        Optional<InputStream> payload = hash == null ? Optional.empty() : store.payload(hash);
        if (payload.isEmpty()) {
            return trouble(
                    entry,
                    "BASELINE_UNREADABLE",
                    "the findings of " + baseline + " ("
                            + entry.evidence().origin().display()
                            + ") are not stored any more, so nobody can say what is new");
        }
        if (now.cut() || Boolean.TRUE.equals(entry.evidence().details().get(CUT))) {
            payload.get().close();
            return trouble(
                    entry,
                    "FINDINGS_CUT",
                    "more than " + Tally.MAX_LISTED + " findings: the list is cut, so nobody can say what is new");
        }
        return compare(entry, payload.get(), now);
    }

    private static Comparison compare(Entry entry, InputStream payload, ScanSummary now) throws IOException {
        Set<String> known = new HashSet<>();
        List<List<String>> countedBefore = new java.util.ArrayList<>();
        try {
            FindingList.read("findings of " + entry.evidence().origin().display(), payload, before -> {
                List<String> keys = before.finding().keys();
                known.addAll(keys);
                if (before.fate().counts()) {
                    countedBefore.add(keys);
                }
            });
        } catch (IOException e) {
            return trouble(entry, "BASELINE_UNREADABLE", "the baseline's findings can't be read: " + e.getMessage());
        }
        Set<String> isNew = new HashSet<>();
        Set<String> present = new HashSet<>();
        Map<Severity, Long> newOnes = new EnumMap<>(Severity.class);
        now.findings().each(judged -> {
            List<String> keys = judged.finding().keys();
            present.addAll(keys);
            if (judged.fate().counts() && keys.stream().noneMatch(known::contains)) {
                isNew.add(judged.finding().identity());
                newOnes.merge(judged.severity(), 1L, Long::sum);
            }
        });
        long fixed = countedBefore.stream()
                .filter(keys -> keys.stream().noneMatch(present::contains))
                .count();
        return new Comparison(entry, isNew, newOnes, fixed, null);
    }
}
