package io.jenkins.plugins.mldeploy.evidence;

import java.io.Serializable;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of an image, by the grammar of the OCI distribution specification as github.com/distribution/reference writes it down:
 * {@code [host[:port]/]path[:tag][@sha256:<64 hex>]}, at most 500 characters. What doesn't match never reaches a tool: no scheme, no IPv6 host, no
 * other digest algorithm.
 *
 * @param repository host and path, without tag and digest
 * @param tag null when there is none
 * @param digest {@code sha256:<64 hex>}, null when there is none
 */
public record ImageReference(String repository, String tag, String digest) implements Serializable {
    private static final int LONGEST = 500;
    private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?";
    private static final String HOST = "(?=[^/:]{1,254}[/:])" + LABEL + "(?:\\." + LABEL + ")*(?::[0-9]{1,5})?";
    // Possessive, so that a hostile text costs no more than its length.
    private static final String COMPONENT = "[a-z0-9]+(?:(?:\\.|_{1,2}|-{1,10})[a-z0-9]+)*+";
    private static final Pattern GRAMMAR = Pattern.compile("((?:" + HOST + "/)?" + COMPONENT + "(?:/" + COMPONENT
            + ")*+)(?::([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?");
    /** What syft and grype take for a scheme before the colon, although it may be a repository of the same name. */
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
            "sbom",
            "purl",
            "cpe",
            "pkg");

    public ImageReference {
        String text = text(repository, tag, digest);
        Matcher matcher = matcher(text);
        if (matcher == null
                || !matcher.group(1).equals(repository)
                || !Objects.equals(matcher.group(2), tag)
                || !Objects.equals(matcher.group(3), digest)) {
            throw refused(text);
        }
    }

    /** @throws IllegalArgumentException with a sentence for the user when it is not the name of an image */
    public static ImageReference parse(String text) {
        return tryParse(text).orElseThrow(() -> refused(text));
    }

    /** Empty when the text, which may be null, is not the name of an image. */
    public static Optional<ImageReference> tryParse(String text) {
        return Optional.ofNullable(matcher(text))
                .map(matcher -> new ImageReference(matcher.group(1), matcher.group(2), matcher.group(3)));
    }

    /** Host and port when the first part is one by Docker's rule: it has a dot or a colon or is {@code localhost}; else Docker's own. */
    public String registry() {
        String first = repository.substring(0, Math.max(0, repository.indexOf('/')));
        return first.indexOf('.') >= 0 || first.indexOf(':') >= 0 || first.equals("localhost") ? first : "docker.io";
    }

    /** What evidence about exactly this image is about; empty without a digest, because a tag may point elsewhere tomorrow. */
    public Optional<Subject> subject() {
        return Optional.ofNullable(digest).map(Subject::image);
    }

    /** The text for a command line, so written that no tool takes its beginning for a scheme: {@code registry:2} is {@code docker.io/library/registry:2}. */
    public String unmistakable() {
        return (SCHEMES.contains(repository) ? "docker.io/library/" : "") + this;
    }

    /** The whole reference, as it was parsed. */
    @Override
    public String toString() {
        return text(repository, tag, digest);
    }

    private static String text(String repository, String tag, String digest) {
        return repository + (tag == null ? "" : ":" + tag) + (digest == null ? "" : "@" + digest);
    }

    /** Null when it doesn't match. */
    private static Matcher matcher(String text) {
        if (text == null || text.length() > LONGEST) {
            return null;
        }
        Matcher matcher = GRAMMAR.matcher(text);
        return matcher.matches() ? matcher : null;
    }

    private static IllegalArgumentException refused(String text) {
        String all = String.valueOf(text);
        String shown =
                (all.length() > 100 ? all.substring(0, 99) + "…" : all).replaceAll("[\\p{Cntrl}\\x80-\\x9f]+", " ");
        return new IllegalArgumentException("'" + shown
                + "' is not the name of an image; write [host[:port]/]path[:tag][@sha256:<64 hex>], without a scheme, the path in"
                + " lower case");
    }
}
