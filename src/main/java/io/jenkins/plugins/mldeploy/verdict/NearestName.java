package io.jenkins.plugins.mldeploy.verdict;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody meant: the known name that is the fewest typing errors away (optimal string alignment, case ignored). */
public final class NearestName {
    private NearestName() {}

    /** The nearest name, if it is near enough to be a slip: a third of its letters, at least one, but never all of a
     * short word. */
    public static Optional<String> of(String written, Collection<String> known) {
        String best = null;
        int bestDistance = Integer.MAX_VALUE;
        for (String name : known) {
            int shorter = Math.min(name.length(), written.length());
            int allowed = Math.min(Math.max(1, name.length() / 3), shorter - 1);
            if (Math.abs(name.length() - written.length()) > allowed) {
                continue;
            }
            int distance = distance(written.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
            boolean better = distance < bestDistance || distance == bestDistance && name.compareTo(best) < 0;
            if (distance <= allowed && better) {
                best = name;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    /** A hint to append to an error: {@code ; did you mean 'x'?}, or the known names when none is near. */
    public static String hint(String name, Collection<String> known) {
        return of(name, known)
                .map(nearest -> "; did you mean '" + nearest + "'?")
                .orElseGet(() ->
                        "; known: " + String.join(", ", known.stream().sorted().toList()));
    }

    /** Letters to insert, delete, replace or swap with their neighbour (optimal string alignment). */
    private static int distance(String one, String other) {
        int[][] table = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                if (i == 0 || j == 0) {
                    table[i][j] = i + j;
                    continue;
                }
                int replaced = table[i - 1][j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                table[i][j] = Math.min(replaced, Math.min(table[i - 1][j], table[i][j - 1]) + 1);
                if (i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1)) {
                    table[i][j] = Math.min(table[i][j], table[i - 2][j - 2] + 1);
                }
            }
        }
        return table[one.length()][other.length()];
    }
}
