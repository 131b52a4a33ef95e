package io.jenkins.plugins.mldeploy.gate;

import io.jenkins.plugins.mldeploy.fuzz.FuzzedReader;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Saved gates and the answers of other systems. */
public final class FuzzedReaders {
    public static final List<FuzzedReader> ALL = List.of(
            new FuzzedReader(
                    "gate-line",
                    "gate/**",
                    input -> GateLine.parse("gate.jsonl", 1, new String(input, StandardCharsets.UTF_8))),
            new FuzzedReader(
                    "check-answer", "none", input -> CheckAnswer.read(new String(input, StandardCharsets.UTF_8))),
            new FuzzedReader(
                    "component-list",
                    "sbom/*.json",
                    input -> ComponentList.read(new ByteArrayInputStream(input), "bom.json")));

    private FuzzedReaders() {}
}
