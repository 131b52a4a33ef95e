package io.jenkins.plugins.mldeploy.sbom;

import io.jenkins.plugins.mldeploy.fuzz.FuzzedReader;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Bills of materials and licences. */
public final class FuzzedReaders {
    public static final List<FuzzedReader> ALL = List.of(
            new FuzzedReader(
                    "sbom-survey",
                    "sbom/*.json",
                    input -> Survey.of(
                            new BomFile(() -> new ByteArrayInputStream(input), "bom.json"), (own, ancestors) -> {})),
            new FuzzedReader(
                    "sbom-schema",
                    "sbom/*.json",
                    input -> SchemaCheck.check(new BomFile(() -> new ByteArrayInputStream(input), "bom.json"))),
            new FuzzedReader("spdx-expression", "none", input -> {
                try {
                    SpdxExpression.parse(new String(input, StandardCharsets.UTF_8));
                } catch (SpdxExpression.NotSpdx wrong) {
                    // As it should be.
                }
            }));

    private FuzzedReaders() {}
}
