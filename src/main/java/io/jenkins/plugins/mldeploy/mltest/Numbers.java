package io.jenkins.plugins.mldeploy.mltest;

import java.util.regex.Pattern;

/** Decimal numbers as data files hold them: no hexadecimal, no type suffix, no NaN, nothing infinite. */
final class Numbers {
    private static final Pattern DECIMAL =
            Pattern.compile("[+-]?(?:\\d{1,400}(?:\\.\\d{0,400})?|\\.\\d{1,400})(?:[eE][+-]?\\d{1,4})?");

    private Numbers() {}

    /** The number, null when the text is none or it is not finite. */
    static Double parse(String text) {
        String number = text.strip();
        if (!number.isEmpty() && number.length() <= 15 && number.chars().allMatch(c -> c >= '0' && c <= '9')) {
            // Most numbers of a table; far cheaper than the pattern.
            return (double) Long.parseLong(number);
        }
        if (number.length() > 1_000 || !DECIMAL.matcher(number).matches()) {
            return null;
        }
        double value = Double.parseDouble(number);
        return Double.isFinite(value) ? value : null;
    }
}
