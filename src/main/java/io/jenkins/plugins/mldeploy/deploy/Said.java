package io.jenkins.plugins.mldeploy.deploy;

import java.util.stream.Collectors;

/** What a program or the cluster said, as one bounded line for a reason. */
final class Said {
    private static final int LONGEST = 600;

    private Said() {}

    /** Without line ends and control characters, cut where it is too long; {@code nothing} for nothing. */
    static String inShort(String text) {
        String line = text.lines()
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .collect(Collectors.joining("; "))
                .replaceAll("\\p{Cntrl}", " ");
        if (line.isEmpty()) {
            return "nothing";
        }
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }
}
