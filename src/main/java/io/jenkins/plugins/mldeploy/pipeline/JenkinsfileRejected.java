package io.jenkins.plugins.mldeploy.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.codehaus.groovy.control.ErrorCollector;
import org.codehaus.groovy.control.MultipleCompilationErrorsException;
import org.codehaus.groovy.control.messages.SyntaxErrorMessage;

/** The Jenkinsfile has errors that can be seen before it runs; nothing of it has run. */
public final class JenkinsfileRejected extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param line counted from 1; 0: the whole file */
    public record Problem(int line, int column, String message) implements java.io.Serializable {
        @Override
        public String toString() {
            return line == 0 ? message : line + ":" + column + ": " + message;
        }
    }

    private final transient List<Problem> problems;

    JenkinsfileRejected(List<Problem> problems) {
        super(
                problems.size() == 1
                        ? "the Jenkinsfile has an error"
                        : "the Jenkinsfile has " + problems.size() + " errors");
        this.problems = List.copyOf(problems);
    }

    /** All of them, in the order of the file. */
    public List<Problem> problems() {
        return problems;
    }

    static CompiledJenkinsfile orCompiled(String source, StepTable table) {
        try {
            return CompiledJenkinsfile.of(source, table);
        } catch (MultipleCompilationErrorsException e) {
            throw new JenkinsfileRejected(problems(e.getErrorCollector()));
        }
    }

    private static List<Problem> problems(ErrorCollector errors) {
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < errors.getErrorCount(); i++) {
            if (errors.getError(i) instanceof SyntaxErrorMessage syntax) {
                problems.add(new Problem(
                        syntax.getCause().getLine(),
                        syntax.getCause().getStartColumn(),
                        syntax.getCause().getOriginalMessage().replaceAll("\\s*@ line \\d+, column \\d+\\.?", "")));
            } else {
                Exception cause = errors.getException(i);
                problems.add(new Problem(
                        0, 0, cause == null ? "it cannot be compiled" : String.valueOf(cause.getMessage())));
            }
        }
        return problems;
    }
}
