package io.jenkins.plugins.mldeploy.pipeline;

import io.jenkins.plugins.mldeploy.report.SecureXml;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** {@code junit}: counts the test cases of JUnit XML reports and marks the run UNSTABLE when one failed. */
final class JunitStep implements LeafStep {

    @Override
    public Object run(StepCall call, StepContext in) throws Exception {
        List<Path> reports = FileSteps.select(in, call.text("testResults"), null, true);
        Counts counts = new Counts();
        for (Path report : reports) {
            count(report, counts);
        }
        if (counts.total == 0) {
            String none = reports.isEmpty()
                    ? "junit: no test report matches '" + call.text("testResults") + "'"
                    : "junit: the test reports hold no test";
            if (!call.flag("allowEmptyResults")) {
                throw new StepFailed(none);
            }
            in.log(none);
        } else {
            in.log("junit: " + counts.total + " tests, " + counts.failed + " failed, " + counts.skipped + " skipped");
            counts.names.forEach(name -> in.log("junit: failed: " + name));
        }
        if (counts.failed > 0 && !call.flag("skipMarkingBuildUnstable")) {
            in.worsen(RunResult.UNSTABLE);
        }
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("totalCount", counts.total);
        summary.put("failCount", counts.failed);
        summary.put("skipCount", counts.skipped);
        summary.put("passCount", counts.total - counts.failed - counts.skipped);
        return summary;
    }

    private static final class Counts {
        private int total;
        private int failed;
        private int skipped;
        private final List<String> names = new java.util.ArrayList<>();
    }

    private static void count(Path report, Counts counts) throws IOException, StepFailed {
        try (InputStream in = Files.newInputStream(report)) {
            XMLStreamReader xml = SecureXml.open(in);
            String test = null;
            boolean failed = false;
            boolean skipped = false;
            boolean suites = false;
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    String name = xml.getLocalName();
                    suites |= name.equals("testsuite") || name.equals("testsuites");
                    if (name.equals("testcase")) {
                        test = xml.getAttributeValue(null, "classname") + "." + xml.getAttributeValue(null, "name");
                        failed = false;
                        skipped = false;
                    } else if (test != null) {
                        failed |= name.equals("failure") || name.equals("error");
                        skipped |= name.equals("skipped");
                    }
                } else if (event == XMLStreamConstants.END_ELEMENT
                        && xml.getLocalName().equals("testcase")) {
                    counts.total++;
                    counts.failed += failed ? 1 : 0;
                    counts.skipped += skipped && !failed ? 1 : 0;
                    if (failed && counts.names.size() < 20) {
                        counts.names.add(test);
                    }
                    test = null;
                }
            }
            if (!suites) {
                throw new StepFailed("junit: " + report + " is no JUnit report: it has no testsuite");
            }
        } catch (XMLStreamException e) {
            throw new StepFailed(
                    "junit: " + SecureXml.unreadable(report.toString(), e).getMessage(), e);
        }
    }
}
