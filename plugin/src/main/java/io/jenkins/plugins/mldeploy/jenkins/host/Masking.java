package io.jenkins.plugins.mldeploy.jenkins.host;

import hudson.console.ConsoleLogFilter;
import hudson.model.Run;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** What {@code withCredentials} and its like hide in the log is hidden in what a step keeps, too. */
final class Masking {
    private Masking() {}

    /** @param filter null when nothing is hidden */
    static String apply(ConsoleLogFilter filter, Run<?, ?> run, String text) throws IOException, InterruptedException {
        if (filter == null || text.isEmpty()) {
            return text;
        }
        ByteArrayOutputStream masked = new ByteArrayOutputStream();
        try (OutputStream out = filter.decorateLogger(run, masked)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return masked.toString(StandardCharsets.UTF_8);
    }
}
