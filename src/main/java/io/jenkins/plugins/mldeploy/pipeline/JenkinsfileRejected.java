package io.jenkins.plugins.mldeploy.pipeline;

import io.jenkins.plugins.mldeploy.pipeline.declarative.Position;
import io.jenkins.plugins.mldeploy.pipeline.declarative.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.codehaus.groovy.control.ErrorCollector;
import org.codehaus.groovy.control.messages.SyntaxErrorMessage;

/** The Jenkinsfile has errors that can be seen before it runs; nothing of it has run. */
public final class JenkinsfileRejected extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    JenkinsfileRejected(List<Problem> problems) {
        super("the Jenkinsfile has "
                + (problems.size() == 1 ? "an error" : problems.size() + " errors")
                + problems.stream().map(problem -> "\n  " + problem).collect(Collectors.joining()));
        this.problems = List.copyOf(problems);
    }

    /** All of them, in the order of the file. */
    public List<Problem> problems() {
        return problems;
    }

    static void check(List<Problem> problems) {
        if (!problems.isEmpty()) {
            throw new JenkinsfileRejected(problems.stream().sorted().distinct().toList());
        }
    }

    static JenkinsfileRejected because(ErrorCollector errors) {
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < errors.getErrorCount(); i++) {
            if (errors.getError(i) instanceof SyntaxErrorMessage syntax) {
                Position at = new Position(
                        Math.max(1, syntax.getCause().getLine()),
                        Math.max(1, syntax.getCause().getStartColumn()));
                String message =
                        syntax.getCause().getOriginalMessage().replaceAll("\\s*@ line \\d+, column \\d+\\.?", "");
                problems.add(new Problem(at, message, Optional.empty()));
            } else {
                Exception cause = errors.getException(i);
                String message = cause == null ? "it cannot be compiled" : String.valueOf(cause.getMessage());
                problems.add(new Problem(new Position(1, 1), message, Optional.empty()));
            }
        }
        return new JenkinsfileRejected(problems);
    }
}
