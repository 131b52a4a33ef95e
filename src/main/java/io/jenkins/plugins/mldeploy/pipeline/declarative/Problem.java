package io.jenkins.plugins.mldeploy.pipeline.declarative;

import java.util.Objects;
import java.util.Optional;

/**
 * One error of a Jenkinsfile, at its place.
 *
 * @param at where
 * @param message what is wrong, naming what and in which block
 * @param hint what to do about it, mostly the nearest known name
 */
public record Problem(Position at, String message, Optional<String> hint) implements Comparable<Problem> {

    public Problem {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(hint, "hint");
    }

    /** The line, counted from 1. */
    public int line() {
        return at.line();
    }

    /** The column, counted from 1. */
    public int column() {
        return at.column();
    }

    /** One line as compilers print it: {@code Jenkinsfile:12:9: unknown section "stepps" …; did you mean "steps"?}. */
    public String render(String fileName) {
        return fileName + ":" + this;
    }

    /** In the order of the file. */
    @Override
    public int compareTo(Problem other) {
        return at.equals(other.at) ? message.compareTo(other.message) : at.compareTo(other.at);
    }

    @Override
    public String toString() {
        return at + ": " + message + hint.map(text -> "; " + text).orElse("");
    }
}
