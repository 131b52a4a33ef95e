package io.jenkins.plugins.mldeploy.scan;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of an image, by the grammar of the OCI distribution specification as github.com/distribution/reference writes it down:
 * {@code [host[:port]/]path[:tag][@sha256:…]}. What doesn't match never reaches a tool.
 *
 * @param name host and path
 * @param tag null when there is none
 * @param digest {@code sha256:…}, null when there is none
 */
record ImageReference(String name, String tag, String digest) {
    private static final String COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
    private static final String LABEL = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
    private static final String HOST = "(?:" + LABEL + "(?:\\." + LABEL + ")*|\\[[a-fA-F0-9:]+\\])(?::[0-9]{1,5})?";
    private static final Pattern GRAMMAR = Pattern.compile("((?:" + HOST + "/)?" + COMPONENT + "(?:/" + COMPONENT
            + ")*)" + "(?::([\\w][\\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?");
    /** Words that grype reads as "where to look", so that an image of that name would be mistaken for a file. */
    private static final Set<String> SCHEMES = Set.of(
            "dir",
            "file",
            "sbom",
            "purl",
            "cpe",
            "pkg",
            "registry",
            "docker",
            "podman",
            "containerd",
            "singularity",
            "snap");

    /** @throws IllegalArgumentException when it is not the name of an image */
    static ImageReference parse(String text) {
        Matcher matcher = text.length() > 500 ? null : GRAMMAR.matcher(text);
        if (matcher == null || !matcher.matches()) {
            throw new IllegalArgumentException("'" + ReportCursor.bounded(text, 100)
                    + "' is not the name of an image; write [host[:port]/]path[:tag][@sha256:<64 hex>], without a scheme, the path in"
                    + " lower case");
        }
        return new ImageReference(matcher.group(1), matcher.group(2), matcher.group(3));
    }

    /** As an argument: a first word that a tool could take for a scheme gets the registry that it stands for anyway. */
    String argument() {
        boolean ambiguous = !name.contains("/") && SCHEMES.contains(name);
        return (ambiguous ? "docker.io/library/" : "") + this;
    }

    @Override
    public String toString() {
        return name + (tag == null ? "" : ":" + tag) + (digest == null ? "" : "@" + digest);
    }

    /**
     * The digest of what a tool scanned: that of the name itself, else the one that the registry's own list has for this repository.
     *
     * @param artifact as the tool names it
     * @param repoDigests {@code repository@sha256:…}
     */
    static Optional<String> digest(String artifact, Collection<String> repoDigests) {
        Optional<ImageReference> scanned = tryParse(artifact);
        if (scanned.isPresent() && scanned.get().digest != null) {
            return Optional.of(scanned.get().digest);
        }
        List<ImageReference> known = repoDigests.stream()
                .flatMap(text -> tryParse(text).stream())
                .filter(reference -> reference.digest != null)
                .toList();
        List<String> same = known.stream()
                .filter(reference -> scanned.isPresent() && sameRepository(reference.name, scanned.get().name))
                .map(ImageReference::digest)
                .distinct()
                .toList();
        List<String> candidates = same.isEmpty()
                ? known.stream().map(ImageReference::digest).distinct().toList()
                : same;
        return candidates.size() == 1 ? Optional.of(candidates.get(0)) : Optional.empty();
    }

    private static boolean sameRepository(String a, String b) {
        return a.equals(b) || a.endsWith("/" + b) || b.endsWith("/" + a);
    }

    private static Optional<ImageReference> tryParse(String text) {
        try {
            return Optional.of(parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
