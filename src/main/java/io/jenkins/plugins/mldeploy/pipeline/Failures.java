package io.jenkins.plugins.mldeploy.pipeline;

import com.cloudbees.groovy.cps.Continuable;
import java.util.ArrayList;
import java.util.List;

/** A failure as the log shows it: what, and where in the Jenkinsfile. */
final class Failures {
    private Failures() {}

    /** Gives a failure that comes from a step the place in the Jenkinsfile where the branch is suspended. */
    static void locate(Throwable failure, Continuable branch) {
        if (failure == null || List.of(failure.getStackTrace()).contains(Continuable.SEPARATOR_STACK_ELEMENT)) {
            return;
        }
        List<StackTraceElement> trace = new ArrayList<>(branch.getStackTrace());
        trace.add(Continuable.SEPARATOR_STACK_ELEMENT);
        trace.addAll(List.of(failure.getStackTrace()));
        failure.setStackTrace(trace.toArray(StackTraceElement[]::new));
    }

    static List<String> lines(Throwable failure) {
        List<String> lines = new ArrayList<>();
        lines.add("ERROR: " + message(failure));
        for (StackTraceElement element : places(failure)) {
            lines.add("    at " + element.getFileName() + ":" + element.getLineNumber() + " (" + element.getMethodName()
                    + ")");
        }
        for (Throwable also : failure.getSuppressed()) {
            lines.add("ERROR: also: " + message(also));
        }
        return lines;
    }

    static String message(Throwable failure) {
        if (failure instanceof StepFailed || failure instanceof FlowInterrupted) {
            return failure.getMessage();
        }
        String text = failure.getMessage();
        String type = failure.getClass().getSimpleName();
        return text == null ? type : failure instanceof IllegalArgumentException ? text : type + ": " + text;
    }

    /** The lines of the Jenkinsfile that led there, innermost first; each once. */
    private static List<StackTraceElement> places(Throwable failure) {
        List<StackTraceElement> places = new ArrayList<>();
        int last = -1;
        for (StackTraceElement element : failure.getStackTrace()) {
            if (element.equals(Continuable.SEPARATOR_STACK_ELEMENT)) {
                break;
            }
            if (CompiledJenkinsfile.SOURCE.equals(element.getFileName())
                    && element.getLineNumber() > 0
                    && element.getLineNumber() != last
                    && places.size() < 8) {
                places.add(element);
                last = element.getLineNumber();
            }
        }
        return places;
    }
}
