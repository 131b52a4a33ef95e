package io.jenkins.plugins.mldeploy.deploy;

import com.fasterxml.jackson.databind.JsonNode;

/** Numbers as measurements give them; null for anything that is no finite number. */
final class Values {
    private Values() {}

    static Double number(String text) {
        if (text.length() > 40) {
            return null;
        }
        try {
            double value = Double.parseDouble(text);
            return Double.isFinite(value) ? value : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    static Double of(JsonNode node) {
        return node.isNumber() || node.isTextual() ? number(node.asText()) : null;
    }

    /** Of an instant query ({@code /api/v1/query}): a scalar, or a vector of just one series. */
    static Double ofPrometheus(JsonNode answer) {
        JsonNode data = answer.path("data");
        JsonNode result = data.path("result");
        if (!answer.path("status").asText().equals("success")) {
            return null;
        }
        return switch (data.path("resultType").asText()) {
            case "scalar" -> of(result.path(1));
            case "vector" ->
                result.size() == 1 ? of(result.path(0).path("value").path(1)) : null;
            default -> null;
        };
    }

    static String whyPrometheusHasNone(JsonNode answer) {
        JsonNode result = answer.path("data").path("result");
        if (answer.path("status").asText().equals("error")) {
            return "Prometheus says "
                    + ManifestReader.shortened(answer.path("error").asText());
        }
        if (!answer.path("status").asText().equals("success")) {
            return "the answer is not Prometheus'";
        }
        return result.isEmpty()
                ? "the query finds no series"
                : result.size() > 1
                        ? "the query finds " + result.size() + " series; aggregate them to one"
                        : "its value is not a finite number";
    }
}
