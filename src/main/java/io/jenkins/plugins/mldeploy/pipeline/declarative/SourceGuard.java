package io.jenkins.plugins.mldeploy.pipeline.declarative;

import java.util.Optional;

/**
 * Refuses sources that Groovy's recursive parser could only answer with a stack overflow or minutes of work, and characters
 * that it mistakes for the end of the file.
 */
final class SourceGuard {

    /** Real Jenkinsfiles stay below 30; the parser overflows a stack of 1 MiB between 100 and 200. */
    static final int MAX_DEPTH = 100;

    /** Several times the longest Jenkinsfiles that people publish; Groovy's parser needs seconds for this much. */
    static final int MAX_LENGTH = 1 << 18;

    private final String source;
    private int index;
    private int line = 1;
    private int lineStart;
    private int depth;

    private SourceGuard(String source) {
        this.source = source;
    }

    /** The first reason not to parse the source. */
    static Optional<Problem> check(String source) {
        return new SourceGuard(source).scan();
    }

    private Optional<Problem> scan() {
        while (index < source.length()) {
            if (index >= MAX_LENGTH) {
                return problem(
                        "the file has " + source.length() + " characters, a Jenkinsfile has at most " + MAX_LENGTH,
                        "move data into files that the steps read");
            }
            char c = source.charAt(index);
            if (c == 0 || c == '\uFFFF') {
                return problem(
                        String.format("the character U+%04X is not allowed", (int) c), "save the file as UTF-8 text");
            }
            if (c == '\'' || c == '"') {
                skipString(c);
            } else if (source.startsWith("//", index)) {
                skipTo("\n", 0);
            } else if (source.startsWith("/*", index)) {
                skipTo("*/", 2);
            } else {
                depth += "{([".indexOf(c) >= 0 ? 1 : "})]".indexOf(c) >= 0 ? -1 : 0;
                if (depth > MAX_DEPTH) {
                    return problem(
                            "blocks and brackets are nested more than " + MAX_DEPTH + " deep here",
                            "move parts into functions");
                }
                step();
            }
        }
        return Optional.empty();
    }

    private void step() {
        if (source.charAt(index) == '\n') {
            line++;
            lineStart = index + 1;
        }
        index++;
    }

    /** Behind the closing quotes, or the end of the line for a string that is never closed: the parser will say so. */
    private void skipString(char quote) {
        String triple = String.valueOf(quote).repeat(3);
        boolean multiline = source.startsWith(triple, index);
        index += multiline ? 3 : 1;
        while (index < source.length()) {
            char c = source.charAt(index);
            if (c == 0 || c == '\uFFFF' || index >= MAX_LENGTH || !multiline && c == '\n') {
                return;
            }
            if (multiline ? source.startsWith(triple, index) : c == quote) {
                index += multiline ? 3 : 1;
                return;
            }
            if (c == '\\' && index + 1 < source.length() && source.charAt(index + 1) != '\n') {
                step();
            }
            step();
        }
    }

    private void skipTo(String end, int beyond) {
        while (index < source.length() && !source.startsWith(end, index)) {
            char c = source.charAt(index);
            if (c == 0 || c == '\uFFFF' || index >= MAX_LENGTH) {
                return;
            }
            step();
        }
        index = Math.min(source.length(), index + beyond);
    }

    private Optional<Problem> problem(String message, String hint) {
        return Optional.of(new Problem(new Position(line, index - lineStart + 1), message, Optional.of(hint)));
    }
}
