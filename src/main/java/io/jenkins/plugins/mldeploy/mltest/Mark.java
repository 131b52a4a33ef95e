package io.jenkins.plugins.mldeploy.mltest;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * The start of a command, by the clock of the file system that its reports will lie on: another clock could be ahead of it, or behind.
 *
 * @param at modification time of a file that was written just then
 * @param before reports that seem to be as new as that, though they were there already (coarse clocks, times in the future), with their time and size
 */
record Mark(Instant at, Map<String, String> before) implements Serializable {
    Mark {
        before = new TreeMap<>(before);
    }

    /** True for a report that the command did not write. */
    boolean isStale(Path file, String shown) throws IOException {
        return Files.getLastModifiedTime(file).toInstant().isBefore(at)
                || fingerprint(file).equals(before.get(shown));
    }

    static String fingerprint(Path file) throws IOException {
        return Files.getLastModifiedTime(file).toInstant() + " " + Files.size(file);
    }
}
