package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** What a strategy makes of rendered objects. */
final class Transformed {
    /** Label of the pods of a temporary release. */
    static final String TRACK = "mldeploy.io/track";

    private static final Set<String> NEVER_TWICE = Set.of("HorizontalPodAutoscaler", "PodDisruptionBudget");

    private Transformed() {}

    /** Without Services, routes and hooks: applying it moves no traffic. */
    static List<KubeObject> quiet(List<KubeObject> objects) {
        return filter(objects, object -> !steersTraffic(object));
    }

    /** Only Services and routes. */
    static List<KubeObject> traffic(List<KubeObject> objects) {
        return filter(objects, Transformed::steersTraffic);
    }

    private static boolean steersTraffic(KubeObject object) {
        return object.is("Service") || KubeObject.ROUTES.contains(object.kind());
    }

    private static List<KubeObject> filter(List<KubeObject> objects, Predicate<KubeObject> wanted) {
        return objects.stream()
                .filter(object -> !object.isHook() && wanted.test(object))
                .toList();
    }

    /** With the way that the Deployments replace their pods. */
    static List<KubeObject> forStrategy(Strategy strategy, List<KubeObject> objects) throws UnreadableReport {
        boolean recreate = strategy.kind() == Strategy.Kind.RECREATE;
        if (!recreate && strategy.maxSurge() == null && strategy.maxUnavailable() == null) {
            return objects;
        }
        List<KubeObject> changed = new ArrayList<>();
        for (KubeObject object : objects) {
            if (!object.is("Deployment")) {
                changed.add(object);
                continue;
            }
            YamlEdit edit =
                    YamlEdit.of(object).text(recreate ? "Recreate" : "RollingUpdate", "spec", "strategy", "type");
            if (recreate) {
                edit.remove("spec", "strategy", "rollingUpdate");
            }
            if (strategy.maxSurge() != null) {
                edit.number(strategy.maxSurge(), "spec", "strategy", "rollingUpdate", "maxSurge");
            }
            if (strategy.maxUnavailable() != null) {
                edit.number(strategy.maxUnavailable(), "spec", "strategy", "rollingUpdate", "maxUnavailable");
            }
            changed.add(edit.object());
        }
        return changed;
    }

    /** What of a chart may exist beside the named release: no hooks, no routes, nothing that works on the other's pods. */
    static List<KubeObject> besideTheOther(Strategy strategy, List<KubeObject> objects) {
        return filter(
                objects,
                object -> !NEVER_TWICE.contains(object.kind())
                        && (!KubeObject.ROUTES.contains(object.kind())
                                || strategy.kind() == Strategy.Kind.AB_TEST && object.is("HTTPRoute")));
    }

    /** What the temporary release applies. */
    static List<KubeObject> guest(Strategy strategy, Progress progress, List<KubeObject> kept) throws UnreadableReport {
        List<KubeObject> guest = new ArrayList<>();
        int workload = 0;
        boolean shares = strategy.kind() == Strategy.Kind.CANARY && !strategy.exact();
        Map<String, String> chosen = new LinkedHashMap<>();
        if (shares) {
            progress.old()
                    .deployments()
                    .forEach(each -> chosen.putAll(progress.old().chosenBy(each)));
            chosen.put(TRACK, strategy.name());
        }
        for (KubeObject object : kept) {
            if (object.is("Deployment")) {
                YamlEdit edit = YamlEdit.of(object);
                if (shares) {
                    Map<String, String> labels =
                            progress.old().chosenBy(progress.old().deployments().get(workload));
                    labels.put(TRACK, strategy.name());
                    edit.texts(labels, "spec", "selector", "matchLabels")
                            .texts(labels, "spec", "template", "metadata", "labels")
                            .remove("spec", "replicas");
                } else {
                    int pods = strategy.kind() == Strategy.Kind.BLUE_GREEN
                            ? progress.live().get(workload)
                            : Math.max(1, progress.live().get(workload));
                    edit.number(String.valueOf(pods), "spec", "replicas");
                }
                guest.add(edit.object());
                workload++;
            } else if (shares
                    && object.is("Service")
                    && !object.texts("spec", "selector").isEmpty()) {
                guest.add(YamlEdit.of(object).texts(chosen, "spec", "selector").object());
            } else if (object.is("HTTPRoute")) {
                guest.add(Routes.matching(object, strategy.match()));
            } else {
                guest.add(object);
            }
        }
        return guest;
    }
}
