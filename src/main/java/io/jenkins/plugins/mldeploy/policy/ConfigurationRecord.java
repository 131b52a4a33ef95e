package io.jenkins.plugins.mldeploy.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
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
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A changed rule is evidence, too: whoever saves the configuration, or else the first that meets rules which differ from the ones recorded last, appends them, with who, when, from where, and the difference as
 * text. Rules that a level of the host tightens have a history of their own, so that two folders do not seem to change them back and forth.
 */
public final class ConfigurationRecord {
    /** Pseudo step of these records. */
    public static final String STEP = "environments";

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private ConfigurationRecord() {}

    /**
     * How a configuration came to be what it is, as far as the host knows.
     *
     * @param author true when this person made the change; false when he or she only was the first to meet it
     * @param user id, null when nobody can say
     * @param authenticatedBy how the host knows, null when it does not
     * @param from where the person was: an address, a machine; null when that is not known
     * @param source what was read: the name of a file, a page; null when that is not known
     * @param changedAt when the source was changed, null when that is not known
     */
    public record Seen(
            boolean author, String user, String authenticatedBy, String from, String source, Instant changedAt) {
        /** By a run, whose own record says who asked for it. */
        public static final Seen BY_RUN = new Seen(false, null, null, null, null, null);

        private Map<String, Object> details() {
            Map<String, Object> details = new LinkedHashMap<>();
            details.put(author ? "changedBy" : "seenBy", user);
            details.put("authenticatedBy", authenticatedBy);
            details.put("from", from);
            details.put("source", source);
            details.put("changedAt", changedAt == null ? null : changedAt.toString());
            details.values().removeIf(value -> value == null);
            return details;
        }
    }

    /**
     * Appends a record when the rules differ from the newest one of the same levels. Where there never were any, nothing is recorded.
     *
     * @param origin of the run that meets them; where there is none, the host's own name with number 0
     * @return the record, empty when nothing changed
     */
    public static Optional<Entry> append(
            EvidenceStore store, Environments environments, Seen seen, Origin origin, Instant now) throws IOException {
        Optional<List<String>> changes = changes(store, environments);
        if (changes.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Object> rules = rules(environments);
        Map<String, Object> details = new LinkedHashMap<>(seen.details());
        details.put("changes", changes.get());
        details.put("rules", rules);
        String hash = Sha256.of(rules.toString().getBytes(StandardCharsets.UTF_8));
        return Optional.of(store.append(new Evidence(
                Subject.tree(hash),
                STEP,
                id(environments),
                Verdict.PASS,
                Map.of(),
                List.of(),
                details,
                Map.of(),
                origin,
                now)));
    }

    /**
     * What differs from the newest record of the same levels: {@code -} the line as it was, {@code +} as it is.
     *
     * @return empty when nothing does
     */
    public static Optional<List<String>> changes(EvidenceStore store, Environments environments) {
        Optional<Entry> before = store.latest(EvidenceQuery.ofStep(STEP).id(id(environments)));
        Map<String, Object> is = rules(environments);
        if (before.isEmpty()) {
            return is.isEmpty() ? Optional.empty() : Optional.of(List.of("first recorded"));
        }
        Map<?, ?> was = before.get().evidence().details().get("rules") instanceof Map<?, ?> map ? map : Map.of();
        Set<String> keys = new TreeSet<>(is.keySet());
        was.keySet().forEach(key -> keys.add(String.valueOf(key)));
        List<String> changes = new ArrayList<>();
        for (String key : keys) {
            Object old = was.get(key);
            Object fresh = is.get(key);
            if (old != null && !old.equals(fresh)) {
                changes.add("-" + key + ": " + old);
            }
            if (fresh != null && !fresh.equals(old)) {
                changes.add("+" + key + ": " + fresh);
            }
        }
        return changes.isEmpty() ? Optional.empty() : Optional.of(changes);
    }

    /** True when rules of these levels were recorded before. */
    public static boolean isKnown(EvidenceStore store, Environments environments) {
        return store.latest(EvidenceQuery.ofStep(STEP).id(id(environments))).isPresent();
    }

    private static String id(Environments environments) {
        return environments.levels().isEmpty() ? "rules" : "rules, " + String.join(", ", environments.levels());
    }

    /** {@code environment production.approvals.requireReason} → its value as text: flat, so that a difference names one rule. */
    private static Map<String, Object> rules(Environments environments) {
        Map<String, Object> rules = new TreeMap<>();
        for (Environment environment : environments.environments()) {
            for (RecordComponent component : Environment.class.getRecordComponents()) {
                if (component.getName().equals("name")) {
                    continue;
                }
                try {
                    put(
                            rules,
                            "environment " + environment.name() + "." + component.getName(),
                            JSON.valueToTree(component.getAccessor().invoke(environment)));
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

    private static void put(Map<String, Object> rules, String key, JsonNode value) {
        if (value.isObject()) {
            value.fields().forEachRemaining(field -> put(rules, key + "." + field.getKey(), field.getValue()));
        } else if (!value.isNull() && !(value.isArray() && value.isEmpty())) {
            rules.put(key, value.isTextual() ? value.asText() : value.toString());
        }
    }
}
