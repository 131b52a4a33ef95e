package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Whether a chart can exist twice for a while, found by rendering it under two names.
 *
 * @param violations what makes it impossible
 * @param warnings what should be known
 */
record ChartChecks(List<Reason> violations, List<String> warnings) {
    private static final Set<String> STATEFUL =
            Set.of("PersistentVolumeClaim", "StatefulSet", "CronJob", "Job", "DaemonSet");

    ChartChecks {
        violations = List.copyOf(violations);
        warnings = List.copyOf(warnings);
    }

    /**
     * @param whole everything that the chart renders under the temporary name
     * @param kept what of it would be applied
     */
    static ChartChecks of(String release, Strategy strategy, Progress progress, Shape whole, List<KubeObject> kept) {
        List<Reason> violations = new ArrayList<>();
        String chart = "chart: release '" + release + "' can't run twice for " + strategy.name() + ": ";
        for (KubeObject object : kept) {
            if (progress.fresh().ids().contains(object.id())) {
                violations.add(new Reason(
                        "NAME_NOT_PER_RELEASE",
                        chart + object.id() + " has the same name in every release; does the chart set"
                                + " fullnameOverride? Put .Release.Name into the name"));
            }
            if (STATEFUL.contains(object.kind())) {
                violations.add(new Reason(
                        "KIND_NOT_DOUBLED",
                        chart + object.id() + " would work on the same data or run the same work twice; deploy this"
                                + " chart with rolling or recreate"));
            }
        }
        Shape old = progress.old();
        Shape fresh = progress.fresh();
        if (old.deployments().isEmpty() || fresh.deployments().isEmpty()) {
            violations.add(
                    new Reason("NO_DEPLOYMENT", chart + "it has no Deployment, whose pods could share the traffic"));
        }
        if (old.serving().isEmpty() || fresh.serving().isEmpty()) {
            violations.add(new Reason(
                    "NO_SERVICE", chart + "no Service chooses its pods, so there is no traffic that could be moved"));
        }
        if (old.deployments().size() != whole.deployments().size()
                || fresh.services().size() != whole.services().size()
                || old.services().size() != whole.services().size()) {
            violations.add(
                    new Reason(
                            "CHART_CHANGED_SHAPE",
                            chart
                                    + "the new version has other Deployments or Services than the old; deploy this change with rolling"));
        }
        for (Shape.Service service : whole.serving()) {
            if (fresh.services().stream().anyMatch(other -> other.selector().equals(service.selector()))) {
                violations.add(new Reason(
                        "SELECTOR_NOT_PER_RELEASE",
                        chart + "Service " + service.name()
                                + " chooses the pods of both releases; put app.kubernetes.io/instance: {{ .Release.Name }}"
                                + " into its selector"));
            }
            if (service.nodePort()) {
                violations.add(new Reason(
                        "NODE_PORT",
                        chart + "Service " + service.name()
                                + " names a nodePort, which only one can have; leave it to the cluster"));
            }
        }
        return new ChartChecks(violations, warnings(release, whole));
    }

    private static List<String> warnings(String release, Shape whole) {
        List<String> warnings = new ArrayList<>();
        if (whole.hooks()) {
            warnings.add("warning HOOK: hooks of release " + release
                    + " run once, with the upgrade of the named release, not for the temporary one");
        }
        whole.services().stream()
                .filter(service -> service.type().equals("LoadBalancer"))
                .forEach(service -> warnings.add("warning LOAD_BALANCER: Service " + service.name()
                        + " makes the cluster order a second load balancer for a while"));
        return warnings;
    }
}
