package io.jenkins.plugins.mldeploy.sbom;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Image references by the grammar of the distribution project ({@code reference.go}): {@code [domain/]path[:tag][@digest]}. */
final class ImageReference {
    private static final String COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
    private static final String DOMAIN =
            "(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)(?:\\.(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?))*(?::[0-9]{1,5})?";
    private static final Pattern GRAMMAR = Pattern.compile("((?:" + DOMAIN + "/)?" + COMPONENT + "(?:/" + COMPONENT
            + ")*)(?::([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?");
    /** What syft takes for a scheme before the colon, although it may be a repository of the same name. */
    private static final Set<String> SCHEMES = Set.of(
            "docker",
            "podman",
            "containerd",
            "registry",
            "dir",
            "file",
            "docker-archive",
            "oci-archive",
            "oci-dir",
            "oci-model",
            "singularity",
            "snap",
            "sbom");

    private ImageReference() {}

    static boolean isValid(String reference) {
        return reference.length() <= 512 && GRAMMAR.matcher(reference).matches();
    }

    /** Without tag and digest. */
    static String repository(String reference) {
        return matched(reference).group(1);
    }

    /** {@code sha256:<64 hex>}, when the reference has it. */
    static Optional<String> digest(String reference) {
        return Optional.ofNullable(matched(reference).group(3));
    }

    /** The same reference, so written that no program takes its beginning for a scheme: {@code registry:2} is {@code docker.io/library/registry:2}. */
    static String unmistakable(String reference) {
        return SCHEMES.contains(repository(reference)) ? "docker.io/library/" + reference : reference;
    }

    private static Matcher matched(String reference) {
        Matcher matcher = GRAMMAR.matcher(reference);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not an image reference: " + reference);
        }
        return matcher;
    }
}
