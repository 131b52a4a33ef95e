package io.jenkins.plugins.mldeploy.dashboard;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What happened to the environments, read once from the journal and then only what came since. A host keeps one beside its journal, so that a page need not read years of
 * records. Safe for use by many threads.
 */
public final class DeploymentHistory {
    private final EvidenceStore store;
    private final List<DeploymentEvent> oldestFirst = new ArrayList<>();
    private Entry newest;

    public DeploymentHistory(EvidenceStore store) {
        this.store = store;
    }

    EvidenceStore store() {
        return store;
    }

    /** All events up to now, the newest first. */
    synchronized List<DeploymentEvent> newestFirst() {
        if (newest != null && !store.entry(newest.seq()).equals(Optional.of(newest))) {
            // Another journal lies there now, or retention took what is oldest.
            newest = null;
            oldestFirst.clear();
        }
        List<Entry> since;
        try (Stream<Entry> entries =
                store.find(EvidenceQuery.ofStep(Deployed.STEP).after(newest == null ? 0 : newest.seq()))) {
            since = new ArrayList<>(entries.toList());
        }
        Collections.reverse(since);
        since.stream().map(DeploymentEvent::of).filter(Objects::nonNull).forEach(oldestFirst::add);
        if (!since.isEmpty()) {
            newest = since.get(since.size() - 1);
        }
        List<DeploymentEvent> newestFirst = new ArrayList<>(oldestFirst);
        Collections.reverse(newestFirst);
        return newestFirst;
    }
}
