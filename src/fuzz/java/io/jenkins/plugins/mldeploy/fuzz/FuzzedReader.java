package io.jenkins.plugins.mldeploy.fuzz;

/**
 * A reader under test, with what it starts from.
 *
 * @param name for people, and for {@code -Dfuzz.readers}
 * @param seeds glob of the fixtures, relative to the folder of the fixtures
 * @param body feeds it; what it throws besides our own typed errors is a finding
 */
public record FuzzedReader(String name, String seeds, Body body) {
    /** Feeds a reader. */
    @FunctionalInterface
    public interface Body {
        void read(byte[] input) throws Exception;
    }
}
