package io.jenkins.plugins.mldeploy.mltest;

import io.jenkins.plugins.mldeploy.MadeStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What mlTest does with JUnit XML: reads, adds executions up to tests, and lists those with trouble. */
public final class JunitReading {
    private static final String MEBIBYTE =
            "All work and no play makes Jack a dull model. ".repeat(22_796).substring(0, 1 << 20);

    private JunitReading() {}

    /** The tests of a file. */
    public static long read(Path file) throws IOException {
        return Reports.tests(new ReportSource("junit.xml", () -> Files.newInputStream(file)))
                .total();
    }

    /** The tests of a report with a gibibyte of output, made while it is read. */
    public static long gibibyteOfOutput() throws IOException {
        return Reports.tests(new ReportSource(
                        "junit.xml",
                        () -> MadeStream.of(
                                "<testsuite><testcase name='a'><system-out>",
                                1_024,
                                i -> MEBIBYTE,
                                "</system-out></testcase></testsuite>")))
                .total();
    }

    /** So many tests, made while they are read. */
    public static long cases(long count) throws IOException {
        return Reports.tests(new ReportSource(
                        "junit.xml",
                        () -> MadeStream.of(
                                "<testsuites><testsuite>",
                                count / 100,
                                i -> {
                                    StringBuilder cases = new StringBuilder();
                                    for (int j = 0; j < 100; j++) {
                                        cases.append("<testcase classname='com.acme.Suite")
                                                .append(i)
                                                .append("' name='test")
                                                .append(j)
                                                .append("' time='0.001'/>");
                                    }
                                    return cases.toString();
                                },
                                "</testsuite></testsuites>")))
                .total();
    }
}
