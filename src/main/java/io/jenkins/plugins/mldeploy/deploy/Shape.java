package io.jenkins.plugins.mldeploy.deploy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What of a rendered release a strategy has to know.
 *
 * @param ids kind, namespace and name of every object but hooks
 * @param services that select pods, in order
 * @param deployments in order
 * @param routes names of its HTTPRoutes that lead to one of its Services
 * @param hooks whether it has hooks
 */
record Shape(List<String> ids, List<Service> services, List<Workload> deployments, List<String> routes, boolean hooks) {
    /**
     * @param name of the Service
     * @param selector its labels
     * @param type in Kubernetes' words
     * @param nodePort whether it names a port of the node
     */
    record Service(String name, Map<String, String> selector, String type, boolean nodePort) {
        Service {
            selector = new LinkedHashMap<>(selector);
        }
    }

    /**
     * @param name of the Deployment
     * @param labels of its pods
     * @param replicas that the chart asks for, 1 when it asks for none
     */
    record Workload(String name, Map<String, String> labels, int replicas) {
        Workload {
            labels = new LinkedHashMap<>(labels);
        }
    }

    Shape {
        ids = List.copyOf(ids);
        services = List.copyOf(services);
        deployments = List.copyOf(deployments);
        routes = List.copyOf(routes);
    }

    static Shape of(List<KubeObject> objects) {
        List<String> ids = new ArrayList<>();
        List<Service> services = new ArrayList<>();
        List<Workload> deployments = new ArrayList<>();
        List<KubeObject> routes = new ArrayList<>();
        boolean hooks = false;
        for (KubeObject object : objects) {
            if (object.isHook()) {
                hooks = true;
                continue;
            }
            ids.add(object.id());
            if (object.is("Service") && !object.texts("spec", "selector").isEmpty()) {
                String type = object.string("spec", "type");
                services.add(new Service(
                        object.name(),
                        object.texts("spec", "selector"),
                        type == null ? "ClusterIP" : type,
                        object.at("spec", "ports") instanceof List<?> ports
                                && ports.stream()
                                        .anyMatch(
                                                port -> port instanceof Map<?, ?> map && map.get("nodePort") != null)));
            } else if (object.is("Deployment")) {
                deployments.add(new Workload(
                        object.name(),
                        object.texts("spec", "template", "metadata", "labels"),
                        replicas(object.string("spec", "replicas"))));
            } else if (object.is("HTTPRoute")) {
                routes.add(object);
            }
        }
        Set<String> names = services.stream().map(Service::name).collect(Collectors.toSet());
        return new Shape(
                ids,
                services,
                deployments,
                routes.stream()
                        .filter(route -> leadsTo(names, route))
                        .map(KubeObject::name)
                        .toList(),
                hooks);
    }

    private static boolean leadsTo(Set<String> services, KubeObject route) {
        for (Object rule : list(route.at("spec", "rules"))) {
            for (Object backend : list(rule instanceof Map<?, ?> map ? map.get("backendRefs") : null)) {
                if (backend instanceof Map<?, ?> map && services.contains(map.get("name"))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static List<?> list(Object node) {
        return node instanceof List<?> list ? list : List.of();
    }

    private static int replicas(String text) {
        return text != null && text.matches("\\d{1,6}") ? Integer.parseInt(text) : 1;
    }

    /** The Services that send traffic to these Deployments. */
    List<Service> serving() {
        return services.stream()
                .filter(service -> deployments.stream().anyMatch(deployment -> deployment
                        .labels()
                        .entrySet()
                        .containsAll(service.selector().entrySet())))
                .toList();
    }

    /** All labels by which its Services choose the pods of a Deployment. */
    Map<String, String> chosenBy(Workload deployment) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (Service service : services) {
            Set<Map.Entry<String, String>> own = deployment.labels().entrySet();
            if (own.containsAll(service.selector().entrySet())) {
                labels.putAll(service.selector());
            }
        }
        return labels;
    }
}
