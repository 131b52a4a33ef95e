package io.jenkins.plugins.mldeploy.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The text of an environments file from and to plain maps, lists, texts, numbers and truth values, for a host whose configuration has a form of its own. Nothing is understood in here: {@link
 * EnvironmentsFile} reads and checks the text.
 */
public final class EnvironmentsText {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build();

    /** As people write it: what a thing is called comes first. Other keys follow as they come. */
    private static final List<String> ORDER = List.of(
            "teams",
            "delegations",
            "webHooks",
            "environments",
            "name",
            "url",
            "secretId",
            "step",
            "id",
            "group",
            "count",
            "users",
            "groups",
            "from",
            "to",
            "until",
            "tier",
            "enforcement",
            "jobs",
            "branches",
            "approvers",
            "minApprovals",
            "allowSelfApproval",
            "requireReason",
            "requiredEvidence",
            "maxAge",
            "rules",
            "window",
            "freezes",
            "waitTimer",
            "risk",
            "continuousDeployment",
            "cluster",
            "credentialsId",
            "context",
            "namespaces",
            "runsOn",
            "watch",
            "every",
            "samples",
            "analysis",
            "metric",
            "evidence",
            "prometheus",
            "query",
            "command",
            "pointer",
            "min",
            "max",
            "failureLimit",
            "onFailure",
            "onNoData");

    private EnvironmentsText() {}

    /** YAML that reads back as the same values, in an order that people can read: a host may keep its maps in none. */
    public static String of(Map<String, ?> values) {
        try {
            return YAML.writeValueAsString(ordered(values));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("these are no plain values: " + e.getOriginalMessage(), e);
        }
    }

    private static Object ordered(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(EnvironmentsText::ordered).toList();
        }
        if (!(value instanceof Map<?, ?> map)) {
            return value;
        }
        List<Map.Entry<?, ?>> entries = new ArrayList<>(map.entrySet());
        entries.sort(Comparator.comparingInt(entry -> place(String.valueOf(entry.getKey()))));
        Map<String, Object> ordered = new LinkedHashMap<>();
        entries.forEach(entry -> ordered.put(String.valueOf(entry.getKey()), ordered(entry.getValue())));
        return ordered;
    }

    private static int place(String key) {
        int place = ORDER.indexOf(key);
        return place < 0 ? ORDER.size() : place;
    }

    /** @throws IOException when the text is no mapping in YAML */
    public static Map<String, Object> values(String yaml) throws IOException {
        Map<String, Object> values = YAML.readValue(yaml, new TypeReference<>() {});
        return values == null ? Map.of() : values;
    }
}
