package io.jenkins.plugins.mldeploy.scan;

import io.jenkins.plugins.mldeploy.step.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The scanners that the step runs, in the order in which {@code auto} looks for them. Every one is told to report everything: what is left
 * out is decided here, where the reason is shown.
 */
enum Scanner {
    /** Trivy 0.37 or later; exits 0 with and without findings. */
    TRIVY("trivy") {
        @Override
        List<String> scan(ScanRequest request, String version) {
            List<String> argv = new ArrayList<>(List.of(
                    "trivy",
                    switch (request.source()) {
                        case IMAGE -> "image";
                        case SBOM -> "sbom";
                        default -> "fs";
                    },
                    "--format",
                    "json",
                    "--output",
                    ScanFiles.report(request.id()),
                    "--exit-code",
                    "0",
                    "--severity",
                    "UNKNOWN,LOW,MEDIUM,HIGH,CRITICAL",
                    "--ignorefile",
                    ScanFiles.noIgnores(request.id()),
                    "--timeout",
                    Math.max(1, request.timeout().toSeconds()) + "s",
                    "--no-progress"));
            if (request.source() != ScanRequest.Source.SBOM) {
                argv.addAll(List.of("--scanners", "vuln"));
            }
            if (request.offline()) {
                argv.addAll(List.of("--skip-db-update", "--skip-java-db-update", "--offline-scan"));
            }
            argv.add("--");
            argv.add(
                    request.image() != null
                            ? request.image().unmistakable()
                            : request.paths().get(0));
            return argv;
        }

        @Override
        boolean wroteReport(int exitCode) {
            return exitCode == 0;
        }
    },

    /** Grype 0.87 or later; exits 2 when a fail-on of its own configuration is reached, with the report written. */
    GRYPE("grype") {
        @Override
        List<String> scan(ScanRequest request, String version) {
            String target =
                    switch (request.source()) {
                        case IMAGE -> request.image().unmistakable();
                        case SBOM -> "sbom:" + request.paths().get(0);
                        default -> "dir:" + request.paths().get(0);
                    };
            return List.of("grype", "--output", "json", "--file", ScanFiles.report(request.id()), "--", target);
        }

        @Override
        Map<String, String> environment(ScanRequest request) {
            return request.offline()
                    ? Map.of(
                            "GRYPE_CHECK_FOR_APP_UPDATE", "false",
                            "GRYPE_DB_AUTO_UPDATE", "false",
                            "GRYPE_DB_VALIDATE_AGE", "false")
                    : Map.of("GRYPE_CHECK_FOR_APP_UPDATE", "false");
        }

        @Override
        boolean wroteReport(int exitCode) {
            return exitCode == 0 || exitCode == 2;
        }
    },

    /** osv-scanner 1.9 or 2; exits 1 with findings, 128 when there is no package to look at, 129 when its service didn't answer. */
    OSV_SCANNER("osv-scanner") {
        @Override
        List<String> scan(ScanRequest request, String version) {
            boolean two = version.startsWith("2");
            List<String> argv = new ArrayList<>(List.of("osv-scanner", "scan"));
            if (two) {
                argv.add(request.source() == ScanRequest.Source.IMAGE ? "image" : "source");
            }
            argv.addAll(List.of(
                    "--format",
                    "json",
                    "--output",
                    ScanFiles.report(request.id()),
                    "--config",
                    ScanFiles.noIgnores(request.id()),
                    two ? "--all-packages" : "--experimental-all-packages"));
            if (request.offline()) {
                argv.add(two ? "--offline" : "--experimental-offline");
            }
            switch (request.source()) {
                case IMAGE -> argv.addAll(List.of("--", request.image().unmistakable()));
                case SBOM ->
                    argv.add((two ? "--lockfile=" : "--sbom=") + request.paths().get(0));
                // What .gitignore leaves out may be in the image all the same, so it is looked at, as the other
                // scanners do. Without
                // --no-ignore osv-scanner 1.9 also fails with 127 in a work tree of "git worktree", whose .git is a
                // file.
                default ->
                    argv.addAll(List.of(
                            "--recursive", "--no-ignore", "--", request.paths().get(0)));
            }
            return argv;
        }

        @Override
        boolean wroteReport(int exitCode) {
            return exitCode == 0 || exitCode == 1;
        }

        @Override
        Optional<String> cannot(ScanRequest request, String version) {
            return request.source() == ScanRequest.Source.IMAGE && !version.startsWith("2")
                    ? Optional.of("osv-scanner " + version
                            + " would run the image's own programs to look into it; use trivy, grype or"
                            + " osv-scanner 2, or scan an SBOM of the image")
                    : Optional.empty();
        }
    };

