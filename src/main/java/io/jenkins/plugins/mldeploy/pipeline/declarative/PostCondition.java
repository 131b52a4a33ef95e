package io.jenkins.plugins.mldeploy.pipeline.declarative;

import java.util.Locale;
import org.codehaus.groovy.ast.expr.ClosureExpression;

/** Steps to run at the end of a pipeline or stage, and when. */
public record PostCondition(Kind kind, Position at, ClosureExpression body) {

    /** In the order in which the blocks run, whatever their order in the file. */
    public enum Kind {
        ALWAYS,
        CHANGED,
        FIXED,
        REGRESSION,
        ABORTED,
        FAILURE,
        SUCCESS,
        UNSTABLE,
        UNSUCCESSFUL,
        CLEANUP;

        /** As it is written in a Jenkinsfile. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
