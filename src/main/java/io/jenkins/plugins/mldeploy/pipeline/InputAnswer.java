package io.jenkins.plugins.mldeploy.pipeline;

import java.util.Map;

/**
 * What a person answers to an {@code input}.
 *
 * @param proceed false: the run is aborted
 * @param by who
 * @param parameters what was chosen, by name; the rest takes its default
 */
public record InputAnswer(boolean proceed, String by, Map<String, String> parameters) {
    public InputAnswer {
        parameters = Map.copyOf(parameters);
    }
}
