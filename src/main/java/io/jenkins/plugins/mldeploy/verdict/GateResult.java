package io.jenkins.plugins.mldeploy.verdict;

import java.io.Serializable;

/**
 * A judged quality gate.
 *
 * @param gate the rule
 * @param state how it ended
 * @param value the measured value, null when there is none
 * @param baseline the value that it was compared with, null when there is none
 * @param sentence the comparison in words, for log and page
 */
public record GateResult(QualityGate gate, GateState state, Double value, Double baseline, String sentence)
        implements Serializable {}
