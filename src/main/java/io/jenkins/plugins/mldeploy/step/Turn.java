package io.jenkins.plugins.mldeploy.step;

import java.util.List;

/**
 * One move of a step.
 *
 * @param state saved before the action is carried out
 * @param action what the host does next
 * @param log lines for people, shown at once
 */
public record Turn<S>(S state, Action action, List<String> log) {
    public Turn {
        log = List.copyOf(log);
    }

    public static <S> Turn<S> of(S state, Action action, String... log) {
        return new Turn<>(state, action, List.of(log));
    }
}
