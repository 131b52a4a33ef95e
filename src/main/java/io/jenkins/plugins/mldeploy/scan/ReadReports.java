package io.jenkins.plugins.mldeploy.scan;

import io.jenkins.plugins.mldeploy.evidence.Sha256;
import io.jenkins.plugins.mldeploy.host.Workspace;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import io.jenkins.plugins.mldeploy.step.AgentTask;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Reads reports, ignore file and VEX documents where they lie.
 *
 * @param patterns of ready reports; empty for the report that the step's own scan wrote
 * @param ownReport of the step's own scan
 * @param today in UTC, for dates of expiry
 */
record ReadReports(
        List<String> patterns,
        String ownReport,
        String ignoreFile,
        List<String> vex,
        Set<Severity> severities,
        boolean ignoreUnfixed,
        LocalDate today)
        implements AgentTask<ScanSummary> {
    private static final int MAX_REPORTS = 200;

    static ReadReports of(ScanRequest request, LocalDate today) {
        return new ReadReports(
                request.recorded() ? request.paths() : List.of(),
                ScanFiles.report(request.id()),
                request.ignoreFile(),
                request.vex(),
                Set.copyOf(request.severities()),
                request.ignoreUnfixed(),
                today);
    }

    @Override
    public ScanSummary run(Workspace workspace) throws IOException {
        List<IgnoreEntry> entries = ignored(workspace);
        Tally tally = new Tally(new Suppressions(severities, ignoreUnfixed, entries, statements(workspace), today));
        List<ScanSummary.Read> reports = new ArrayList<>();
        for (Path file : files(workspace)) {
            reports.add(read(workspace, file, tally));
        }
        Set<IgnoreEntry> used = new LinkedHashSet<>();
        List<Judged> judged = tally.judged(used::add);
        return new ScanSummary(
                reports,
                FindingList.of(judged),
                tally.beyond(),
                tally.beyondSuppressed(),
                tally.isCut(),
                used.stream().filter(entry -> entry.expiresSoon(today)).toList());
    }

    private List<Path> files(Workspace workspace) throws IOException {
        if (patterns.isEmpty()) {
            Path own = workspace.resolve(ownReport);
            if (!Files.isRegularFile(own)) {
                throw new UnreadableReport("REPORT_ABSENT", ownReport, "the scanner ended without writing its report");
            }
            return List.of(own);
        }
        Set<Path> files = new LinkedHashSet<>();
        for (String pattern : patterns) {
            List<Path> found = workspace.glob(pattern).stream()
                    .filter(file -> !workspace.display(file).startsWith(ScanFiles.FOLDER + "/"))
                    .toList();
            if (found.isEmpty()) {
                throw new UnreadableReport(
                        "REPORT_ABSENT", pattern, "no file matches; did the tool that should write it run?");
            }
            files.addAll(found);
        }
        if (files.size() > MAX_REPORTS) {
            throw new UnreadableReport(
                    "REPORT_TOO_LARGE",
                    String.join(", ", patterns),
                    files.size() + " reports; at most " + MAX_REPORTS + " go into one step");
        }
        return List.copyOf(files);
    }

    private static ScanSummary.Read read(Workspace workspace, Path file, Tally tally) throws IOException {
        String base = workspace.directory().toString().replace('\\', '/') + "/";
        UnaryOperator<String> place = path -> path.startsWith(base) ? path.substring(base.length()) : path;
        MessageDigest digest = Sha256.digest();
        ReportFacts facts = ScanReports.read(
                workspace.display(file),
                () -> {
                    digest.reset();
                    return new DigestInputStream(Files.newInputStream(file), digest);
                },
                tally,
                place);
        tally.endOf(facts);
        return new ScanSummary.Read(
                facts, Sha256.hex(digest), Files.getLastModifiedTime(file).toInstant());
    }

    private List<IgnoreEntry> ignored(Workspace workspace) throws IOException {
        Path file = workspace.resolve(ignoreFile);
        try (InputStream in = Files.newInputStream(file)) {
            return IgnoreFile.read(ignoreFile, in);
        } catch (NoSuchFileException e) {
            if (ignoreFile.equals(ScanRequest.DEFAULT_IGNORE_FILE)) {
                return List.of();
            }
            throw new UnreadableReport("IGNORE_FILE_WRONG", ignoreFile, "there is no such file");
        }
    }

    private List<VexStatement> statements(Workspace workspace) throws IOException {
        List<VexStatement> statements = new ArrayList<>();
        for (String pattern : vex) {
            List<Path> found = workspace.glob(pattern);
            if (found.isEmpty()) {
                throw new UnreadableReport("VEX_WRONG", pattern, "no file matches");
            }
            for (Path file : found) {
                try (InputStream in = Files.newInputStream(file)) {
                    statements.addAll(VexReader.read(workspace.display(file), in));
                }
            }
        }
        return statements;
    }
}
