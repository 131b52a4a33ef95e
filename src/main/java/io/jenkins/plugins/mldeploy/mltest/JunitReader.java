package io.jenkins.plugins.mldeploy.mltest;

import io.jenkins.plugins.mldeploy.report.SecureXml;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import java.io.IOException;
import java.io.InputStream;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.codehaus.stax2.XMLStreamReader2;

/**
 * JUnit XML as Maven Surefire, pytest ({@code --junitxml}, xunit1 and xunit2), promptfoo ({@code -o out.junit.xml}), Gradle, GoogleTest and
 * others write it: {@code testsuites} or {@code testsuite}, nested to any depth. Streaming; output of tests is passed over, whatever its length.
 * Surefire's {@code flakyFailure} and {@code rerunFailure} are further executions of their test that failed.
 */
final class JunitReader {
    private final String file;
    private final TestSink sink;
    private final XMLStreamReader xml;
    private long cases;
    private long unsuccessful;
    private boolean declaresTrouble;
    private double seconds;

    private JunitReader(String file, XMLStreamReader xml, TestSink sink) {
        this.file = file;
        this.xml = xml;
        this.sink = sink;
    }

    /** What a file held. */
    record Read(long cases, double seconds) {}

    /** @throws UnreadableReport when it is not JUnit XML, is truncated, or contradicts itself */
    static Read read(ReportSource report, TestSink sink) throws IOException {
        try (InputStream in = report.open()) {
            XMLStreamReader xml = SecureXml.open(in);
            try {
                JunitReader reader = new JunitReader(report.name(), xml, sink);
                reader.document();
                return new Read(reader.cases, reader.seconds);
            } finally {
                xml.close();
            }
        } catch (XMLStreamException e) {
            throw SecureXml.unreadable(report.name(), e);
        } catch (RuntimeException e) {
            if (e.getCause() instanceof XMLStreamException cause) {
                throw SecureXml.unreadable(report.name(), cause);
            }
            throw e;
        }
    }

    private void document() throws XMLStreamException, IOException {
        xml.nextTag();
        String root = xml.getLocalName();
        if (!root.equals("testsuites") && !root.equals("testsuite")) {
            throw error(
                    "REPORT_FORMAT",
                    "not JUnit XML: the document is <" + Text.line(root, 60)
                            + ">, expected <testsuites> or <testsuite>"
                            + (root.equals("promptfoo") ? "; let promptfoo write -o out.junit.xml" : ""));
        }
        declared();
        String suite = attribute("name");
        while (xml.hasNext()) {
            if (xml.next() == XMLStreamConstants.START_ELEMENT) {
                switch (xml.getLocalName()) {
                    case "testsuite" -> {
                        declared();
                        suite = attribute("name");
                    }
                    case "testcase" -> testcase(suite);
                    case "failure", "error" -> {
                        // A suite whose own set-up broke.
                        Problem problem = problem();
                        cases++;
                        unsuccessful++;
                        sink.accept(name(suite, "(suite)"), problem.outcome(), problem.message());
                    }
                    // Output and properties, at any depth.
                    default -> skip();
                }
            }
        }
        if (declaresTrouble && unsuccessful == 0) {
            throw error(
                    "REPORT_CONTRADICTS_ITSELF",
                    "a suite says that it has failures or errors, but no test of the file has one; did the suite break outside its tests?");
        }
    }

    private void declared() {
        declaresTrouble |= positive("failures") || positive("errors");
    }

    private boolean positive(String attribute) {
        String value = attribute(attribute).strip();
        return !value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9') && !value.matches("0+");
    }

    private void testcase(String suite) throws XMLStreamException, IOException {
        String classname = attribute("classname");
        String name = attribute("name");
        if (name.isBlank() && classname.isBlank()) {
            throw error("REPORT_FORMAT", "a testcase without a name");
        }
        String test = name(classname.isBlank() ? suite : classname, name);
        seconds += seconds(attribute("time"));
        Outcome outcome = attribute("status").matches("(?i)notrun|disabled|skipped") ? Outcome.SKIPPED : Outcome.PASSED;
        String message = "";
        cases++;
        while (xml.next() != XMLStreamConstants.END_ELEMENT) {
            if (xml.getEventType() != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            switch (xml.getLocalName()) {
                case "failure", "error" -> {
                    Problem problem = problem();
                    Outcome found = problem.outcome();
                    unsuccessful++;
                    // A test that failed and whose tear-down met the provider's trouble has failed.
                    if (outcome != Outcome.FAILED) {
                        outcome = found;
                        message = problem.message();
                    }
                }
                case "flakyFailure", "flakyError", "rerunFailure", "rerunError" -> {
                    Problem problem = problem();
                    unsuccessful++;
                    sink.accept(test, problem.outcome(), problem.message());
                }
                case "skipped" -> {
                    outcome = outcome == Outcome.PASSED ? Outcome.SKIPPED : outcome;
                    skip();
                }
                default -> skip();
            }
        }
        sink.accept(test, outcome, message);
    }

    private record Problem(boolean error, String type, String text, String message) {
        Outcome outcome() {
            boolean provider = error ? ProviderTrouble.inError(type, text) : ProviderTrouble.inFailure(type, text);
            return provider ? Outcome.NOT_EVALUATED : Outcome.FAILED;
        }
    }

    private Problem problem() throws XMLStreamException {
        boolean error = xml.getLocalName().toLowerCase(java.util.Locale.ROOT).endsWith("error");
        String type = cut(attribute("type"), Text.NAME);
        String said = cut(attribute("message"), 4_000);
        FirstCharacters body = new FirstCharacters(4_000);
        for (int depth = 1; depth > 0; ) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> depth++;
                case XMLStreamConstants.END_ELEMENT -> depth--;
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text(body);
                default -> {}
            }
        }
        String message = Text.line(said.isBlank() ? body.toString() : said, Text.MESSAGE);
        return new Problem(error, type, said + "\n" + body, message.isEmpty() ? type : message);
    }

    /** Woodstox holds a whole CDATA section in memory when it is asked for its text; written out, it passes in pieces. */
    private void text(FirstCharacters body) throws XMLStreamException {
        try {
            ((XMLStreamReader2) xml).getText(body, false);
        } catch (IOException e) {
            throw new XMLStreamException(e);
        }
    }

    private void skip() throws XMLStreamException {
        for (int depth = 1; depth > 0; ) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                depth++;
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                depth--;
            }
        }
    }

    private String attribute(String name) {
        String value = xml.getAttributeValue(null, name);
        return value == null ? "" : value;
    }

    private static String name(String group, String name) {
        return group.isBlank() ? name : group + "." + name;
    }

    private static String cut(String text, int limit) {
        return text.length() > limit ? text.substring(0, limit) : text;
    }

    /** Some tools group digits ({@code 1,234.5}); a time that can't be read is no reason to refuse a report. */
    private static double seconds(String time) {
        try {
            double value = time.isBlank() ? 0 : Double.parseDouble(cut(time, 40).replace(",", ""));
            return Double.isFinite(value) && value > 0 ? value : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private UnreadableReport error(String code, String what) {
        return new UnreadableReport(
                code, file, xml.getLocation().getLineNumber(), xml.getLocation().getColumnNumber(), what);
    }
}
