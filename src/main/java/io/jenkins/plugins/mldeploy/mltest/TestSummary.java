package io.jenkins.plugins.mldeploy.mltest;

import java.io.Serializable;
import java.util.List;

/**
 * All tests of a call.
 *
 * @param executions how many executions the reports held
 * @param notEvaluatedExecutions how many of them the provider spoilt
 * @param total different tests
 * @param passed tests that reach their rate, flaky ones included
 * @param failed tests that do not
 * @param skipped tests that were never executed
 * @param flaky tests that failed at least once, and reach their rate
 * @param notEvaluated tests that can't be judged, because the provider spoilt their executions
 * @param tooFew tests with fewer executions than asked for
 * @param tooFewExample the name of one of them, empty when it is not known
 * @param fewestExecutions the lowest number of executions of a test that was not skipped; 0 without tests
 * @param failedTests the first {@link Tally#LISTED} of them, worst first
 * @param flakyTests the first of them
 * @param notEvaluatedTests the first of them
 */
record TestSummary(
        long executions,
        long notEvaluatedExecutions,
        long total,
        long passed,
        long failed,
        long skipped,
        long flaky,
        long notEvaluated,
        long tooFew,
        String tooFewExample,
        int fewestExecutions,
        List<TestLine> failedTests,
        List<TestLine> flakyTests,
        List<TestLine> notEvaluatedTests)
        implements Serializable {

    static final TestSummary NONE = new TestSummary(0, 0, 0, 0, 0, 0, 0, 0, 0, "", 0, List.of(), List.of(), List.of());

    TestSummary {
        failedTests = List.copyOf(failedTests);
        flakyTests = List.copyOf(flakyTests);
        notEvaluatedTests = List.copyOf(notEvaluatedTests);
    }
}
