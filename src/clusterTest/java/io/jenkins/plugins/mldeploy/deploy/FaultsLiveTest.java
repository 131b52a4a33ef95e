package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.step.Command;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.Test;
import org.yaml.snakeyaml.Yaml;

/** What a cluster says no to, each with its own reason code, and what is left afterwards. */
public class FaultsLiveTest extends LiveShop {
    private static final String FAULT = "podAnnotations.mldeploy\\.io/fault";

    private void quota(int pods) throws IOException {
        apply(
                "quota",
                """
                apiVersion: v1
                kind: ResourceQuota
                metadata: {name: few}
                spec: {hard: {pods: "%d"}}
                """
                        .formatted(pods));
    }

    private void assertBack(StepResult result, String code, String says, int revision) throws IOException {
        assertThat(Rig.reason(result)).as(result.sentence()).contains(code);
        assertThat(result.sentence()).contains(says);
        assertThat(result.status()).isEqualTo(RunStatus.FAILURE);
        assertThat(result.returned()).as(rig.logged()).containsEntry("outcome", "rolledBack");
        assertServed("api", "1", revision);
    }

    @Test
    public void whatKeepsPodsFromBecomingReadyIsNamed() throws Exception {
        install("api");
        assertBack(
                deploy("crash loop", api("2", "timeout", "5s", "set", Map.of(FAULT, "crash-loop"))),
                "CRASH_LOOP",
                "CrashLoopBackOff, image registry.example/shop:2, exit code 1",
                3);
        assertBack(
                deploy("image missing", api("2", "timeout", "5s", "set", Map.of(FAULT, "image-pull"))),
                "IMAGE_PULL",
                "Back-off pulling image registry.example/shop:2",
                5);
        assertBack(
                deploy("probe fails", api("2", "timeout", "5s", "set", Map.of(FAULT, "never-ready"))),
                "NOT_READY",
                "kubectl describe says why",
                7);
        assertBack(
                deploy("no node has room", api("2", "timeout", "5s", "set", Map.of("cpu", "100000"))),
                "UNSCHEDULABLE",
                "Insufficient cpu",
                9);
        quota(3);
        assertBack(deploy("quota exceeded", api("2", "timeout", "5s")), "QUOTA_EXCEEDED", "exceeded quota: few", 11);
        StepResult guest =
                deploy("quota exceeded, canary", api("2", "timeout", "5s", "strategy", "canary", "steps", List.of(50)));
        assertBack(guest, "QUOTA_EXCEEDED", "release api-canary, Deployment api-canary", 11);
        assertOnly("api");
    }

    @Test
    public void whatKeepsPodsAndContainersFromBeingMadeIsNamed() throws Exception {
        install("api");
        assertBack(
                deploy("ConfigMap missing", api("2", "timeout", "5s", "set", Map.of(FAULT, "config-missing"))),
                "CONTAINER_NOT_CREATED",
                "CreateContainerConfigError, image registry.example/shop:2: configmap \"settings\" not found",
                3);
        // From now on the namespace lets no pod in that is not restricted; those that run may stay.
        cluster.ask(
                "kubectl", "label", "namespace", cluster.namespace(), "pod-security.kubernetes.io/enforce=restricted");
        assertBack(
                deploy("pods refused by a security standard", api("2", "timeout", "5s")),
                "PODS_REFUSED",
                "violates PodSecurity \"restricted:latest\"",
                5);
        StepResult guest =
                deploy("pods refused, canary", api("2", "timeout", "5s", "strategy", "canary", "steps", List.of(50)));
        assertBack(guest, "PODS_REFUSED", "release api-canary, Deployment api-canary", 5);
        assertOnly("api");
    }

