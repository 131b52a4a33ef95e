package io.jenkins.plugins.mldeploy.scan;

import java.util.Locale;
import us.springett.cvss.Cvss;

/** How bad a finding is, worst first. {@link #UNKNOWN} is a class of its own: nobody has rated it yet, which is not "low". */
enum Severity {
    CRITICAL,
    HIGH,
    MEDIUM,
    LOW,
    NEGLIGIBLE,
    UNKNOWN;

    /** In metrics, parameters and log lines: lower case. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The words of trivy, grype, GitHub and Debian; anything else is UNKNOWN. */
    static Severity ofWord(String word) {
        return switch (word == null ? "" : word.strip().toLowerCase(Locale.ROOT)) {
            case "critical" -> CRITICAL;
            case "high", "important" -> HIGH;
            case "medium", "moderate" -> MEDIUM;
            case "low" -> LOW;
            case "negligible", "none", "unimportant" -> NEGLIGIBLE;
            default -> UNKNOWN;
        };
    }

    /** The qualitative rating scale of CVSS 3 and 4; null or outside 0 … 10 is UNKNOWN. */
    static Severity ofScore(Double score) {
        if (score == null || !(score >= 0 && score <= 10)) {
            return UNKNOWN;
        }
        return score >= 9 ? CRITICAL : score >= 7 ? HIGH : score >= 4 ? MEDIUM : score > 0 ? LOW : NEGLIGIBLE;
    }

    /** Base score of a CVSS 2, 3.0 or 3.1 vector, null for anything that isn't one. */
    static Double score(String vector) {
        if (vector == null || vector.length() > 300) {
            return null;
        }
        try {
            Cvss cvss = Cvss.fromVector(vector);
            return cvss == null ? null : finite(cvss.calculateScore().getBaseScore());
        } catch (RuntimeException e) {
            // The library throws its own and whatever else a malformed vector leads to; all of them mean: no score.
            return null;
        }
    }

    private static Double finite(double score) {
        return score >= 0 && score <= 10 ? score : null;
    }

    /** The worse of the two; a rating is worse than none. */
    Severity worse(Severity other) {
        return compareTo(other) <= 0 ? this : other;
    }
}
