package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.fuzz.FuzzedReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What helm and kubectl print. */
public final class FuzzedReaders {
    public static final List<FuzzedReader> ALL = List.of(
            new FuzzedReader("manifest", "deploy/*.yaml", input -> ManifestReader.read("helm template", text(input))),
            new FuzzedReader("helm-history", "deploy/*history*.json", input -> HelmHistory.read(text(input))),
            new FuzzedReader("printed-release", "deploy/*dry-run*.json", input -> PrintedRelease.read(text(input))),
            new FuzzedReader("leases", "deploy/kubectl*.json", input -> Leases.read(text(input))),
            new FuzzedReader("token", "deploy/kubectl*.json", input -> ClusterToken.read(text(input))),
            new FuzzedReader("helm-version", "none", input -> HelmVersion.parse(text(input))));

    private FuzzedReaders() {}

    private static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }
}
