package io.jenkins.plugins.mldeploy.pipeline;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** The known name that somebody may have meant. */
final class NearestName {
    private NearestName() {}

    /** The name with the fewest edits, when a third of its letters or fewer differ. */
    static Optional<String> of(String written, Collection<String> known) {
        String best = null;
        int least = Integer.MAX_VALUE;
        for (String name : known) {
            int edits = distance(written.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
            if (edits < least) {
                least = edits;
                best = name;
            }
        }
        return best != null && least <= Math.max(1, Math.max(written.length(), best.length()) / 3)
                ? Optional.of(best)
                : Optional.empty();
    }

    /** " – did you mean 'x'?", or nothing. */
    static String hint(String written, Collection<String> known) {
        return of(written, known).map(name -> " – did you mean '" + name + "'?").orElse("");
    }

    /** Edits with neighbours swapped counting as one (optimal string alignment). */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + change);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
