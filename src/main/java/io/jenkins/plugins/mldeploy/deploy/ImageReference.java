package io.jenkins.plugins.mldeploy.deploy;

import java.io.Serializable;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an image is, after the grammar of the OCI distribution specification: {@code registry:5000/name:tag@sha256:…}.
 *
 * @param repository host and path, without tag and digest
 * @param tag null when there is none
 * @param digest {@code sha256:<64 hex>}, null when there is none
 */
record ImageReference(String repository, String tag, String digest) implements Serializable {
    private static final String HOST = "[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?(?::[0-9]{1,5})?";
    private static final String COMPONENT = "[a-z0-9]+(?:(?:\\.|_{1,2}|-{1,10})[a-z0-9]+)*+";
    private static final Pattern GRAMMAR = Pattern.compile("((?:" + HOST + "/)?" + COMPONENT + "(?:/" + COMPONENT
            + ")*+)(?::([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?");
    private static final int LONGEST = 512;

    /** Empty when the text is not a reference; another digest algorithm than SHA-256 is none either. */
    static Optional<ImageReference> parse(String text) {
        if (text == null || text.length() > LONGEST) {
            return Optional.empty();
        }
        Matcher matcher = GRAMMAR.matcher(text);
        return matcher.matches()
                ? Optional.of(new ImageReference(matcher.group(1), matcher.group(2), matcher.group(3)))
                : Optional.empty();
    }

    /** True when {@code rendered} is this image: the same repository, and the same digest, or the same tag where there is no digest. */
    boolean isRenderedAs(ImageReference rendered) {
        return repository.equals(rendered.repository)
                && (digest != null
                        ? digest.equals(rendered.digest)
                        : rendered.digest == null && (tag == null || tag.equals(rendered.tag)));
    }
}
