package io.jenkins.plugins.mldeploy.policy;

import java.io.IOException;
import java.util.List;

/** The environments are configured wrongly. Names every mistake at once, with its place; nothing of a wrong configuration is used. */
public final class WrongConfiguration extends IOException {
    private static final long serialVersionUID = 1;

    private final List<String> problems;

    WrongConfiguration(String file, List<String> problems) {
        super((problems.size() == 1 ? "1 mistake in " : problems.size() + " mistakes in ") + file + ":\n"
                + String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** One line a mistake: {@code file:line:column: what is wrong and what to write}. */
    public List<String> problems() {
        return problems;
    }
}
