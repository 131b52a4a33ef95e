package io.jenkins.plugins.mldeploy.local;

import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.evidence.JournalFileStore;
import java.io.IOException;
import java.nio.file.Path;

/** The journal as it is now; each reading adds what a run appended since. */
final class CurrentJournal {
    private final Path folder;
    private JournalFileStore store;

    CurrentJournal(Path folder) {
        this.folder = folder;
    }

    synchronized EvidenceStore read() throws IOException {
        if (store == null) {
            store = JournalFileStore.readOnly(folder);
        } else {
            store.refresh();
        }
        return store;
    }
}
