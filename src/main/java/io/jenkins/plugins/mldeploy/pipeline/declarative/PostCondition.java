package io.jenkins.plugins.mldeploy.pipeline.declarative;

import org.codehaus.groovy.ast.expr.ClosureExpression;

/** Steps to run at the end of a pipeline or stage, and when. */
public record PostCondition(Kind kind, Position at, ClosureExpression body) {

    /** In the order in which the blocks run, whatever their order in the file. */
    public enum Kind {
        ALWAYS("always"),
        CHANGED("changed"),
        FIXED("fixed"),
        REGRESSION("regression"),
        ABORTED("aborted"),
        FAILURE("failure"),
        SUCCESS("success"),
        UNSTABLE("unstable"),
        UNSUCCESSFUL("unsuccessful"),
        NOT_BUILT("notBuilt"),
        CLEANUP("cleanup");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** As it is written in a Jenkinsfile. */
        public String word() {
            return word;
        }
    }
}
