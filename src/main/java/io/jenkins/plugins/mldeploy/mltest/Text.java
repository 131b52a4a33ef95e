package io.jenkins.plugins.mldeploy.mltest;

import java.util.Locale;

/** Text of reports on its way to logs and records: short, one line, without control characters. */
final class Text {
    /** Characters of a failure's message that are kept. */
    static final int MESSAGE = 300;
    /** Characters of a test's name that are kept. */
    static final int NAME = 300;

    private Text() {}

    /** The first line that is not blank, cut to {@code limit} characters; an escape sequence of a terminal loses its power. */
    static String line(String text, int limit) {
        String first = text.lines()
                .filter(line -> !line.isBlank())
                .findFirst()
                .orElse("")
                .strip();
        String shown = first.codePoints()
                .limit(limit + 1L)
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '\uFFFD' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return shown.length() > limit ? shown.substring(0, limit) + "…" : shown;
    }

    /** A count with its word: {@code 1 test}, {@code 2 tests}. */
    static String count(long number, String word) {
        return String.format(Locale.ROOT, "%,d %s%s", number, word, number == 1 ? "" : "s");
    }
}
