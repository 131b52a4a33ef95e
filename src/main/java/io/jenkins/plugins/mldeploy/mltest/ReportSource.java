package io.jenkins.plugins.mldeploy.mltest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A report that can be opened, more than once.
 *
 * @param name as people know it: the path relative to the step's directory
 * @param content opens it at its beginning; the caller closes the stream
 * @param path the file itself, for formats that are not read from beginning to end; null when it is none
 */
record ReportSource(String name, Content content, Path path) {
    /** A report that is no file. */
    ReportSource(String name, Content content) {
        this(name, content, null);
    }

    static ReportSource of(String name, Path path) {
        return new ReportSource(name, () -> Files.newInputStream(path), path);
    }

    /** Opens the content. */
    @FunctionalInterface
    interface Content {
        InputStream open() throws IOException;
    }

    InputStream open() throws IOException {
        return content.open();
    }
}
