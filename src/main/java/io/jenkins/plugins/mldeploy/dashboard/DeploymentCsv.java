package io.jenkins.plugins.mldeploy.dashboard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Deployments for a spreadsheet. */
final class DeploymentCsv {
    private static final CSVFormat FORMAT = CSVFormat.RFC4180
            .builder()
            .setHeader("at", "environment", "services", "outcome", "wentBack", "job", "number", "seconds", "deployment")
            .get();

    private DeploymentCsv() {}

    static String of(List<DeploymentEvent> events) {
        StringBuilder text = new StringBuilder();
        try (CSVPrinter csv = new CSVPrinter(text, FORMAT)) {
            for (DeploymentEvent event : events) {
                csv.printRecord(
                        event.at(),
                        harmless(event.environment()),
                        harmless(String.join(" ", event.services())),
                        harmless(event.outcome()),
                        event.back(),
                        harmless(event.job()),
                        event.number(),
                        event.took().toSeconds(),
                        harmless(event.deployment()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** A spreadsheet takes a cell that begins like a formula for one, also from a file; an apostrophe makes it a text (OWASP, CSV injection). */
    private static String harmless(String text) {
        return !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }
}