    private static final Pattern VERSION = Pattern.compile("(\\d{1,4}\\.\\d{1,6}(?:\\.[\\w.+-]{1,40})?)");
    /** What these tools write, in their own words, when their database or service can't be reached. */
    private static final Pattern UNAVAILABLE = Pattern.compile(
            "connection refused|no such host|toomanyrequests|too many requests|i/o timeout|tls handshake|context deadline exceeded"
                    + "|(?:failed|unable|error|could not) (?:to )?(?:download|update|load|initialize|init)[^\\n]{0,40}(?:db|database)"
                    + "|(?:db|database)[^\\n]{0,40}(?:download|update)[^\\n]{0,20}(?:failed|error)|failed to load vulnerability db"
                    + "|api query failed|network is unreachable|temporary failure in name resolution|bad gateway|service unavailable",
            Pattern.CASE_INSENSITIVE);
    /** Written beside a report that is there, but blind in part. */
    private static final Pattern INCOMPLETE = Pattern.compile(
            "(could not find local databases[^\\n]{0,100}|could not load db for[^\\n]{0,100}|attempted to scan lockfile but failed[^\\n]{0,100}"
                    + "|failed to parse lockfile[^\\n]{0,100})",
            Pattern.CASE_INSENSITIVE);

    private final String program;

    Scanner(String program) {
        this.program = program;
    }

    String program() {
        return program;
    }

    static Scanner named(String program) {
        for (Scanner scanner : values()) {
            if (scanner.program.equals(program)) {
                return scanner;
            }
        }
        throw new IllegalArgumentException("no scanner " + program);
    }

    /** Asks whether it is there, and which version. */
    Command probe() {
        return Command.capture(List.of(program, "--version"), Duration.ofMinutes(1));
    }

    /** The first version number that the tool prints, empty when there is none. */
    static String version(String stdout) {
        Matcher matcher = VERSION.matcher(stdout);
        return matcher.find() ? matcher.group(1) : "";
    }

    /** The report goes to a file; what else the tool says is captured, so that the host keeps its errors apart. */
    Command command(ScanRequest request, String version) {
        return Command.capture(scan(request, version), request.timeout()).with(environment(request));
    }

    abstract List<String> scan(ScanRequest request, String version);

    Map<String, String> environment(ScanRequest request) {
        return Map.of();
    }

    /** Does this exit code mean that a report was written? */
    abstract boolean wroteReport(int exitCode);

    /** Why it can't scan that, empty when it can. */
    Optional<String> cannot(ScanRequest request, String version) {
        return Optional.empty();
    }

    /** Does the end of a failed scan look like a database or a service out of reach, so that another try may help? */
    static boolean unavailable(int exitCode, String stderr) {
        return exitCode == 129 || UNAVAILABLE.matcher(stderr).find();
    }

    /** What the tool could not look at although it wrote a report. */
    static Optional<String> incomplete(String stderr) {
        Matcher matcher = INCOMPLETE.matcher(stderr);
        return matcher.find()
                ? Optional.of(ReportCursor.bounded(matcher.group(1).strip(), 160))
                : Optional.empty();
    }
}
