package io.jenkins.plugins.mldeploy.mltest;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a call is compared with.
 *
 * @param name for people, for example {@code the deployed sha256:0123456789ab}; null when there is no baseline yet
 * @param metrics of the baseline
 * @param samples behind them, where they were recorded
 * @param token marks the evidence of this call, so that it is recorded once
 */
record BaselineFigures(String name, Map<String, Double> metrics, Map<String, Samples> samples, String token)
        implements Serializable {
    BaselineFigures {
        metrics = new TreeMap<>(metrics);
        samples = new TreeMap<>(samples);
    }

    static BaselineFigures none(String token) {
        return new BaselineFigures(null, Map.of(), Map.of(), token);
    }

    boolean exists() {
        return name != null;
    }
}
