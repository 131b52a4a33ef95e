package io.jenkins.plugins.mldeploy.gate;

import java.io.Serializable;
import java.util.Set;

/**
 * Who answers, as the host authenticated the person; never as a request claims.
 *
 * @param user id
 * @param groups of the security realm that the person's own authentication names now
 * @param authenticatedBy how the host knows, for example {@code jenkins} or {@code --as (practice identity)}; recorded
 * @param from where the answer came from, for example {@code terminal} or an address; recorded
 */
public record Voter(String user, Set<String> groups, String authenticatedBy, String from) implements Serializable {
    public Voter {
        if (!isId(user)) {
            throw new IllegalArgumentException("a voter needs a user id of at most 200 printable characters");
        }
        groups = groups == null ? Set.of() : Set.copyOf(groups);
        authenticatedBy = authenticatedBy == null ? "unknown" : authenticatedBy;
        from = from == null ? "unknown" : from;
    }

    /** True for what may be the id of a user. */
    static boolean isId(String text) {
        return text != null && text.matches("[^\\p{Cntrl}]{1,200}") && !text.isBlank();
    }
}
