package io.jenkins.plugins.mldeploy.scan;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One vulnerability of one package in one target.
 *
 * @param id the CVE where one is known, else the id of the advisory
 * @param aliases other ids of the same vulnerability, sorted
 * @param packageName as the scanner names it
 * @param version installed
 * @param fixedIn versions that fix it, empty when there is none
 * @param severity as the scanner rates it
 * @param cvss base score, null when unknown
 * @param target where: lock file, layer of packages, binary
 * @param purl package URL, null when the report has none
 */
record Finding(
        String id,
        List<String> aliases,
        String packageName,
        String version,
        String fixedIn,
        Severity severity,
        Double cvss,
        String target,
        String purl)
        implements Serializable {
    private static final int MAX_ALIASES = 60;
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

    Finding {
        aliases = List.copyOf(aliases);
    }

    /** A finding with ids in any order: the CVE becomes its name. */
    static Finding of(
            Set<String> ids,
            String packageName,
            String version,
            String fixedIn,
            Severity severity,
            Double cvss,
            String target,
            String purl) {
        List<String> sorted = new ArrayList<>(ids);
        sorted.sort((a, b) -> {
            int rank = Integer.compare(rank(a), rank(b));
            return rank != 0 ? rank : a.compareTo(b);
        });
        return new Finding(
                sorted.get(0),
                sorted.subList(1, Math.min(sorted.size(), 1 + MAX_ALIASES)),
                packageName,
                version,
                fixedIn,
                severity,
                cvss,
                target,
                purl);
    }

    private static int rank(String id) {
        return id.startsWith("CVE-") ? 0 : id.startsWith("GHSA-") ? 1 : 2;
    }

    boolean fixable() {
        return !fixedIn.isEmpty();
    }

    boolean isCalled(String anyId) {
        return id.equalsIgnoreCase(anyId) || aliases.stream().anyMatch(alias -> alias.equalsIgnoreCase(anyId));
    }

    Finding in(String otherTarget) {
        return new Finding(id, aliases, packageName, version, fixedIn, severity, cvss, otherTarget, purl);
    }

    /** The same finding told twice, by two advisories or two scanners: every id, and the worse rating. */
    Finding merge(Finding other) {
        Set<String> ids = new LinkedHashSet<>(aliases);
        ids.add(id);
        ids.add(other.id);
        ids.addAll(other.aliases);
        return of(
                ids,
                packageName,
                version.isEmpty() ? other.version : version,
                fixedIn.isEmpty() ? other.fixedIn : fixedIn,
                severity.worse(other.severity),
                cvss == null ? other.cvss : other.cvss == null ? cvss : Double.valueOf(Math.max(cvss, other.cvss)),
                target,
                purl == null ? other.purl : purl);
    }

    /** Within one report: the same vulnerability of the same package and version in the same target is told once. */
    String identity() {
        return String.join("\n", id, packageName, version, target);
    }

    /**
     * For the comparison with another scan: neither the version of the package, nor a digest in the name of the target, makes an old
     * vulnerability new. One key an id, so that an advisory which got its CVE meanwhile is recognised.
     */
    List<String> keys() {
        String place = DIGEST.matcher(target).replaceAll("*");
        if (version.length() > 1) {
            place = place.replace(version, "*");
        }
        String rest = "\n" + packageName.toLowerCase(Locale.ROOT) + "\n" + place;
        List<String> keys = new ArrayList<>();
        keys.add(id + rest);
        aliases.forEach(alias -> keys.add(alias + rest));
        return keys;
    }

    /** For log lines: {@code CVE-2024-35195 requests 2.31.0 (medium) in api/requirements.txt, fixed in 2.32.0}. */
    String line() {
        return id + " " + (packageName + " " + version).strip() + " (" + severity.word() + ")"
                + (target.isEmpty() ? "" : " in " + target)
                + (fixable() ? ", fixed in " + fixedIn : ", no fix yet");
    }

    /** Characters held in memory, to bound the list. */
    int weight() {
        int weight = id.length() + packageName.length() + version.length() + fixedIn.length() + target.length();
        for (String alias : aliases) {
            weight += alias.length() + 40;
        }
        return weight + (purl == null ? 0 : purl.length()) + 300;
    }
}
