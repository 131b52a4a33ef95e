package io.jenkins.plugins.mldeploy.sbom;

import io.jenkins.plugins.mldeploy.evidence.ImageReference;
import io.jenkins.plugins.mldeploy.step.Command;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program that looks into an image or a directory and writes CycloneDX JSON. */
enum Generator {
    /** Tried: 1.18.1 and 1.54.0. Its newest own default is CycloneDX 1.7, so the version is asked for. */
    SYFT {
        @Override
        List<String> argv(Target target, String output) {
            String source = target.kind() == Target.Kind.DIR
                    ? "dir:" + relative(target.value())
                    : ImageReference.parse(target.value()).unmistakable();
            return List.of(
                    "syft", "scan", source, "--source-name", target.key(), "-q", "-o", "cyclonedx-json@1.6=" + output);
        }

        @Override
        Map<String, String> environment() {
            return Map.of("SYFT_CHECK_FOR_APP_UPDATE", "false");
        }
    },
    /** Never installs anything: a package manager would run scripts of the scanned sources. */
    CDXGEN {
        @Override
        List<String> argv(Target target, String output) {
            return target.kind() == Target.Kind.DIR
                    ? List.of(
                            "cdxgen",
                            "--no-install-deps",
                            "--spec-version",
                            "1.6",
                            "-o",
                            output,
                            relative(target.value()))
                    : List.of("cdxgen", "-t", "docker", "--spec-version", "1.6", "-o", output, target.value());
        }
    },
    TRIVY {
        @Override
        List<String> argv(Target target, String output) {
            boolean directory = target.kind() == Target.Kind.DIR;
            return List.of(
                    "trivy",
                    directory ? "fs" : "image",
                    "--format",
                    "cyclonedx",
                    "--output",
                    output,
                    directory ? relative(target.value()) : target.value());
        }
    };

    private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+(?:\\.\\d+)?[0-9A-Za-z.+-]{0,20}");

    /** The command that writes the bill of materials of the target to {@code output}. */
    abstract List<String> argv(Target target, String output);

    Map<String, String> environment() {
        return Map.of();
    }

    String program() {
        return name().toLowerCase(Locale.ROOT);
    }

    Command probe() {
        return Command.capture(List.of(program(), "--version"), Duration.ofMinutes(1))
                .with(environment());
    }

    Command generate(Target target, String output, Duration timeout) {
        return Command.of(argv(target, output), timeout).with(environment());
    }

    /** The version in what {@code --version} printed. */
    static String version(String printed) {
        Matcher matcher = VERSION.matcher(printed.substring(0, Math.min(printed.length(), 1_000)));
        return matcher.find() ? matcher.group() : "of unknown version";
    }

    /** So that a directory named like an option stays a directory. */
    private static String relative(String directory) {
        return directory.startsWith("/") || directory.startsWith("./") ? directory : "./" + directory;
    }
}
