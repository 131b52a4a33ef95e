package io.jenkins.plugins.mldeploy.sbom;

import io.jenkins.plugins.mldeploy.evidence.ImageReference;
import io.jenkins.plugins.mldeploy.step.Arguments;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A part of the application.
 *
 * @param kind what it is
 * @param value image reference, directory or file, as the user wrote it
 * @param key its name within the document, unique, {@code [a-z0-9-]}
 */
record Target(Kind kind, String value, String key) implements Serializable {
    /** What a target is. */
    enum Kind {
        IMAGE,
        DIR,
        FILE
    }

    /** Names that the merged document uses itself. */
    private static final Set<String> RESERVED = Set.of("application", "model", "prompt", "service", "tool");

    /** True when a generator must look into it. */
    boolean needsGenerator() {
        return kind != Kind.FILE;
    }

    /** {@code image reg/api:1}, for log lines. */
    String display() {
        return kind.name().toLowerCase(Locale.ROOT) + " " + value;
    }

    /** Reads the targets of a call; adds a sentence to {@code problems} for each mistake. */
    static List<Target> of(List<Arguments> given, List<String> problems) {
        List<Target> targets = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < given.size(); i++) {
            Arguments one = given.get(i);
            String where = "targets[" + i + "]";
            List<Kind> kinds = java.util.stream.Stream.of(Kind.values())
                    .filter(kind -> one.has(kind.name().toLowerCase(Locale.ROOT)))
                    .toList();
            if (kinds.size() != 1) {
                problems.add(where + " needs exactly one of image, dir, file");
                continue;
            }
            String value = one.string(kinds.get(0).name().toLowerCase(Locale.ROOT));
            if (value.isBlank()) {
                problems.add(where + "." + kinds.get(0).name().toLowerCase(Locale.ROOT) + " is empty");
                continue;
            }
            if (kinds.get(0) == Kind.IMAGE && ImageReference.tryParse(value).isEmpty()) {
                problems.add(
                        where + ".image '" + Survey.shortened(value)
                                + "' is not an image reference, for example registry.example/team/api:1.4 or …@sha256:<64 hex>");
                continue;
            }
            String wanted = one.optional("name").orElseGet(() -> derived(kinds.get(0), value));
            if (one.has("name") && (RESERVED.contains(wanted) || keys.contains(wanted))) {
                problems.add(where + ".name '" + wanted + "' is "
                        + (RESERVED.contains(wanted) ? "used by the document itself" : "used by another target"));
                continue;
            }
            String key = wanted;
            for (int n = 2; RESERVED.contains(key) || !keys.add(key); n++) {
                key = wanted + "-" + n;
            }
            targets.add(new Target(kinds.get(0), value, key));
        }
        return targets;
    }

    private static String derived(Kind kind, String value) {
        String path = kind == Kind.IMAGE ? ImageReference.parse(value).repository() : value.replace('\\', '/');
        String last = "";
        for (String part : path.split("/")) {
            last = part.isBlank() || part.equals(".") || part.equals("..") ? last : part;
        }
        String name = last.toLowerCase(Locale.ROOT)
                .replaceFirst("(\\.cdx|\\.bom|\\.sbom)?\\.json$", "")
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-+|-+$", "");
        return name.isEmpty() ? "root" : name.substring(0, Math.min(name.length(), 40));
    }
}
