package io.jenkins.plugins.mldeploy.sbom;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A licence expression as annex D of the SPDX specification 2.3 defines it: ids, {@code +}, {@code WITH}, {@code AND}, {@code OR}, parentheses, {@code LicenseRef-}. {@code
 * WITH} binds tighter than {@code AND}, that tighter than {@code OR}.
 */
sealed interface SpdxExpression {
    /** Longer ones are no licence but an attack. */
    int MAX_LENGTH = 20_000;
    /** Deeper ones are no licence but an attack. */
    int MAX_DEPTH = 64;

    /**
     * One licence.
     *
     * @param id with the ending that today's SPDX list uses: {@code GPL-2.0} is {@code GPL-2.0-only}, {@code GPL-2.0+} is {@code GPL-2.0-or-later}
     * @param orLater the {@code +} of an id that has no {@code -or-later} form
     * @param exception what stands after WITH, else null
     */
    record License(String id, boolean orLater, String exception) implements SpdxExpression {
        private static final List<String> GNU = List.of("GPL-", "LGPL-", "AGPL-", "GFDL-");

        static License of(String id, boolean orLater, String exception) {
            String upper = id.toUpperCase(Locale.ROOT);
            boolean gnu = GNU.stream().anyMatch(upper::startsWith);
            if (!gnu || upper.endsWith("-ONLY") || upper.endsWith("-OR-LATER") || upper.contains("INVARIANTS")) {
                return new License(id, orLater, exception);
            }
            return new License(id + (orLater ? "-or-later" : "-only"), false, exception);
        }

        @Override
        public String toString() {
            return id + (orLater ? "+" : "") + (exception == null ? "" : " WITH " + exception);
        }
    }

    /** All of them hold at once. */
    record And(List<SpdxExpression> parts) implements SpdxExpression {}

    /** The user may choose one. */
    record Or(List<SpdxExpression> parts) implements SpdxExpression {}

    /** @throws NotSpdx when the text is no such expression */
    static SpdxExpression parse(String text) throws NotSpdx {
        return new Parser(text).whole();
    }

    /** The text is not an SPDX expression; the message says where. */
    final class NotSpdx extends Exception {
        private static final long serialVersionUID = 1;

        NotSpdx(String message) {
            super(message);
        }
    }

    /** Recursive descent, its depth bounded. */
    final class Parser {
        private final List<String> tokens = new ArrayList<>();
        private int next;

        private Parser(String text) throws NotSpdx {
            if (text.length() > MAX_LENGTH) {
                throw new NotSpdx("longer than " + MAX_LENGTH + " characters");
            }
            int i = 0;
            while (i < text.length()) {
                char c = text.charAt(i);
                if (Character.isWhitespace(c)) {
                    i++;
                } else if (c == '(' || c == ')' || c == '+') {
                    if (c == '+' && (i == 0 || !idCharacter(text.charAt(i - 1)))) {
                        throw new NotSpdx("'+' must follow an id directly, at character " + (i + 1));
                    }
                    tokens.add(String.valueOf(c));
                    i++;
                } else if (idCharacter(c)) {
                    int start = i;
                    while (i < text.length() && idCharacter(text.charAt(i))) {
                        i++;
                    }
                    tokens.add(text.substring(start, i));
                } else {
                    throw new NotSpdx("unexpected '" + c + "' at character " + (i + 1));
                }
            }
        }

        private static boolean idCharacter(char c) {
            return c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || c == '-'
                    || c == '.'
                    || c == ':';
        }

        private SpdxExpression whole() throws NotSpdx {
            SpdxExpression expression = or(0);
            if (next < tokens.size()) {
                throw new NotSpdx("unexpected '" + tokens.get(next) + "'");
            }
            return expression;
        }

        private SpdxExpression or(int depth) throws NotSpdx {
            List<SpdxExpression> parts = new ArrayList<>(List.of(and(depth)));
            while (takes("OR")) {
                parts.add(and(depth));
            }
            return parts.size() == 1 ? parts.get(0) : new Or(List.copyOf(parts));
        }

        private SpdxExpression and(int depth) throws NotSpdx {
            List<SpdxExpression> parts = new ArrayList<>(List.of(single(depth)));
            while (takes("AND")) {
                parts.add(single(depth));
            }
            return parts.size() == 1 ? parts.get(0) : new And(List.copyOf(parts));
        }

        private SpdxExpression single(int depth) throws NotSpdx {
            if (depth > MAX_DEPTH) {
                throw new NotSpdx("parentheses deeper than " + MAX_DEPTH);
            }
            if (takes("(")) {
                SpdxExpression inner = or(depth + 1);
                if (!takes(")")) {
                    throw new NotSpdx("a ')' is missing");
                }
                return inner;
            }
            String id = id("a licence id");
            boolean orLater = takes("+");
            return License.of(id, orLater, takes("WITH") ? id("an exception") : null);
        }

        private String id(String what) throws NotSpdx {
            String token = next < tokens.size() ? tokens.get(next) : "the end";
            boolean operator = Map.of("AND", 1, "OR", 1, "WITH", 1).containsKey(token.toUpperCase(Locale.ROOT));
            if (next >= tokens.size() || operator || !idCharacter(token.charAt(0))) {
                throw new NotSpdx(what + " is expected, not '" + token + "'");
            }
            next++;
            return token;
        }

        private boolean takes(String wanted) {
            boolean there = next < tokens.size() && tokens.get(next).equalsIgnoreCase(wanted);
            if (there) {
                next++;
            }
            return there;
        }
    }

    /** The ids of the SPDX licence list as CycloneDX 1.6 carries it, any case to their own. */
    final class KnownIds {
        private static final TreeMap<String, String> IDS = load();

        private KnownIds() {}

        /** The id in its own case, null when the list does not have it. */
        static String canonical(String id) {
            return IDS.get(id);
        }

        private static TreeMap<String, String> load() {
            TreeMap<String, String> ids = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            try (var in = SpdxExpression.class.getResourceAsStream("/spdx.schema.json")) {
                io.jenkins.plugins.mldeploy.report.StrictJson.mapper()
                        .readTree(in)
                        .path("enum")
                        .forEach(id -> ids.put(id.asText(), id.asText()));
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException("the SPDX list of cyclonedx-core-java", e);
            }
            return ids;
        }
    }
}
