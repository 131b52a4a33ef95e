package io.jenkins.plugins.mldeploy.policy;

import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.evidence.Sha256;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A changed rule is evidence, too: the first run that meets rules which differ from the ones recorded last appends them, with what changed. Who wrote them the host's own history of
 * the configuration tells; the record says which run met them first.
 */
public final class ConfigurationRecord {
    /** Pseudo step of these records. */
    public static final String STEP = "environments";

    private ConfigurationRecord() {}

    /**
     * Appends a record when the rules differ from the newest one.
     *
     * @return the record, empty when nothing changed
     */
    public static Optional<Entry> append(EvidenceStore store, Environments environments, Origin run, Instant now)
            throws IOException {
        Map<String, Object> rules = rules(environments);
        Optional<Entry> before = store.latest(EvidenceQuery.ofStep(STEP));
        Map<?, ?> was = before.map(entry -> entry.evidence().details().get("rules"))
                .filter(Map.class::isInstance)
                .map(Map.class::cast)
                .orElse(Map.of());
        List<String> changes = changes(was, rules);
        if (before.isPresent() && changes.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("changes", before.isEmpty() ? List.of("first recorded") : changes);
        details.put("rules", rules);
        String hash = Sha256.of(rules.toString().getBytes(StandardCharsets.UTF_8));
        return Optional.of(store.append(new Evidence(
                Subject.tree(hash), STEP, "rules", Verdict.PASS, Map.of(), List.of(), details, Map.of(), run, now)));
    }

    private static List<String> changes(Map<?, ?> was, Map<String, Object> is) {
        List<String> changes = new ArrayList<>();
        is.forEach((key, value) -> {
            Object old = was.get(key);
            if (!Objects.equals(old, value)) {
                changes.add(old == null ? key + ": " + value : key + ": " + value + ", was " + old);
            }
        });
        was.keySet().stream()
                .filter(key -> !is.containsKey(key))
                .forEach(key -> changes.add(key + ": gone, was " + was.get(key)));
        return changes;
    }

    /** {@code production.approvers} → its text: flat, so that a difference names one rule. */
    private static Map<String, Object> rules(Environments environments) {
        Map<String, Object> rules = new TreeMap<>();
        for (Environment environment : environments.environments()) {
            for (RecordComponent component : Environment.class.getRecordComponents()) {
                try {
                    Object value = component.getAccessor().invoke(environment);
                    if (value != null
                            && !List.of().equals(value)
                            && !component.getName().equals("name")) {
                        rules.put("environment " + environment.name() + "." + component.getName(), value.toString());
                    }
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        environments
                .teams()
                .forEach((name, team) -> rules.put(
                        "team " + name,
                        team.users().stream().sorted().toList() + " "
                                + team.groups().stream().sorted().toList()));
        environments
                .delegations()
                .forEach(delegation -> rules.put(
                        "delegation " + delegation.from() + " to " + delegation.to(),
                        "until " + delegation.until() + " for " + delegation.teams()));
        // The address of a web hook may be a secret itself: its host and a hash tell that it changed.
        environments
                .webHooks()
                .forEach(hook -> rules.put(
                        "web hook " + hook.name(),
                        URI.create(hook.url()).getHost() + ", "
                                + Sha256.of(hook.url().getBytes(StandardCharsets.UTF_8))
                                        .substring(0, 12)
                                + ", signed with " + hook.secretId()));
        return rules;
    }
}
