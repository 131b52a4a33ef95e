package io.jenkins.plugins.mldeploy.jenkins.host;

import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import io.jenkins.plugins.mldeploy.step.Event;
import java.io.UncheckedIOException;

/** What a step is told of work that failed. */
final class Failures {
    private Failures() {}

    /** Keeps the reason code of a report that could not be read. */
    static Event.Failed event(Exception e) {
        Throwable cause = e instanceof UncheckedIOException wrapped ? wrapped.getCause() : e;
        return cause instanceof UnreadableReport report
                ? new Event.Failed(report.code(), report.getMessage())
                : new Event.Failed("IO_FAILED", cause.getMessage() == null ? cause.toString() : cause.getMessage());
    }
}
