package io.jenkins.plugins.mldeploy.local;

import io.jenkins.plugins.mldeploy.gate.Voter;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Somebody who answers a gate on this machine. Nobody is authenticated on a laptop: the name is taken as it is given, and the record says {@code practice}.
 *
 * @param name id, {@code [A-Za-z0-9._@-]{1,64}}
 * @param groups of the security realm that a laptop does not have; at most one, as given
 */
public record PracticeIdentity(String name, Set<String> groups) {
    private static final Pattern FORM = Pattern.compile("([A-Za-z0-9._@-]{1,64})(?::([A-Za-z0-9._@ -]{1,64}))?");

    /**
     * @param text {@code NAME} or {@code NAME:GROUP}
     * @throws IllegalArgumentException when it is neither
     */
    public static PracticeIdentity parse(String text) {
        var form = FORM.matcher(text == null ? "" : text.strip());
        if (!form.matches() || (form.group(2) != null && form.group(2).isBlank())) {
            throw new IllegalArgumentException(
                    text == null || text.isBlank()
                            ? "say who you are: NAME or NAME:GROUP"
                            : "'" + text + "' is not NAME or NAME:GROUP");
        }
        return new PracticeIdentity(
                form.group(1),
                form.group(2) == null ? Set.of() : Set.of(form.group(2).strip()));
    }

    /** @param from where the answer came from, for the record */
    public Voter voter(String from) {
        return new Voter(name, groups, "practice", from);
    }
}
