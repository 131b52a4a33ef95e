package io.jenkins.plugins.mldeploy.mltest;

import java.io.Writer;

/** Keeps the first characters that are written, and lets the others go. */
final class FirstCharacters extends Writer {
    private final StringBuilder kept = new StringBuilder();
    private final int limit;

    FirstCharacters(int limit) {
        this.limit = limit;
    }

    @Override
    public void write(char[] characters, int offset, int length) {
        int room = limit - kept.length();
        if (room > 0) {
            kept.append(characters, offset, Math.min(room, length));
        }
    }

    @Override
    public void flush() {
        // Nothing waits.
    }

    @Override
    public void close() {
        // Nothing is open.
    }

    @Override
    public String toString() {
        return kept.toString();
    }
}
