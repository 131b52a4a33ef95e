package io.jenkins.plugins.mldeploy.mltest;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reports for tests: from text, from bytes, from the fixtures beside this class. */
final class Reports {
    private Reports() {}

    static ReportSource of(String name, String text) {
        return of(name, text.getBytes(StandardCharsets.UTF_8));
    }

    static ReportSource of(String name, byte[] bytes) {
        return new ReportSource(name, () -> new ByteArrayInputStream(bytes));
    }

    static ReportSource fixture(String name) {
        return new ReportSource(name, () -> {
            InputStream in = Reports.class.getResourceAsStream(name);
            if (in == null) {
                throw new FileNotFoundException(name);
            }
            return in;
        });
    }

    static byte[] bytes(String fixture) throws IOException {
        try (InputStream in = fixture(fixture).open()) {
            return in.readAllBytes();
        }
    }

    /** The tests of JUnit XML. */
    static TestSummary tests(ReportSource report) throws IOException {
        try (Tally tally = new Tally()) {
            JunitReader.read(report, tally);
            return tally.summary(1, 1);
        }
    }
}
