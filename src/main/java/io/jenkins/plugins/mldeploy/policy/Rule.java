package io.jenkins.plugins.mldeploy.policy;

import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One comparison over a piece of evidence: {@code [metrics.]NAME OP NUMBER} with OP one of {@code == != >= <= > <}, or {@code verdict == WORD}, {@code
 * verdict != WORD}.
 */
record Rule(String text, String name, String operator, double number, Verdict verdict) {
    private static final Pattern GRAMMAR =
            Pattern.compile("([A-Za-z][A-Za-z0-9_.@/:-]{0,199}?)\\s*(==|!=|>=|<=|>|<)\\s*(\\S{1,40})");
    private static final Pattern NUMBER = Pattern.compile("[-+]?\\d{1,15}(\\.\\d{1,15})?([eE][-+]?\\d{1,2})?");

    /** @throws IllegalArgumentException that says what is wrong */
    static Rule parse(String text) {
        Matcher matcher = GRAMMAR.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a rule; write for example 'metrics.faithfulness >= 0.85'");
        }
        String name = matcher.group(1);
        String operator = matcher.group(2);
        String value = matcher.group(3);
        if (name.equals("verdict")) {
            return new Rule(text, name, operator, 0, verdict(text, operator, value));
        }
        if (!NUMBER.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "rule '" + text + "' compares with '" + value + "', which is not a number");
        }
        return new Rule(text, name, operator, Double.parseDouble(value), null);
    }

    private static Verdict verdict(String text, String operator, String value) {
        if (!operator.equals("==") && !operator.equals("!=")) {
            throw new IllegalArgumentException("rule '" + text + "': a verdict is compared with == or != only");
        }
        return Arrays.stream(Verdict.values())
                .filter(verdict -> verdict.name().equals(value))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "rule '" + text + "': '" + value + "' is none of PASS, UNSTABLE, NOT_EVALUATED, FAIL"));
    }

    /** How it stands: empty when it holds, else the text that says why not, with the value. A metric that is absent never holds. */
    String missed(Evidence evidence) {
        if (verdict != null) {
            boolean holds = (evidence.verdict() == verdict) == operator.equals("==");
            return holds ? "" : text + " (is " + evidence.verdict() + ")";
        }
        Double value = value(evidence);
        if (value == null) {
            return text + " (the evidence has no such metric, so it could not be judged)";
        }
        return holds(value) ? "" : text + " (is " + shown(value) + ")";
    }

    private Double value(Evidence evidence) {
        Double value = name.startsWith("metrics.")
                ? evidence.metrics().get(name.substring("metrics.".length()))
                : evidence.metrics().get(name);
        return value == null || !Double.isFinite(value) ? null : value;
    }

    private boolean holds(double value) {
        return switch (operator) {
            case "==" -> value == number;
            case "!=" -> value != number;
            case ">=" -> value >= number;
            case "<=" -> value <= number;
            case ">" -> value > number;
            default -> value < number;
        };
    }

    private static String shown(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
