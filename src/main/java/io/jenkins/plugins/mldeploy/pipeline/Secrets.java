package io.jenkins.plugins.mldeploy.pipeline;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The credentials that a run has bound: looked up by reference, masked in everything it prints, never saved. */
final class Secrets {
    private static final String MASK = "****";

    private final CredentialStore store;
    private final Map<String, Map<String, String>> bound = new ConcurrentHashMap<>();
    private volatile List<Map.Entry<String, String>> values = List.of();

    Secrets(CredentialStore store) {
        this.store = store;
    }

    /**
     * Looks a credential up and masks it from now on.
     *
     * @throws StepFailed telling where to put it when it is not there, or lacks a part
     */
    Map<String, String> bind(String id, Collection<String> parts) throws StepFailed {
        Map<String, String> found = bound.get(id);
        if (found == null) {
            found = store.find(id)
                    .orElseThrow(() -> new StepFailed("no credential '" + id + "' here: put it into"
                            + " .mldeploy/credentials.json (mode 0600), or set MLDEPLOY_CREDENTIAL_"
                            + id.toUpperCase(java.util.Locale.ROOT).replaceAll("[^A-Z0-9]", "_")));
            bound.put(id, Map.copyOf(found));
            remember();
        }
        for (String part : parts) {
            if (!found.containsKey(part)) {
                throw new StepFailed("credential '" + id + "' has no " + part + "; it has: "
                        + String.join(", ", found.keySet().stream().sorted().toList()));
            }
        }
        return found;
    }

    /** The value behind a reference {@code id#part}; {@code id#username:password} joins two. */
    String resolve(String reference) {
        int hash = reference.lastIndexOf('#');
        Map<String, String> parts;
        try {
            parts = bind(reference.substring(0, hash), List.of());
        } catch (StepFailed gone) {
            throw new IllegalStateException(gone.getMessage(), gone);
        }
        String part = reference.substring(hash + 1);
        return part.equals("username:password")
                ? parts.get("username") + ":" + parts.get("password")
                : parts.getOrDefault(part, "");
    }

    private synchronized void remember() {
        Map<String, String> all = new HashMap<>();
        bound.forEach((id, parts) -> parts.forEach((part, value) -> {
            // A user name is no secret, and a path says nothing.
            if (!part.equals("username") && !part.equals("file") && !value.isBlank()) {
                all.put(value, id + "#" + part);
                if (value.strip().contains("\n")) {
                    value.lines()
                            .filter(line -> line.strip().length() >= 4)
                            .forEach(line -> all.putIfAbsent(line, null));
                }
            }
        }));
        // The longest first, so that a secret which contains another is replaced whole.
        Map<String, String> ordered = new LinkedHashMap<>();
        all.entrySet().stream()
                .sorted(Comparator.comparing(
                        (Map.Entry<String, String> e) -> -e.getKey().length()))
                .forEach(e -> ordered.put(e.getKey(), e.getValue()));
        values = List.copyOf(ordered.entrySet().stream()
                .map(e -> (Map.Entry<String, String>) new java.util.AbstractMap.SimpleImmutableEntry<>(e))
                .toList());
    }

    String mask(String text) {
        if (text == null) {
            return null;
        }
        String masked = text;
        for (Map.Entry<String, String> secret : values) {
            masked = masked.replace(secret.getKey(), MASK);
        }
        return masked;
    }

    /** The text with each secret replaced by a mark that {@link #open} can turn back; the text itself when it has none. */
    String seal(String text) {
        String sealed = text;
        for (Map.Entry<String, String> secret : values) {
            if (sealed.contains(secret.getKey())) {
                sealed = sealed.replace(secret.getKey(), secret.getValue() == null ? MASK : mark(secret.getValue()));
            }
        }
        return sealed;
    }

    /** Turns a sealed text back. */
    String open(String sealed) {
        StringBuilder text = new StringBuilder();
        int from = 0;
        for (int start; (start = sealed.indexOf(BEGIN, from)) >= 0; ) {
            int end = sealed.indexOf(END, start);
            text.append(sealed, from, start).append(resolve(sealed.substring(start + 1, end)));
            from = end + 1;
        }
        return text.append(sealed.substring(from)).toString();
    }

    /** Noncharacters: no text that a program prints or a person types has them. */
    private static final char BEGIN = '\uFDD0';

    private static final char END = '\uFDD1';

    private static String mark(String reference) {
        return BEGIN + reference + END;
    }
}
