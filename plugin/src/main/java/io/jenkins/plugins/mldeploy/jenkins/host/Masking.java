package io.jenkins.plugins.mldeploy.jenkins.host;

import hudson.console.ConsoleLogFilter;
import hudson.model.Run;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** What {@code withCredentials} and its like hide in the log is hidden in what a step keeps, too. */
final class Masking {
    private Masking() {}

    static String apply(StepContext context, String text) throws IOException, InterruptedException {
        ConsoleLogFilter filter = context.get(ConsoleLogFilter.class);
        if (filter == null || text.isEmpty()) {
            return text;
        }
        ByteArrayOutputStream masked = new ByteArrayOutputStream();
        try (OutputStream out = filter.decorateLogger(context.get(Run.class), masked)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return masked.toString(StandardCharsets.UTF_8);
    }
}
