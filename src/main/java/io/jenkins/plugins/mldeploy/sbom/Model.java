package io.jenkins.plugins.mldeploy.sbom;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.mldeploy.step.Arguments;
import java.io.Serializable;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A machine learning model that the application uses.
 *
 * @param name of the model
 * @param version null when it was not given
 * @param provider address or name of the endpoint, null when it was not given
 * @param prompt file with the system prompt, null when there is none
 * @param metricsFrom id of the mlTest step that measured it, null when it was not given
 * @param metrics what that step recorded; empty when nothing was found
 */
record Model(
        String name,
        String version,
        String provider,
        String prompt,
        String metricsFrom,
        TreeMap<String, Double> metrics)
        implements Serializable {
    private static final int MAX_METRICS = 200;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ._-]{0,99}");

    Model {
        metrics = metrics == null ? new TreeMap<>() : metrics;
    }

    /** Adds a sentence to {@code problems} for each mistake. */
    static List<Model> of(List<Arguments> given, List<String> problems) {
        List<Model> models = given.stream()
                .map(one -> new Model(
                        one.string("name"),
                        one.optional("version").orElse(null),
                        one.optional("provider").orElse(null),
                        one.optional("prompt").orElse(null),
                        one.string("metricsFrom"),
                        null))
                .toList();
        for (int i = 0; i < models.size(); i++) {
            Model model = models.get(i);
            if (model.name.isBlank()) {
                problems.add("models[" + i + "].name is empty");
            }
            if (model.provider != null && endpointName(model.provider) == null) {
                problems.add(
                        "models[" + i
                                + "].provider must be a name, or an http(s) address without user, password, query or fragment, because the document is public");
            }
            for (int j = 0; j < i; j++) {
                if (models.get(j).key().equals(model.key())) {
                    problems.add("models[" + i + "] has name and version of models[" + j + "]");
                }
            }
        }
        return models;
    }

    Model with(Map<String, Double> found) {
        return new Model(name, version, provider, prompt, metricsFrom, new TreeMap<>(found));
    }

    private String key() {
        return version == null ? name : name + "@" + version;
    }

    /** Its reference within the merged document. */
    String ref() {
        return "model/" + key();
    }

    String promptRef() {
        return "prompt/" + prompt;
    }

    String serviceRef() {
        return "service/" + provider;
    }

    /** The component of type {@code machine-learning-model} with its model card. */
    ObjectNode component() {
        ObjectNode component = JsonNodeFactory.instance.objectNode();
        component.put("type", "machine-learning-model").put("bom-ref", ref()).put("name", name);
        if (version != null) {
            component.put("version", version);
        }
        ObjectNode card = component.putObject("modelCard");
        if (!metrics.isEmpty()) {
            ArrayNode measured = card.putObject("quantitativeAnalysis").putArray("performanceMetrics");
            metrics.entrySet().stream().limit(MAX_METRICS).forEach(metric -> measured.addObject()
                    .put("type", metric.getKey())
                    .put(
                            "value",
                            new BigDecimal(metric.getValue().toString())
                                    .stripTrailingZeros()
                                    .toPlainString()));
            component
                    .putArray("properties")
                    .addObject()
                    .put("name", "mldeploy:metricsFrom")
                    .put("value", "mlTest " + metricsFrom);
        }
        return component;
    }

    /** The prompt as a component of type {@code data}: its hash, not its text. */
    ObjectNode promptComponent(String sha256) {
        ObjectNode component = JsonNodeFactory.instance.objectNode();
        component.put("type", "data").put("bom-ref", promptRef()).put("name", prompt);
        component.putArray("hashes").addObject().put("alg", "SHA-256").put("content", sha256);
        component.putArray("data").addObject().put("type", "configuration").put("name", "system prompt");
        return component;
    }

    /** The endpoint as a service beyond the trust boundary. */
    ObjectNode service() {
        ObjectNode service = JsonNodeFactory.instance.objectNode();
        service.put("bom-ref", serviceRef()).put("name", endpointName(provider));
        if (!NAME.matcher(provider).matches()) {
            service.putArray("endpoints").add(provider);
        }
        service.put("x-trust-boundary", true);
        return service;
    }

    /** A name as it is, the host of an address, null when it is neither. */
    private static String endpointName(String address) {
        if (NAME.matcher(address).matches()) {
            return address;
        }
        try {
            URI uri = new URI(address);
            boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            boolean bare = uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
            return http && bare ? uri.getHost() : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
