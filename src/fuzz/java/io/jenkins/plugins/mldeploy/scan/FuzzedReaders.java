package io.jenkins.plugins.mldeploy.scan;

import io.jenkins.plugins.mldeploy.fuzz.FuzzedReader;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;

/** Reports of scanners, and what is written about them. */
public final class FuzzedReaders {
    public static final List<FuzzedReader> ALL = List.of(
            new FuzzedReader(
                    "scan-reports",
                    "scan/*.{json,sarif}",
                    input -> ScanReports.read(
                            "report.json",
                            () -> new ByteArrayInputStream(input),
                            finding -> {},
                            UnaryOperator.identity())),
            new FuzzedReader(
                    "ignore-file",
                    "{scan,policy}/*.yaml",
                    input -> IgnoreFile.read(".containerscan.yaml", new ByteArrayInputStream(input))),
            new FuzzedReader(
                    "vex", "{scan,sbom}/*.json", input -> VexReader.read("vex.json", new ByteArrayInputStream(input))),
            new FuzzedReader("package-url", "none", input -> Purls.parse(new String(input, StandardCharsets.UTF_8))));

    private FuzzedReaders() {}
}
