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

    private static final int MAX_LENGTH = 400;

    public Problem {
        Objects.requireNonNull(at, "at");
        message = printable(message);
        hint = hint.map(Problem::printable);
    }

    /** Words of the file may hold anything: no control character reaches a terminal, and no line is endless. */
    private static String printable(String text) {
        String clean = text.codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
                .limit(MAX_LENGTH)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return clean.length() < text.length() ? clean + "…" : clean;
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
