package io.jenkins.plugins.mldeploy.evidence;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.io.Serializable;
import java.util.regex.Pattern;

/**
 * What evidence is about, as one string: the digest of an image ({@code sha256:<64 hex>}, OCI image spec), else the source
 * revision of the run ({@code git:<40 or 64 hex>}), else the digest of the source tree ({@code tree:<64 hex>}). What was found
 * running and was built nobody knows where names what a cluster was told ({@code manifest:<64 hex>}). What is about the journal itself names one of its entries ({@code journal:<hash>}).
 */
public record Subject(String value) implements Serializable {
    private static final Pattern GRAMMAR = Pattern.compile(
            "sha256:[0-9a-f]{64}|git:[0-9a-f]{40}|git:[0-9a-f]{64}|tree:[0-9a-f]{64}|manifest:[0-9a-f]{64}|journal:[0-9a-f]{64}");

    @JsonCreator
    public Subject {
        if (value == null || !GRAMMAR.matcher(value).matches()) {
            throw new IllegalArgumentException("not a subject: '" + value
                    + "'; expected sha256:<64 hex> of an image, git:<commit> or tree:<64 hex>");
        }
    }

    public static Subject image(String digest) {
        return new Subject(digest);
    }

    public static Subject commit(String hash) {
        return new Subject("git:" + hash);
    }

    public static Subject tree(String sha256) {
        return new Subject("tree:" + sha256);
    }

    /** A manifest that was found in a cluster. */
    public static Subject manifest(String sha256) {
        return new Subject("manifest:" + sha256);
    }

    /** The journal up to the entry with this hash. */
    public static Subject journal(String hash) {
        return new Subject("journal:" + hash);
    }

    public boolean isImage() {
        return value.startsWith("sha256:");
    }

    /** The first twelve digits with their kind, for log lines and pages. */
    public String abbreviated() {
        int colon = value.indexOf(':');
        return value.substring(0, Math.min(value.length(), colon + 13));
    }

    @JsonValue
    @Override
    public String value() {
        return value;
    }

    @Override
    public String toString() {
        return value;
    }
}
