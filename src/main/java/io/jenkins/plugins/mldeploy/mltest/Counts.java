package io.jenkins.plugins.mldeploy.mltest;

/** How the executions of one test ended. */
record Counts(int passed, int failed, int skipped, int notEvaluated) {
    Counts and(Counts other) {
        return new Counts(
                passed + other.passed,
                failed + other.failed,
                skipped + other.skipped,
                notEvaluated + other.notEvaluated);
    }

    int executions() {
        return passed + failed + skipped + notEvaluated;
    }

    int judged() {
        return passed + failed;
    }

    /** Share of the judged executions that passed; 0 when none was judged. */
    double rate() {
        return judged() == 0 ? 0 : (double) passed / judged();
    }

    /** What that means for the test as a whole. */
    Standing standing(double required) {
        if (judged() == 0) {
            return notEvaluated > 0 ? Standing.NOT_EVALUATED : Standing.SKIPPED;
        }
        if (rate() >= required - 1e-9) {
            return failed == 0 ? Standing.PASSED : Standing.FLAKY;
        }
        // Had the provider answered, the test might still have reached its rate.
        boolean couldReach = (double) (passed + notEvaluated) / (judged() + notEvaluated) >= required - 1e-9;
        return couldReach ? Standing.NOT_EVALUATED : Standing.FAILED;
    }

    /** A test over all its executions. */
    enum Standing {
        PASSED,
        /** Failed at least once, and reaches its rate. */
        FLAKY,
        FAILED,
        SKIPPED,
        NOT_EVALUATED
    }
}
