package io.jenkins.plugins.mldeploy.scan;

import io.jenkins.plugins.mldeploy.MadeStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;

/** What containerScan does with a report: reads, tells doubles apart, suppresses, and sorts what it lists. */
public final class TrivyReading {
    private TrivyReading() {}

    /** The findings of a file. */
    public static long read(Path file) throws IOException {
        return read(() -> Files.newInputStream(file));
    }

    /** The findings of a report of a gibibyte that is made while it is read. */
    public static long gibibyte() throws IOException {
        String description = "A heap overflow. ".repeat(70);
        return read(() -> MadeStream.of(
                "{\"SchemaVersion\":2,\"ArtifactName\":\"reg/api:1\",\"ArtifactType\":\"container_image\",\"Results\":[{\"Target\":\"t\",\"Class\":\"lang-pkgs\",\"Vulnerabilities\":[",
                820_000,
                i -> (i == 0 ? "" : ",") + "{\"VulnerabilityID\":\"CVE-2026-" + i + "\",\"PkgName\":\"package-" + i
                        + "\",\"InstalledVersion\":\"1.0\",\"Severity\":\"HIGH\",\"Description\":\"" + description
                        + "\"}",
                "]}]}"));
    }

    private static long read(ScanReports.Source source) throws IOException {
        Tally tally = new Tally(new Suppressions(Set.of(), false, List.of(), List.of(), LocalDate.EPOCH));
        tally.endOf(ScanReports.read("trivy.json", source, tally, path -> path));
        return tally.judged(entry -> {}).size()
                + tally.beyond().values().stream().mapToLong(Long::longValue).sum();
    }
}
