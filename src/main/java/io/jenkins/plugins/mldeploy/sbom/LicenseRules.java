package io.jenkins.plugins.mldeploy.sbom;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Which licences the components may have. Entries are SPDX ids, {@code LicenseRef-} ids, an id {@code WITH} an exception, or the exact name of a licence that has no id; a trailing
 * {@code *} stands for any ending. Case does not matter.
 *
 * @param deny refused; an entry without exception refuses the licence with any exception too, unless {@code allow} names exactly that
 * @param allow when not empty, everything else is refused
 */
record LicenseRules(List<String> deny, List<String> allow) implements Serializable {
    /** In the order of severity. */
    enum Answer {
        ALLOWED,
        /** There is no licence, or a text that is no SPDX expression and that no rule names. */
        UNKNOWN,
        DENIED
    }

    LicenseRules {
        deny = deny.stream().map(LicenseRules::normal).toList();
        allow = allow.stream().map(LicenseRules::normal).toList();
    }

    boolean isEmpty() {
        return deny.isEmpty() && allow.isEmpty();
    }

    /** Judges the {@code licenses} of a component: all of them hold at once. */
    Answer judge(JsonNode licenses) {
        Answer all = null;
        for (JsonNode choice : licenses) {
            Answer one = judgeText(text(choice));
            all = all == null || one.compareTo(all) > 0 ? one : all;
        }
        return all == null ? Answer.UNKNOWN : all;
    }

    /** The licences of a component as one text, for people. */
    static String shown(JsonNode licenses) {
        List<String> texts = new java.util.ArrayList<>();
        licenses.forEach(choice -> texts.add(text(choice)));
        String all = texts.isEmpty() ? "no licence" : String.join(" AND ", texts);
        return all.length() > 200 ? all.substring(0, 200) + "…" : all;
    }

    /** True when a rule refuses the {@code -only} form of a licence that is there in its {@code -or-later} form, which the rule does not name. */
    boolean nearlyDenied(JsonNode licenses) {
        for (JsonNode choice : licenses) {
            String lower = text(choice).toLowerCase(Locale.ROOT);
            for (String rule : deny) {
                if (rule.endsWith("-only")
                        && lower.contains(rule.substring(0, rule.length() - "only".length()) + "or-later")) {
                    return true;
                }
            }
        }
        return false;
    }

    Answer judgeText(String text) {
        if (text.isBlank() || text.equalsIgnoreCase("NOASSERTION") || text.equalsIgnoreCase("NONE")) {
            return Answer.UNKNOWN;
        }
        if (matches(deny, text)) {
            return Answer.DENIED;
        }
        if (matches(allow, text)) {
            return Answer.ALLOWED;
        }
        try {
            return judge(SpdxExpression.parse(text));
        } catch (SpdxExpression.NotSpdx e) {
            return Answer.UNKNOWN;
        }
    }

    private Answer judge(SpdxExpression expression) {
        if (expression instanceof SpdxExpression.Or or) {
            return answers(or.parts()).min(Answer::compareTo).orElse(Answer.UNKNOWN);
        }
        if (expression instanceof SpdxExpression.And and) {
            return answers(and.parts()).max(Answer::compareTo).orElse(Answer.UNKNOWN);
        }
        return judge((SpdxExpression.License) expression);
    }

    private Stream<Answer> answers(List<SpdxExpression> parts) {
        return parts.stream().map(this::judge);
    }

    private Answer judge(SpdxExpression.License license) {
        String whole = license.toString();
        if (license.exception() != null && allow.contains(whole.toLowerCase(Locale.ROOT))) {
            return Answer.ALLOWED;
        }
        // X+ of a licence without an -or-later form grants X itself too, so a rule about X speaks of it.
        if (matches(deny, whole) || matches(deny, license.id())) {
            return Answer.DENIED;
        }
        if (matches(allow, whole) || matches(allow, license.id())) {
            return Answer.ALLOWED;
        }
        boolean known = SpdxExpression.KnownIds.canonical(license.id()) != null
                || license.id().toLowerCase(Locale.ROOT).startsWith("licenseref-")
                || license.id().toLowerCase(Locale.ROOT).startsWith("documentref-");
        if (!known) {
            return Answer.UNKNOWN;
        }
        return allow.isEmpty() ? Answer.ALLOWED : Answer.DENIED;
    }

    private static boolean matches(List<String> rules, String license) {
        String lower = license.toLowerCase(Locale.ROOT);
        return rules.stream()
                .anyMatch(rule -> rule.endsWith("*")
                        ? lower.startsWith(rule.substring(0, rule.length() - 1))
                        : lower.equals(rule));
    }

    private static String text(JsonNode choice) {
        JsonNode license = choice.path("license");
        return Stream.of(choice.get("expression"), license.get("id"), license.get("name"))
                .filter(Objects::nonNull)
                .map(JsonNode::asText)
                .findFirst()
                .orElse("");
    }

    private static String normal(String rule) {
        String stripped = rule.strip();
        try {
            if (SpdxExpression.parse(stripped) instanceof SpdxExpression.License license) {
                stripped = license.toString();
            }
        } catch (SpdxExpression.NotSpdx e) {
            // A name or a pattern, compared as it is.
        }
        return stripped.toLowerCase(Locale.ROOT);
    }
}
