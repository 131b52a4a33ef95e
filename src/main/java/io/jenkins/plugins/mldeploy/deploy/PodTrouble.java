package io.jenkins.plugins.mldeploy.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Why a Deployment's new pods don't become ready, as far as the cluster says it: helm only knows that its time was up. Reads the ReplicaSets and pods of one Deployment; those of its newest
 * revision count, so that an old pod that was ill before is not taken for the new version.
 */
final class PodTrouble {
    private static final String REVISION = "deployment.kubernetes.io/revision";

    /** What a container waits for, to the code and what to do. In the kubelet's words. */
    private static final Map<String, String[]> WAITING = Map.of(
            "CrashLoopBackOff",
                    new String[] {
                        "CRASH_LOOP",
                        "it ends again and again; kubectl logs --previous shows its last words, correct the program or its configuration"
                    },
            "ImagePullBackOff", pull(),
            "ErrImagePull", pull(),
            "ErrImageNeverPull", pull(),
            "InvalidImageName", pull(),
            "RegistryUnavailable", pull(),
            "CreateContainerConfigError", config(),
            "CreateContainerError", config());

    private PodTrouble() {}

    private static String[] pull() {
        return new String[] {
            "IMAGE_PULL", "the cluster can't pull its image; correct the image's name, push it, or give the pull secret"
        };
    }

    private static String[] config() {
        return new String[] {
            "CONTAINER_NOT_CREATED",
            "it can't be created; most often a ConfigMap, Secret or key that it names is not there"
        };
    }

    /**
     * @param json of {@code kubectl get replicasets,pods --output json}
     * @return null when the cluster says nothing more than that they are not ready
     */
    static Reason of(String release, String deployment, String json) {
        String what = "release " + release + ", Deployment " + deployment + ": ";
        JsonNode items = ToolJson.readLarge(json).path("items");
        JsonNode newest = newest(items, deployment);
        if (newest == null) {
            return null;
        }
        for (JsonNode condition : newest.path("status").path("conditions")) {
            if (is(condition, "ReplicaFailure", "True")) {
                String said = Said.inShort(condition.path("message").asText());
                return said.contains("exceeded quota")
                        ? new Reason(
                                "QUOTA_EXCEEDED",
                                what
                                        + "its pods are not made, because the namespace's quota is used up; ask for less, or for a larger quota. "
                                        + said)
                        : new Reason(
                                "PODS_REFUSED",
                                what + "the cluster does not let its pods be made; correct what it names. " + said);
            }
        }
        List<JsonNode> pods = new ArrayList<>();
        for (JsonNode each : items) {
            if (each.path("kind").asText().equals("Pod")
                    && ownedBy(each, "uid", newest.path("metadata").path("uid").asText())) {
                pods.add(each);
            }
        }
        for (JsonNode pod : pods) {
            Reason reason = waiting(what, pod);
            if (reason != null) {
                return reason;
            }
        }
        for (JsonNode pod : pods) {
            for (JsonNode condition : pod.path("status").path("conditions")) {
                if (is(condition, "PodScheduled", "False")
                        && condition.path("reason").asText().equals("Unschedulable")) {
                    return new Reason(
                            "UNSCHEDULABLE",
                            what + "no node has room for pod " + name(pod) + "; ask for less, or add nodes. "
                                    + Said.inShort(condition.path("message").asText()));
                }
            }
        }
        return null;
    }

    private static JsonNode newest(JsonNode items, String deployment) {
        JsonNode newest = null;
        for (JsonNode each : items) {
            if (each.path("kind").asText().equals("ReplicaSet")
                    && ownedBy(each, "name", deployment)
                    && (newest == null || revision(each) > revision(newest))) {
                newest = each;
            }
        }
        return newest;
    }

    private static long revision(JsonNode replicaSet) {
        return replicaSet.path("metadata").path("annotations").path(REVISION).asLong(0);
    }

    private static boolean ownedBy(JsonNode object, String field, String value) {
        for (JsonNode owner : object.path("metadata").path("ownerReferences")) {
            if (owner.path(field).asText().equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean is(JsonNode condition, String type, String status) {
        return condition.path("type").asText().equals(type)
                && condition.path("status").asText().equals(status);
    }

    private static Reason waiting(String what, JsonNode pod) {
        for (String kind : List.of("initContainerStatuses", "containerStatuses")) {
            for (JsonNode container : pod.path("status").path(kind)) {
                JsonNode waiting = container.path("state").path("waiting");
                String[] meaning = WAITING.get(waiting.path("reason").asText());
                // Between two attempts a container that crashes is terminated, not yet waiting.
                JsonNode ended = container.path("state").path("terminated");
                boolean crashed = ended.path("exitCode").asInt(0) != 0
                        && container.path("restartCount").asInt(0) > 0;
                if (meaning == null && crashed) {
                    meaning = WAITING.get("CrashLoopBackOff");
                }
                if (meaning != null) {
                    JsonNode last =
                            crashed ? ended : container.path("lastState").path("terminated");
                    return new Reason(
                            meaning[0],
                            what + "container " + container.path("name").asText() + " of pod " + name(pod) + ": "
                                    + meaning[1] + ". "
                                    + (waiting.has("reason")
                                            ? waiting.path("reason").asText() + ", "
                                            : "")
                                    + "image " + container.path("image").asText()
                                    + (last.has("exitCode")
                                            ? ", exit code "
                                                    + last.path("exitCode").asInt() + ", restarted "
                                                    + container
                                                            .path("restartCount")
                                                            .asInt() + " times"
                                            : "")
                                    + (waiting.has("message")
                                            ? ": "
                                                    + Said.inShort(waiting.path("message")
                                                            .asText())
                                            : ""));
                }
            }
        }
        return null;
    }

    private static String name(JsonNode pod) {
        return pod.path("metadata").path("name").asText();
    }
}
