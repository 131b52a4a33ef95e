package io.jenkins.plugins.mldeploy.evidence;

import io.jenkins.plugins.mldeploy.fuzz.FuzzedReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Names that reach programs. */
public final class FuzzedReaders {
    public static final List<FuzzedReader> ALL = List.of(new FuzzedReader("image-reference", "none", input -> {
        String text = new String(input, StandardCharsets.UTF_8);
        ImageReference.tryParse(text).ifPresent(image -> {
            if (!image.toString().equals(text) || text.startsWith("-") || !text.matches("[!-~]+")) {
                throw new AssertionError("not the name that was given, or none for a program: " + image);
            }
        });
    }));

    private FuzzedReaders() {}
}
