package io.jenkins.plugins.mldeploy.deploy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** A kubeconfig, as far as a host that keeps it has to understand it. */
public final class Kubeconfig {
    /**
     * Somebody whom no cluster knows. kubectl asks for a name on the terminal, and gives up before it has called anybody, where a context names no login at all. No API server takes a password: it sees
     * an anonymous caller, or answers that it does not let this one in.
     */
    private static final Map<String, Object> NOBODY =
            Map.of("name", "nobody", "user", Map.of("username", "nobody", "password", "none"));

    private Kubeconfig() {}

    /**
     * The same clusters and contexts with none of those who could log in: enough to find out whether the cluster answers.
     *
     * @param text YAML or JSON of a kubeconfig
     * @throws IOException when it is none; the message quotes nothing of it
     */
    public static String withoutUsers(String text) throws IOException {
        Map<?, ?> config = read(text);
        Map<String, Object> kept = clusters(config);
        kept.put("contexts", contexts(config.get("contexts")));
        kept.put("users", List.of(NOBODY));
        return new Yaml().dump(kept);
    }

    /**
     * The service account that somebody is who logs in by a context with a token of Kubernetes.
     *
     * @param context null for the current one
     * @return empty for any other way to log in
     */
    static Optional<ServiceAccount> serviceAccount(String text, String context) throws IOException {
        Map<?, ?> config = read(text);
        Object user = named(
                        config.get("contexts"), context == null ? config.get("current-context") : context, "context")
                .get("user");
        return named(config.get("users"), user, "user").get("token") instanceof String token
                ? ServiceAccount.of(token)
                : Optional.empty();
    }

    /**
     * The same clusters, with one context and a user who logs in by this token and nothing else.
     *
     * @param context null for the current one
     */
    static String withToken(String text, String context, String token) throws IOException {
        Map<?, ?> config = read(text);
        Object name = context == null ? config.get("current-context") : context;
        Map<Object, Object> used = new LinkedHashMap<>(named(config.get("contexts"), name, "context"));
        used.put("user", "mldeploy");
        Map<String, Object> kept = clusters(config);
        kept.put("contexts", List.of(Map.of("name", String.valueOf(name), "context", used)));
        kept.put("current-context", String.valueOf(name));
        kept.put("users", List.of(Map.of("name", "mldeploy", "user", Map.of("token", token))));
        return new Yaml().dump(kept);
    }

    private static Map<?, ?> read(String text) throws IOException {
        Object document;
        try {
            document = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
        } catch (YAMLException e) {
            // Its message quotes the text, and the text holds secrets.
            throw new IOException("the credential holds no kubeconfig: it is not YAML");
        }
        if (!(document instanceof Map<?, ?> config) || !(config.get("clusters") instanceof List<?>)) {
            throw new IOException("the credential holds no kubeconfig: it has no list 'clusters'");
        }
        return config;
    }

    private static Map<String, Object> clusters(Map<?, ?> config) {
        Map<String, Object> kept = new LinkedHashMap<>();
        kept.put("apiVersion", "v1");
        kept.put("kind", "Config");
        kept.put("clusters", config.get("clusters"));
        if (config.get("current-context") instanceof String current) {
            kept.put("current-context", current);
        }
        return kept;
    }

    /** What the element of that name holds; empty when there is none. */
    private static Map<?, ?> named(Object list, Object name, String key) {
        for (Object each : list instanceof List<?> all ? all : List.of()) {
            if (each instanceof Map<?, ?> element
                    && name != null
                    && name.equals(element.get("name"))
                    && element.get(key) instanceof Map<?, ?> held) {
                return held;
            }
        }
        return Map.of();
    }

    private static List<Object> contexts(Object contexts) {
        List<Object> kept = new ArrayList<>();
        for (Object each : contexts instanceof List<?> list ? list : List.of()) {
            if (each instanceof Map<?, ?> named && named.get("context") instanceof Map<?, ?> context) {
                Map<Object, Object> nobody = new LinkedHashMap<>(context);
                nobody.put("user", NOBODY.get("name"));
                kept.add(Map.of("name", String.valueOf(named.get("name")), "context", nobody));
            }
        }
        return kept;
    }
}
