package io.jenkins.plugins.mldeploy.sbom;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/** Holds the licence of every component of all targets against the rules. */
final class LicenseAudit {
    /** What has no licence of its own unless somebody gave it one. */
    private static final Set<String> WITHOUT =
            Set.of("file", "operating-system", "container", "data", "platform", "device", "cryptographic-asset");

    /**
     * A refused component, before its path through the dependency graph is known.
     *
     * @param target key of its target
     * @param ref its reference in the target's document, null when it has none
     * @param within names of the components that it is nested in
     */
    record Refused(String target, String ref, String component, String license, List<String> within) {}

    private final LicenseRules rules;
    private final List<Refused> refused = new ArrayList<>();
    private final List<String> unknown = new ArrayList<>();
    private final List<String> nearMisses = new ArrayList<>();
    private long refusedCount;
    private long unknownCount;

    LicenseAudit(LicenseRules rules) {
        this.rules = rules;
    }

    Survey.Listener of(String target) {
        return (own, ancestors) -> component(target, own, ancestors);
    }

    List<Refused> refused() {
        return refused;
    }

    long refusedCount() {
        return refusedCount;
    }

    List<String> unknown() {
        return unknown;
    }

    long unknownCount() {
        return unknownCount;
    }

    List<String> nearMisses() {
        return nearMisses;
    }

    private void component(String target, ObjectNode own, Deque<String> ancestors) {
        if (rules.isEmpty()) {
            return;
        }
        var licenses = own.has("licenses") ? own.get("licenses") : JsonNodeFactory.instance.arrayNode();
        if (licenses.isEmpty() && WITHOUT.contains(own.path("type").asText())) {
            return;
        }
        String shown = display(own);
        if (rules.nearlyDenied(licenses) && nearMisses.size() < Merged.LISTED) {
            nearMisses.add(target + " → " + shown + ": " + LicenseRules.shown(licenses));
        }
        switch (rules.judge(licenses)) {
            case ALLOWED -> {}
            case UNKNOWN -> {
                if (unknownCount++ < Merged.LISTED) {
                    unknown.add(target + " → " + shown + ": " + LicenseRules.shown(licenses));
                }
            }
            case DENIED -> {
                if (refusedCount++ < Merged.LISTED) {
                    refused.add(new Refused(
                            target,
                            own.has("bom-ref") ? own.get("bom-ref").asText() : null,
                            shown,
                            LicenseRules.shown(licenses),
                            List.copyOf(ancestors)));
                }
            }
        }
    }

    static String display(ObjectNode component) {
        String version = component.path("version").asText("");
        return Survey.shortened(component.path("name").asText() + (version.isEmpty() ? "" : " " + version));
    }
}
