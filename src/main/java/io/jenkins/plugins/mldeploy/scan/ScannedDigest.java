package io.jenkins.plugins.mldeploy.scan;

import io.jenkins.plugins.mldeploy.evidence.ImageReference;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Which digest it was that a tool scanned. */
final class ScannedDigest {
    private ScannedDigest() {}

    /**
     * That of the name itself, else the one that the registry's own list has for this repository; empty when that leaves none or several.
     *
     * @param artifact as the tool names it
     * @param repoDigests {@code repository@sha256:…}
     */
    static Optional<String> of(String artifact, Collection<String> repoDigests) {
        Optional<ImageReference> scanned = ImageReference.tryParse(artifact);
        if (scanned.isPresent() && scanned.get().digest() != null) {
            return Optional.of(scanned.get().digest());
        }
        List<ImageReference> known = repoDigests.stream()
                .flatMap(text -> ImageReference.tryParse(text).stream())
                .filter(reference -> reference.digest() != null)
                .toList();
        List<String> same = known.stream()
                .filter(reference -> scanned.isPresent()
                        && sameRepository(reference.repository(), scanned.get().repository()))
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
}
