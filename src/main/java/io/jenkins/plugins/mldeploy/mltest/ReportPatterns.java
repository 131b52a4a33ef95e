package io.jenkins.plugins.mldeploy.mltest;

import java.io.Serializable;
import java.util.List;

/** Where the reports of a call lie, as the Jenkinsfile says; {@code schema} and {@code reference} are null when there are none. */
record ReportPatterns(
        List<String> testResults,
        List<String> metrics,
        String framework,
        List<String> data,
        String schema,
        String reference)
        implements Serializable {

    boolean isEmpty() {
        return testResults.isEmpty() && metrics.isEmpty() && data.isEmpty();
    }
}
