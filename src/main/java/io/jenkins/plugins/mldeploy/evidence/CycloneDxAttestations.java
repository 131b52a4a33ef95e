package io.jenkins.plugins.mldeploy.evidence;

import io.jenkins.plugins.mldeploy.verdict.Reason;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The records of a subject as CycloneDX attestations (CDXA): {@code declarations} of CycloneDX 1.6. Each step and id is a requirement, its newest record a claim with its evidence: PASS and UNSTABLE speak for it,
 * FAIL against it, and NOT_EVALUATED is no claim at all, only evidence that nothing could be judged. The same records give the same bytes.
 */
final class CycloneDxAttestations {
    private static final String SUBJECT = "subject";

    private final Subject subject;
    private final List<Entry> entries;

    CycloneDxAttestations(Subject subject, List<Entry> entries) {
        this.subject = subject;
        this.entries = entries;
    }

    Map<String, Object> document() {
        Entry last = entries.get(entries.size() - 1);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("bomFormat", "CycloneDX");
        document.put("specVersion", "1.6");
        document.put(
                "serialNumber",
                "urn:uuid:" + UUID.nameUUIDFromBytes((subject + last.hash()).getBytes(StandardCharsets.UTF_8)));
        document.put("version", 1);
        document.put(
                "metadata",
                Map.of(
                        "timestamp",
                        last.evidence().at().toString(),
                        "tools",
                        Map.of(
                                "components",
                                List.of(Map.of("type", "application", "name", "ml-deployment-pipeline")))));
        document.put("declarations", declarations());
        document.put("definitions", Map.of("standards", List.of(standard())));
        return document;
    }

    private Map<String, Object> declarations() {
        List<Map<String, Object>> claims = new ArrayList<>();
        List<Map<String, Object>> evidence = new ArrayList<>();
        List<Map<String, Object>> map = new ArrayList<>();
        for (Entry entry : newest().values()) {
            evidence.add(evidence(entry));
            Map<String, Object> judged = new LinkedHashMap<>();
            judged.put("requirement", requirement(entry));
            Verdict verdict = entry.evidence().verdict();
            if (verdict != Verdict.NOT_EVALUATED) {
                claims.add(claim(entry));
                judged.put(verdict == Verdict.FAIL ? "counterClaims" : "claims", List.of("claim-" + entry.seq()));
                judged.put(
                        "conformance",
                        Map.of(
                                "score",
                                verdict == Verdict.PASS ? 1.0 : verdict == Verdict.UNSTABLE ? 0.5 : 0.0,
                                "rationale",
                                rationale(entry)));
            }
            map.add(judged);
        }
        Map<String, Object> declarations = new LinkedHashMap<>();
        declarations.put("assessors", List.of(Map.of("bom-ref", "assessor", "thirdParty", false)));
        declarations.put(
                "attestations",
                List.of(Map.of(
                        "summary",
                        "What is known about " + subject + ", by its newest records",
                        "assessor",
                        "assessor",
                        "map",
                        map)));
        declarations.put("claims", claims);
        declarations.put("evidence", evidence);
        declarations.put("targets", Map.of("components", List.of(component())));
        return declarations;
    }

    private Map<String, Entry> newest() {
        Map<String, Entry> newest = new LinkedHashMap<>();
        entries.forEach(entry -> newest.put(requirement(entry), entry));
        return newest;
    }

    private static String requirement(Entry entry) {
        return entry.evidence().step() + "/" + entry.evidence().id();
    }

    private static Map<String, Object> claim(Entry entry) {
        Map<String, Object> claim = new LinkedHashMap<>();
        claim.put("bom-ref", "claim-" + entry.seq());
        claim.put("target", SUBJECT);
        claim.put(
                "predicate",
                entry.evidence().step() + " '" + entry.evidence().id() + "' is "
                        + entry.evidence().verdict());
        claim.put("reasoning", rationale(entry));
        claim.put("evidence", List.of("evidence-" + entry.seq()));
        return claim;
    }

    private static Map<String, Object> evidence(Entry entry) {
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("bom-ref", "evidence-" + entry.seq());
        evidence.put("propertyName", requirement(entry));
        evidence.put(
                "description",
                "%s of %s; record %d of the journal, hash %s"
                        .formatted(
                                entry.evidence().verdict(),
                                entry.evidence().origin().display(),
                                entry.seq(),
                                entry.hash()));
        evidence.put("created", entry.evidence().at().toString());
        List<Map<String, Object>> data = new ArrayList<>();
        entry.evidence()
                .metrics()
                .forEach((name, value) -> data.add(Map.of(
                        "name",
                        name,
                        "contents",
                        Map.of("attachment", Map.of("contentType", "text/plain", "content", value.toString())))));
        if (!data.isEmpty()) {
            evidence.put("data", data);
        }
        return evidence;
    }

    private static String rationale(Entry entry) {
        return entry.evidence().reasons().isEmpty()
                ? "every rule holds"
                : String.join(
                        "; ",
                        entry.evidence().reasons().stream().map(Reason::text).toList());
    }

    private Map<String, Object> component() {
        Map<String, Object> component = new LinkedHashMap<>();
        component.put("bom-ref", SUBJECT);
        component.put("type", subject.isImage() ? "container" : "application");
        component.put("name", subject.value());
        if (subject.isImage()) {
            component.put(
                    "hashes",
                    List.of(Map.of("alg", "SHA-256", "content", subject.value().substring("sha256:".length()))));
        }
        return component;
    }

    private Map<String, Object> standard() {
        Set<String> names = new LinkedHashSet<>(newest().keySet());
        List<Map<String, Object>> requirements = new ArrayList<>();
        for (String name : names) {
            requirements.add(Map.of("bom-ref", name, "identifier", name, "title", "What " + name + " found out"));
        }
        Map<String, Object> standard = new LinkedHashMap<>();
        standard.put("bom-ref", "standard");
        standard.put("name", "Evidence of the ML deployment pipeline");
        standard.put("version", "1");
        standard.put("requirements", requirements);
        return standard;
    }
}
