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

    /**
     * As helm marks what it applies, beside what the manifest says. What is applied in helm's name has to say the same, or the marks would go: a server-side apply removes what its
     * manager no longer names.
     */
    static List<KubeObject> owned(List<KubeObject> objects, String release, String namespace) throws UnreadableReport {
        List<KubeObject> owned = new ArrayList<>();
        for (KubeObject object : objects) {
            owned.add(YamlEdit.of(object)
                    .text(release, "metadata", "annotations", "meta.helm.sh/release-name")
                    .text(namespace, "metadata", "annotations", "meta.helm.sh/release-namespace")
                    .text("Helm", "metadata", "labels", "app.kubernetes.io/managed-by")
                    .object());
        }
        return owned;
    }

    /**
     * The Deployments, each with the way that it replaces its pods written out, by Kubernetes' defaults where the chart says nothing. Helm 4 can only leave a field out that it named
     * before, and {@code Recreate} beside a defaulted {@code rollingUpdate} is refused by the cluster. Applying it starts nothing.
     */
    static List<KubeObject> named(List<KubeObject> objects) throws UnreadableReport {
        List<KubeObject> named = new ArrayList<>();
        for (KubeObject object : filter(objects, each -> each.is("Deployment"))) {
            named.add(
                    object.at("spec", "strategy") != null
                            ? object
                            : YamlEdit.of(object)
                                    .text("RollingUpdate", "spec", "strategy", "type")
                                    .text("25%", "spec", "strategy", "rollingUpdate", "maxSurge")
                                    .text("25%", "spec", "strategy", "rollingUpdate", "maxUnavailable")
                                    .object());
        }
        return named;
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

    /**
     * What the cluster is asked about beforehand. A Deployment that is to become {@code Recreate} is asked about without that: the cluster refuses it beside the {@code rollingUpdate} that it
     * filled in itself, until a move of its own has written the strategy out.
     */
    static List<KubeObject> checkable(Strategy strategy, List<KubeObject> objects) throws UnreadableReport {
        if (strategy.kind() != Strategy.Kind.RECREATE) {
            return objects;
        }
        List<KubeObject> checkable = new ArrayList<>();
        for (KubeObject object : objects) {
            checkable.add(
                    object.is("Deployment")
                            ? YamlEdit.of(object).remove("spec", "strategy").object()
                            : object);
        }
        return checkable;
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
