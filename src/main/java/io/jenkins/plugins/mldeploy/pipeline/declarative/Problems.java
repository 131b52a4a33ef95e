package io.jenkins.plugins.mldeploy.pipeline.declarative;

import io.jenkins.plugins.mldeploy.verdict.NearestName;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;

/** Where the readers report to; they go on after a problem, so that all of a file are found at once. */
final class Problems {

    /** Enough to repair a file by; a file of nothing but errors would otherwise fill the memory with them. */
    static final int MAX = 1_000;

    private final Consumer<Problem> sink;
    private int count;

    Problems(Consumer<Problem> sink) {
        this.sink = sink;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** How many were reported so far. */
    int count() {
        return count;
    }

    void report(Position at, String message) {
        report(new Problem(at, message, Optional.empty()));
    }

    void report(Position at, String message, String hint) {
        report(new Problem(at, message, Optional.of(hint)));
    }

    /** A name that isn't one of the known: the hint is the nearest of them, or else all when they are few. */
    void reportUnknown(Position at, String message, String written, Collection<String> known) {
        if (count > MAX) {
            return;
        }
        Optional<String> hint = NearestName.of(written, known).map(name -> "did you mean \"" + name + "\"?");
        if (hint.isEmpty() && !known.isEmpty() && known.size() <= 20) {
            hint = Optional.of("known here: " + String.join(", ", known));
        }
        report(new Problem(at, message, hint));
    }

    private void report(Problem problem) {
        count++;
        if (count <= MAX) {
            sink.accept(problem);
        } else if (count == MAX + 1) {
            sink.accept(new Problem(
                    problem.at(),
                    "more than " + MAX + " problems, the others are not listed",
                    Optional.of("repair some of these first")));
        }
    }
}
