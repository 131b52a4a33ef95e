package io.jenkins.plugins.mldeploy.pipeline;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What {@code withCredentials} binds: variables to parts of credentials. */
final class Bindings {
    private Bindings() {}

    /** Variable to reference {@code id#part}. */
    static Map<String, String> references(List<?> bindings, Secrets secrets, Set<String> used) throws StepFailed {
        Map<String, String> references = new LinkedHashMap<>();
        for (Object binding : bindings) {
            if (!(binding instanceof Symbol symbol)) {
                throw new IllegalArgumentException("withCredentials takes a list of bindings such as"
                        + " string(credentialsId: 'id', variable: 'NAME'), not " + binding);
            }
            String id = needed(symbol, "credentialsId");
            switch (symbol.name()) {
                case "string" -> {
                    secrets.bind(id, List.of("secret"));
                    references.put(needed(symbol, "variable"), id + "#secret");
                }
                case "file" -> {
                    secrets.bind(id, List.of("file"));
                    references.put(needed(symbol, "variable"), id + "#file");
                }
                case "usernamePassword" -> {
                    secrets.bind(id, List.of("username", "password"));
                    references.put(needed(symbol, "usernameVariable"), id + "#username");
                    references.put(needed(symbol, "passwordVariable"), id + "#password");
                }
                case "usernameColonPassword" -> {
                    secrets.bind(id, List.of("username", "password"));
                    references.put(needed(symbol, "variable"), id + "#username:password");
                }
                default ->
                    throw new IllegalArgumentException("withCredentials cannot bind '" + symbol.name()
                            + "' here; it can bind string, usernamePassword, usernameColonPassword, file");
            }
            used.add(id);
        }
        return references;
    }

    private static String needed(Symbol binding, String argument) {
        String value = binding.text(argument);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(binding.name() + " needs '" + argument + "'");
        }
        return value;
    }
}
