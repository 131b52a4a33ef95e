package io.jenkins.plugins.mldeploy.local;

import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.evidence.JournalFileStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/** The journal as it is now, read again only when its file changed: a page asks every few seconds, a run appends once in a while. */
final class CurrentJournal {
    private record Version(long size, FileTime changed) {}

    private final Path folder;
    private Version version;
    private JournalFileStore store;

    CurrentJournal(Path folder) {
        this.folder = folder;
    }

    synchronized EvidenceStore read() throws IOException {
        // Looked at before it is read: what is appended meanwhile makes another version, never a missed one.
        Version now = version();
        if (store == null || !now.equals(version)) {
            store = JournalFileStore.readOnly(folder);
            version = now;
        }
        return store;
    }

    private Version version() throws IOException {
        try {
            BasicFileAttributes file = Files.readAttributes(folder.resolve("journal.jsonl"), BasicFileAttributes.class);
            return new Version(file.size(), file.lastModifiedTime());
        } catch (NoSuchFileException e) {
            return new Version(0, FileTime.fromMillis(0));
        }
    }
}
