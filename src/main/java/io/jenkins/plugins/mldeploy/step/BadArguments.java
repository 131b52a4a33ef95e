package io.jenkins.plugins.mldeploy.step;

import java.util.List;

/** The call of a step is wrong. Names every mistake at once. */
public final class BadArguments extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final List<String> problems;

    public BadArguments(String step, List<String> problems) {
        super(step + ": " + String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /** One sentence a mistake. */
    public List<String> problems() {
        return problems;
    }
}
