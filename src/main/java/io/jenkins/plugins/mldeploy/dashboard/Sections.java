package io.jenkins.plugins.mldeploy.dashboard;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Puts the details of a record into words. Details that are not known here are left to the journal. */
final class Sections {
    /** Lists of texts, with their titles. */
    private static final Map<String, String> LISTS = titles(
            "failed", "Failed tests",
            "flaky", "Flaky tests",
            "notEvaluated", "Tests that could not be judged",
            "violations", "Licences that are not allowed",
            "added", "Components that came",
            "removed", "Components that went",
            "changed", "Components that changed",
            "changes", "Rules that changed",
            "checks", "External checks that agreed",
            "images", "Images",
            "missing", "Missing",
            "warnings", "Warnings",
            "notes", "Notes");

    private static final List<String> FACTS = List.of(
            "scanner",
            "scannerVersion",
            "dbBuilt",
            "scanned",
            "baseline",
            "file",
            "serialNumber",
            "environment",
            "outcome",
            "strategy",
            "namespace",
            "planHash",
            "deploymentId",
            "origin",
            "decision",
            "rejectedBy",
            "requestedAt",
            "decidedAt",
            "bypassed",
            "bypassReason",
            "condition",
            "risk",
            "event",
            "user",
            "text",
            "authenticatedBy",
            "from",
            "gate");

    private Sections() {}

    static List<Section> of(Evidence evidence) {
        Map<String, Object> details = evidence.details();
        List<Section> sections = new ArrayList<>();
        add(sections, "Facts", facts(details));
        LISTS.forEach((key, title) -> add(sections, title, Details.texts(details.get(key))));
        add(sections, "Findings", findings(details.get("findings")));
        add(sections, "Suppressed findings", findings(details.get("suppressedFindings")));
        add(sections, "Releases", releases(details.get("releases")));
        add(sections, "Approved by", approvers(details.get("approvers")));
        add(sections, "Comments", said(details.get("comments")));
        return List.copyOf(sections);
    }

    private static void add(List<Section> sections, String title, List<String> lines) {
        if (!lines.isEmpty()) {
            sections.add(Section.of(title, lines));
        }
    }

    private static List<String> facts(Map<String, Object> details) {
        return FACTS.stream()
                .filter(details::containsKey)
                .map(name -> name + ": " + details.get(name))
                .toList();
    }

    private static List<String> findings(Object value) {
        return Details.maps(value).stream()
                .map(finding -> words(
                        finding.get("severity"),
                        finding.get("id"),
                        "in",
                        finding.get("package"),
                        finding.get("version"),
                        Boolean.TRUE.equals(finding.get("new")) ? "(new)" : null,
                        blank(finding.get("fixedIn")) ? null : "fixed in " + finding.get("fixedIn"),
                        blank(finding.get("why")) ? null : "because " + finding.get("why")))
                .toList();
    }

    private static List<String> releases(Object value) {
        return Details.maps(value).stream()
                .map(release -> words(
                        release.get("release") + (release.get("chart") == null ? ":" : ": chart"),
                        release.get("chart"),
                        release.get("version"),
                        release.get("revision") == null ? null : "revision " + release.get("revision"),
                        release.get("previousRevision") == null ? null : "before " + release.get("previousRevision"),
                        release.get("appVersion") == null ? null : "application " + release.get("appVersion"),
                        release.get("status") == null ? null : "which helm calls " + release.get("status"),
                        release.get("lastDeployed") == null ? null : "since " + release.get("lastDeployed"),
                        release.get(Deployed.KNOWN) == null ? null : "as " + release.get(Deployed.KNOWN) + " left it",
                        release.get("digests") instanceof Map<?, ?> live && !live.isEmpty()
                                ? "runs " + live.values()
                                : null))
                .toList();
    }

    /** A gate records its approvers with their groups, a deployment their names. */
    private static List<String> approvers(Object value) {
        return Details.maps(value).isEmpty()
                ? Details.texts(value)
                : Details.maps(value).stream()
                        .map(approver -> approver.get("user") + " ("
                                + String.join(", ", Details.texts(approver.get("groups"))) + ")")
                        .toList();
    }

    private static List<String> said(Object value) {
        return Details.maps(value).stream()
                .map(comment -> comment.get("user") + ": " + comment.get("text"))
                .toList();
    }

    private static String words(Object... parts) {
        return Stream.of(parts)
                .filter(Objects::nonNull)
                .map(String::valueOf)
                .filter(part -> !part.isBlank())
                .collect(Collectors.joining(" "));
    }

    private static boolean blank(Object value) {
        return value == null || value.toString().isBlank();
    }

    private static Map<String, String> titles(String... pairs) {
        Map<String, String> titles = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            titles.put(pairs[i], pairs[i + 1]);
        }
        return titles;
    }
}
