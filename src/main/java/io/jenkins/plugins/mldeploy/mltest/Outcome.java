package io.jenkins.plugins.mldeploy.mltest;

/** How one execution of one test ended. */
enum Outcome {
    PASSED,
    FAILED,
    SKIPPED,
    /** The provider of the model failed, so that the test says nothing about model or application. */
    NOT_EVALUATED
}
