package io.jenkins.plugins.mldeploy.mltest;

import java.io.IOException;
import java.io.InputStream;

/**
 * A report that can be opened, more than once.
 *
 * @param name as people know it: the path relative to the step's directory
 * @param content opens it at its beginning; the caller closes the stream
 */
record ReportSource(String name, Content content) {
    /** Opens the content. */
    @FunctionalInterface
    interface Content {
        InputStream open() throws IOException;
    }

    InputStream open() throws IOException {
        return content.open();
    }
}
