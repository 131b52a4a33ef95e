package io.jenkins.plugins.mldeploy.scan;

import com.github.packageurl.MalformedPackageURLException;
import com.github.packageurl.PackageURL;
import java.util.Locale;
import java.util.Optional;

/** Package URLs (ECMA-427) of findings and of VEX statements. */
final class Purls {
    private Purls() {}

    /** The package URL of an OSV ecosystem's package, null for an ecosystem without one. */
    static String of(String ecosystem, String name, String version) {
        int colon = ecosystem.indexOf(':');
        String type =
                switch (colon < 0 ? ecosystem : ecosystem.substring(0, colon)) {
                    case "PyPI" -> "pypi";
                    case "npm" -> "npm";
                    case "Maven" -> "maven";
                    case "Go" -> "golang";
                    case "crates.io" -> "cargo";
                    case "RubyGems" -> "gem";
                    case "NuGet" -> "nuget";
                    case "Packagist" -> "composer";
                    default -> null;
                };
        if (type == null || name.isEmpty()) {
            return null;
        }
        String path = type.equals("maven") ? name.replace(':', '/') : name;
        int slash = path.lastIndexOf('/');
        try {
            return new PackageURL(
                            type,
                            slash > 0 ? path.substring(0, slash) : null,
                            path.substring(slash + 1),
                            version.isEmpty() ? null : version,
                            null,
                            null)
                    .canonicalize();
        } catch (MalformedPackageURLException | RuntimeException e) {
            return null;
        }
    }

    static Optional<PackageURL> parse(String text) {
        if (text == null || !text.startsWith("pkg:") || text.length() > 2_000) {
            return Optional.empty();
        }
        try {
            return Optional.of(new PackageURL(text));
        } catch (MalformedPackageURLException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /**
     * Does a statement about {@code stated} hold for this finding's package? Type, namespace and name must be the same, and the version
     * where the statement names one.
     */
    static boolean covers(PackageURL stated, Finding finding) {
        Optional<PackageURL> own = parse(finding.purl());
        boolean same = own.isPresent()
                ? own.get().getType().equals(stated.getType())
                        && full(own.get()).equals(full(stated))
                : full(stated).equals(normal(finding.packageName().replace(':', '/')));
        return same && (stated.getVersion() == null || stated.getVersion().equals(finding.version()));
    }

    /** Is this the package URL of an image, and of that one? */
    static boolean isImage(PackageURL stated, ReportFacts scanned) {
        if (!(stated.getType().equals("oci") || stated.getType().equals("docker")) || !scanned.image()) {
            return false;
        }
        return stated.getName().equalsIgnoreCase(scanned.imageName())
                && (stated.getVersion() == null || stated.getVersion().equals(scanned.digest()));
    }

    private static String full(PackageURL purl) {
        return normal(purl.getNamespace() == null ? purl.getName() : purl.getNamespace() + "/" + purl.getName());
    }

    static String normal(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
