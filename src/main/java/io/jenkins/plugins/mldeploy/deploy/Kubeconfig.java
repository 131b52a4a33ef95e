package io.jenkins.plugins.mldeploy.deploy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** A kubeconfig, as far as a host that keeps it has to understand it. */
public final class Kubeconfig {
    private Kubeconfig() {}

    /**
     * The same clusters and contexts with nobody who could log in: enough to find out whether the cluster answers.
     *
     * @param text YAML or JSON of a kubeconfig
     * @throws IOException when it is none; the message quotes nothing of it
     */
    public static String withoutUsers(String text) throws IOException {
        Object document;
        try {
            document = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
        } catch (YAMLException e) {
            // Its message quotes the text, and the text holds secrets.
            throw new IOException("the credential holds no kubeconfig: it is not YAML");
        }
        if (!(document instanceof Map<?, ?> config) || !(config.get("clusters") instanceof List<?> clusters)) {
            throw new IOException("the credential holds no kubeconfig: it has no list 'clusters'");
        }
        Map<String, Object> kept = new LinkedHashMap<>();
        kept.put("apiVersion", "v1");
        kept.put("kind", "Config");
        kept.put("clusters", clusters);
        kept.put("contexts", contexts(config.get("contexts")));
        if (config.get("current-context") instanceof String current) {
            kept.put("current-context", current);
        }
        kept.put("users", List.of());
        return new Yaml().dump(kept);
    }

    private static List<Object> contexts(Object contexts) {
        List<Object> kept = new ArrayList<>();
        for (Object each : contexts instanceof List<?> list ? list : List.of()) {
            if (each instanceof Map<?, ?> named && named.get("context") instanceof Map<?, ?> context) {
                Map<Object, Object> nobody = new LinkedHashMap<>(context);
                nobody.remove("user");
                kept.add(Map.of("name", String.valueOf(named.get("name")), "context", nobody));
            }
        }
        return kept;
    }
}
