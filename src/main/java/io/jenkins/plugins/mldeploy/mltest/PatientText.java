package io.jenkins.plugins.mldeploy.mltest;

import java.util.regex.Pattern;

/**
 * Text for a regular expression that may be catastrophic (CWE-1333): after a million looks at a character the match is given up, so that a value
 * can't hang the step.
 */
final class PatientText implements CharSequence {
    private static final int LOOKS = 1_000_000;

    private final String text;
    private final int from;
    private final int to;
    private final int[] looks;

    /** The match was given up. */
    static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1;

        private TooLong() {
            super("a match was given up", null, false, false);
        }
    }

    /** @throws TooLong when that can't be found out within bounds */
    static boolean find(Pattern pattern, String text) {
        try {
            return pattern.matcher(new PatientText(text, 0, text.length(), new int[1]))
                    .find();
        } catch (StackOverflowError e) {
            // Java's regular expressions recurse for each repetition of a group.
            throw new TooLong();
        }
    }

    private PatientText(String text, int from, int to, int[] looks) {
        this.text = text;
        this.from = from;
        this.to = to;
        this.looks = looks;
    }

    @Override
    public char charAt(int index) {
        if (++looks[0] > LOOKS) {
            throw new TooLong();
        }
        return text.charAt(from + index);
    }

    @Override
    public int length() {
        return to - from;
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return new PatientText(text, from + start, from + end, looks);
    }

    @Override
    public String toString() {
        return text.substring(from, to);
    }
}