    @Test
    public void aRollbackThatFailsTooIsSaidPlainly() throws Exception {
        install("api");
        rig.intruder = (state, action, carryOut) -> {
            // The old pods are gone, and from now on nobody may make new ones.
            if (state instanceof Reverting reverting && reverting.phase() == Reverting.Phase.ACT) {
                try {
                    quota(0);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
            return null;
        };
        StepResult result = deploy(
                "rollback fails too",
                api("2", "strategy", "recreate", "timeout", "5s", "set", Map.of(FAULT, "crash-loop")));
        assertThat(result.status()).isEqualTo(RunStatus.FAILURE);
        assertThat(result.returned()).containsEntry("outcome", "failed").containsEntry("rolledBack", false);
        assertThat(result.reasons()).extracting(reason -> reason.code()).startsWith("CRASH_LOOP", "ROLLBACK_FAILED");
        assertThat(result.reasons().get(1).text()).startsWith("not restored: ");
        assertThat(result.reasons().get(result.reasons().size() - 1))
                .hasToString("SERVING: serving now: Service api: no pod is ready, so nothing answers");
        System.out.println("TABLE |   " + result.reasons() + " |");
        // One upgrade, one rollback, and nothing is called deployed that is not.
        assertThat(cluster.last("api").number()).isEqualTo(3);
        assertThat(cluster.last("api").isDeployed()).isFalse();
        rig.intruder = (state, action, carryOut) -> null;
        cluster.ask("kubectl", "delete", "resourcequota", "few");
        StepResult again = deploy("deployed again after that", api("3"));
        assertThat(again.status()).as(again.sentence()).isEqualTo(RunStatus.SUCCESS);
        assertServed("api", "3", 4);
    }

    @Test
    public void aCanaryThatCanNotBeTakenBackIsSaidPlainlyAndTheOldVersionServes() throws Exception {
        install("api");
        rig.file("rate", "0.05");
        String[] revoked = {""};
        rig.intruder = (state, action, carryOut) -> {
            // From now on nobody may remove a release.
            if (state instanceof Undoing undoing && revoked[0].isEmpty()) {
                revoked[0] = undoing.getClass().getSimpleName();
                try {
                    apply(
                            "nobody",
                            """
                            apiVersion: admissionregistration.k8s.io/v1
                            kind: ValidatingAdmissionPolicy
                            metadata: {name: NS}
                            spec:
                              matchConstraints:
                                namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: NS}}
                                resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: [DELETE], resources: [deployments]}]
                              validations: [{expression: "false", message: "nothing is removed on Fridays"}]
                            ---
                            apiVersion: admissionregistration.k8s.io/v1
                            kind: ValidatingAdmissionPolicyBinding
                            metadata: {name: NS}
                            spec: {policyName: NS, validationActions: [Deny]}
                            """
                                    .replace("NS", cluster.namespace()));
                    awaitRefusal();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
            return null;
        };
        try {
            StepResult result = deploy(
                    "canary is bad, and can't be removed",
                    api(
                            "2",
                            "timeout",
                            "10s",
                            "strategy",
                            "canary",
                            "steps",
                            List.of(50),
                            "interval",
                            "1s",
                            "window",
                            "1s",
                            "analysis",
                            List.of(Map.of("metric", "error-rate", "command", "cat rate", "max", 0.01))));
            assertThat(result.status()).isEqualTo(RunStatus.FAILURE);
            assertThat(result.returned()).containsEntry("outcome", "failed").containsEntry("rolledBack", false);
            assertThat(result.reasons())
                    .extracting(reason -> reason.code())
                    .startsWith("ANALYSIS_FAILED", "ROLLBACK_FAILED")
                    .endsWith("SERVING");
            assertThat(result.reasons().get(1).text()).startsWith("not restored: ");
            System.out.println("TABLE |   " + result.reasons() + " |");
            assertThat(result.reasons().toString())
                    .contains(
                            "serving now: Service api: ",
                            "3 pods of registry.example/shop:1",
                            "3 pods of registry.example/shop:2");
            assertServed("api", "1", 1);
        } finally {
            rig.intruder = (state, action, carryOut) -> null;
            cluster.ask("kubectl", "delete", "validatingadmissionpolicybinding", cluster.namespace());
            cluster.ask("kubectl", "delete", "validatingadmissionpolicy", cluster.namespace());
        }
    }

    /** A policy counts a moment after it was made. */
    private void awaitRefusal() throws IOException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        Command remove = Command.capture(
                List.of(
                        "kubectl",
                        "delete",
                        "deployment",
                        "api",
                        "--dry-run=server",
                        "--namespace",
                        cluster.namespace()),
                Duration.ofSeconds(30));
        while (cluster.run(rig.workspace, remove).exitCode() == 0) {
            assertThat(System.nanoTime()).as("the policy counts").isLessThan(until);
        }
    }

    @Test
    public void aKindThatTheClusterDoesNotKnow() throws Exception {
        String chart = "charts/api/templates/widget.yaml";
        String widget =
                """
                apiVersion: widgets.example.org/v1
                kind: Widget
                metadata: {name: {{ .Release.Name }}}
                """;
        rig.file(chart, widget);
        StepResult first = deploy("CRD missing, first install", api("1"));
        assertThat(Rig.reason(first)).as(first.sentence()).contains("CRD_MISSING");
        assertThat(first.sentence()).contains("Widget", "install its custom resource definitions first");
        Files.delete(rig.workspace.resolve(chart));
        install("api");
        rig.file(chart, widget);
        StepResult upgrade = deploy("CRD missing, upgrade", api("2"));
        assertThat(Rig.reason(upgrade)).as(upgrade.sentence()).contains("CRD_MISSING");
        assertThat(upgrade.returned().get("outcome")).isIn("refused", "notApplied");
        assertServed("api", "1", 1);
    }

    @Test
    public void aFieldThatSomebodyElseOwns() throws Exception {
        install("api");
        apply(
                "theirs",
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: api}
                spec: {replicas: 5}
                """);
        cluster.ask(
                "kubectl",
                "apply",
                "--server-side",
                "--force-conflicts",
                "--field-manager=autoscaler",
                "--filename",
                rig.workspace.resolve("theirs.yaml").toString());
        StepResult result = deploy("somebody else's field", api("2"));
        if (rig.detail("helm").toString().startsWith("v4")) {
            assertThat(Rig.reason(result)).as(result.sentence()).contains("FIELD_CONFLICT");
            assertThat(result.sentence()).contains("autoscaler", ".spec.replicas");
            assertThat(result.returned()).containsEntry("outcome", "refused");
            assertServed("api", "1", 1);
        } else {
            // Helm 3 takes every field as its own.
            assertThat(result.status()).as(result.sentence()).isEqualTo(RunStatus.SUCCESS);
        }
    }

    @Test
    public void aRightThatIsMissing() throws Exception {
        install("api");
        apply(
                "deployer",
                """
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: deployer}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: deployer}
                rules:
                  - {apiGroups: [""], resources: [secrets, services, configmaps, pods], verbs: ["*"]}
                  - {apiGroups: [discovery.k8s.io], resources: [endpointslices], verbs: [get, list, watch]}
                  - {apiGroups: [apps], resources: [deployments, replicasets], verbs: [get, list, watch, delete]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: deployer}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: deployer}
                subjects: [{kind: ServiceAccount, name: deployer}]
                """);
        Path limited = kubeconfig(cluster.ask("kubectl", "create", "token", "deployer"));
        rig.programs = command -> cluster.run(
                rig.workspace,
                command.environment().containsKey("KUBECONFIG")
                        ? command
                        : command.with(Map.of("KUBECONFIG", limited.toString())));
        StepResult result = deploy("right missing", api("2", "createNamespace", false));
        assertThat(Rig.reason(result)).as(result.sentence()).contains("FORBIDDEN");
        assertThat(result.sentence()).contains("deployments", "grant it to the deployer");
        assertThat(result.returned()).containsEntry("outcome", "refused");
        assertServed("api", "1", 1);
        Map<String, Object> call = api("1", "createNamespace", false);
        call.put("release", "other");
        StepResult first = deploy("right missing, first install", call);
        assertThat(Rig.reason(first)).as(first.sentence()).contains("FORBIDDEN");
        assertThat(first.returned()).as(first.sentence()).containsEntry("outcome", "refused");
        assertThat(first.sentence()).contains("cluster: release other can't be installed", "deployments");
        assertThat(cluster.ask("kubectl", "get", "secrets,services,configmaps", "--output", "name"))
                .as("nothing was written")
                .doesNotContain("other");
        assertThat(cluster.ask("helm", "list", "--short")).isEqualTo("api");
    }

    /** The same cluster, for another user. */
    @SuppressWarnings("unchecked")
    private Path kubeconfig(String token) throws IOException {
        Map<String, Object> config =
                new Yaml().load(Files.readString(Path.of(System.getProperty("cluster.kubeconfig"))));
        ((List<Map<String, Object>>) config.get("users")).get(0).put("user", Map.of("token", token));
        Path file = folder.newFile().toPath();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(file, new Yaml().dump(config));
        return file;
    }
}
