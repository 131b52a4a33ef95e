package io.jenkins.plugins.mldeploy.policy;

import java.io.Serializable;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Somebody approves in another's place, until a day. The two fill one place between them, and a requester's right can't be used.
 *
 * @param from whose right it is
 * @param to who uses it
 * @param until last day ({@code 2026-12-24}) or moment ({@code 2026-12-24T18:00}), UTC
 * @param teams for which; empty: all of them
 */
public record Delegation(String from, String to, String until, List<String> teams) implements Serializable {
    public Delegation {
        if (from == null || to == null || until == null) {
            throw new IllegalArgumentException("a delegation needs 'from', 'to' and its end, 'until'");
        }
        if (from.equalsIgnoreCase(to)) {
            throw new IllegalArgumentException("'" + from + "' can't delegate to the same person");
        }
        teams = teams == null ? List.of() : List.copyOf(teams);
        try {
            end(until);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "'" + until + "' is no end: write a day like 2026-12-24 or a moment like 2026-12-24T18:00, in UTC",
                    e);
        }
    }

    /** The first moment after it. */
    public Instant end() {
        return end(until);
    }

    private static Instant end(String text) {
        return text.contains("T")
                ? LocalDateTime.parse(text).toInstant(ZoneOffset.UTC)
                : LocalDate.parse(text).plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    }
}
