package io.jenkins.plugins.mldeploy.host;

import java.io.Serializable;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A commit that a run builds and the deployed version has not.
 *
 * @param hash full
 * @param user id of the author on this host, null where the host can't tell
 * @param author name as the commit has it
 * @param email as the commit has it
 * @param at when it was written
 * @param subject first line of the message
 */
public record Commit(String hash, String user, String author, String email, Instant at, String subject)
        implements Serializable {
    /** Every id that the author may have here: better one too many excluded than one too few. */
    public List<String> ids() {
        Set<String> ids = new LinkedHashSet<>();
        if (user != null) {
            ids.add(user);
        }
        if (email != null && !email.isBlank()) {
            ids.add(email);
            ids.add(email.replaceFirst("@.*", "").replaceFirst("^\\d+\\+", ""));
        }
        if (author != null && !author.isBlank()) {
            ids.add(author);
        }
        ids.remove("");
        return List.copyOf(ids);
    }
}
