package io.jenkins.plugins.mldeploy.step;

import java.util.Collection;
import java.util.Optional;

/**
 * The name by which features call {@link io.jenkins.plugins.mldeploy.verdict.NearestName}, which moved there so that policy, which this package knows, can use it too.
 */
public final class NearestName {
    private NearestName() {}

    /** The nearest of the known names, empty when none is near enough to be meant. */
    public static Optional<String> of(String name, Collection<String> known) {
        return io.jenkins.plugins.mldeploy.verdict.NearestName.of(name, known);
    }

    /** A hint to append to an error: {@code ; did you mean 'x'?}, or the known names when none is near. */
    public static String hint(String name, Collection<String> known) {
        return io.jenkins.plugins.mldeploy.verdict.NearestName.hint(name, known);
    }
}
