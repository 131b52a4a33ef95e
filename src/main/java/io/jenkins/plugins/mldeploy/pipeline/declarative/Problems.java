package io.jenkins.plugins.mldeploy.pipeline.declarative;

import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;

/** Where the readers report to; they go on after a problem, so that all of a file are found at once. */
final class Problems {

    private final Consumer<Problem> sink;
    private int count;

    Problems(Consumer<Problem> sink) {
        this.sink = sink;
    }

    boolean isEmpty() {
        return count == 0;
    }

    void report(Position at, String message) {
        report(new Problem(at, message, Optional.empty()));
    }

    void report(Position at, String message, String hint) {
        report(new Problem(at, message, Optional.of(hint)));
    }

    /** A name that isn't one of the known: the hint is the nearest of them, or else all when they are few. */
    void reportUnknown(Position at, String message, String written, Collection<String> known) {
        Optional<String> hint = NearestName.of(written, known).map(name -> "did you mean \"" + name + "\"?");
        if (hint.isEmpty() && !known.isEmpty() && known.size() <= 20) {
            hint = Optional.of("known here: " + String.join(", ", known));
        }
        report(new Problem(at, message, hint));
    }

    private void report(Problem problem) {
        count++;
        sink.accept(problem);
    }
}
