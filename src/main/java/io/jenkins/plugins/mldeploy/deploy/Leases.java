package io.jenkins.plugins.mldeploy.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The lock that other hosts see: one Lease ({@code coordination.k8s.io/v1}) a release, in its namespace. Of its own runs a host knows by itself whether they live; only of a holder on another host
 * the time tells.
 */
final class Leases {
    /** File of the private folder with all of them, by name. */
    static final String ALL = "leases.yaml";
    /** Those that are to be made. */
    static final String NEW = "leases-new.yaml";
    /** Those that are there and are taken, each in the version that was seen. */
    static final String FREE = "leases-free.yaml";

    /** Clocks of two hosts differ. */
    private static final long SKEW_MILLIS = 30_000;
    /** Younger ones are not renewed: every renewal is a call. */
    static final long RENEWED_MILLIS = 60_000;
    /** How long a controller may be away without losing them. */
    private static final long RESTART_MILLIS = 600_000;
    /** The longest that is waited without a renewal. */
    private static final long WAIT_MILLIS = 240_000;
    /** As Kubernetes' MicroTime. */
    private static final DateTimeFormatter MICRO =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private Leases() {}

    static String name(ReleaseRequest release) {
        return "mldeploy-" + release.release();
    }

    static List<String> names(Deployment deployment) {
        return deployment.request().releases().stream().map(Leases::name).toList();
    }

    /**
     * How long it counts without being renewed: the longest that one program may be at work, and then as long as a controller may take to start again. Whoever is at work renews it before each move, and while it
     * waits, so that the length of a rollout plays no part.
     */
    static long seconds(Deployment deployment) {
        return deployment.request().timeoutSeconds() + 60 + (RENEWED_MILLIS + RESTART_MILLIS) / 1000;
    }

    /** Whether it is to be renewed; also where the clock was set back. */
    static boolean isDue(long lastMillis, long nowMillis) {
        return Math.abs(nowMillis - lastMillis) >= RENEWED_MILLIS;
    }

    /** When a wait until then has to be interrupted, because they have to be renewed. */
    static long nextLook(Deployment deployment, long untilMillis) {
        Rollout rollout = deployment.rollout();
        return rollout.lease() == null ? untilMillis : Math.min(untilMillis, rollout.leasedMillis() + WAIT_MILLIS);
    }

    static String time(long millis) {
        return MICRO.format(Instant.ofEpochMilli(millis));
    }

    /**
     * A Lease as the cluster has it.
     *
     * @param version its resourceVersion
     * @param holder null when nobody holds it
     * @param renewedMillis when its holder said last that it lives; 0 when that can't be read
     * @param seconds how long that counts
     */
    record Seen(String version, String holder, long renewedMillis, long seconds) {
        boolean isOver(long nowMillis) {
            return nowMillis > untilMillis() + SKEW_MILLIS;
        }

        long untilMillis() {
            return renewedMillis + seconds * 1000;
        }
    }

    /** What {@code kubectl get lease … --output json} printed, by name; nothing for nothing. */
    static Map<String, Seen> read(String json) {
        Map<String, Seen> seen = new LinkedHashMap<>();
        if (json.isBlank()) {
            return seen;
        }
        JsonNode root = ToolJson.readLarge(json);
        for (JsonNode each : root.has("items") ? root.path("items") : List.of(root)) {
            JsonNode spec = each.path("spec");
            String holder = spec.path("holderIdentity").asText("");
            seen.put(
                    each.path("metadata").path("name").asText(),
                    new Seen(
                            each.path("metadata").path("resourceVersion").asText(),
                            holder.isEmpty() ? null : holder,
                            millis(spec.path("renewTime").asText("")),
                            Math.max(0, spec.path("leaseDurationSeconds").asLong(0))));
        }
        return seen;
    }

    private static long millis(String time) {
        try {
            return Instant.parse(time).toEpochMilli();
        } catch (DateTimeException e) {
            return 0;
        }
    }

    /** Manifests; JSON is YAML. */
    static String manifests(
            Deployment deployment, List<String> names, Map<String, Seen> seen, String holder, long now) {
        StringBuilder all = new StringBuilder();
        for (String name : names) {
            ObjectNode lease = JsonNodeFactory.instance.objectNode();
            lease.put("apiVersion", "coordination.k8s.io/v1");
            lease.put("kind", "Lease");
            ObjectNode metadata = lease.putObject("metadata");
            metadata.put("name", name);
            metadata.put("namespace", deployment.opened().namespace());
            metadata.putObject("labels").put("app.kubernetes.io/managed-by", "mldeploy");
            if (seen.containsKey(name)) {
                metadata.put("resourceVersion", seen.get(name).version());
            }
            ObjectNode spec = lease.putObject("spec");
            spec.put("holderIdentity", holder);
            spec.put("leaseDurationSeconds", (int) Math.min(Integer.MAX_VALUE, seconds(deployment)));
            spec.put("acquireTime", time(now));
            spec.put("renewTime", time(now));
            all.append("---\n").append(lease).append('\n');
        }
        return all.toString();
    }

    /** All that this deployment holds; a patch only needs their names. */
    static String manifests(Deployment deployment) {
        Rollout rollout = deployment.rollout();
        return manifests(deployment, names(deployment), Map.of(), rollout.lease(), rollout.leasedMillis());
    }

    private static ArrayNode held(Deployment deployment) {
        ArrayNode patch = JsonNodeFactory.instance.arrayNode();
        patch.addObject()
                .put("op", "test")
                .put("path", "/spec/holderIdentity")
                .put("value", deployment.rollout().lease());
        return patch;
    }

    /** Says that the holder lives, where it still is the holder. */
    static String renewal(Deployment deployment, long now) {
        ArrayNode patch = held(deployment);
        patch.addObject().put("op", "replace").put("path", "/spec/renewTime").put("value", time(now));
        return patch.toString();
    }

    /** Gives it back, where this one still holds it. */
    static String release(Deployment deployment) {
        ArrayNode patch = held(deployment);
        patch.addObject().put("op", "remove").put("path", "/spec/holderIdentity");
        return patch.toString();
    }

    /** Who else holds one of them by now; null when nobody does, or nobody can say. */
    static String stranger(Deployment deployment, Event event) {
        if (!(event instanceof Event.Ran ran) || !ran.succeeded()) {
            return null;
        }
        return read(ran.stdout()).values().stream()
                .map(Seen::holder)
                .filter(holder ->
                        holder != null && !holder.equals(deployment.rollout().lease()))
                .map(Leases::display)
                .findFirst()
                .orElse(null);
    }

    static Reason lost(Deployment deployment, String stranger) {
        return new Reason(
                "LOCK_LOST",
                stranger + " took over its Lease, because it was not renewed in time; this deployment of "
                        + deployment.request().unit()
                        + " touches nothing any more, and what it had begun is the other's to finish");
    }

    static String display(String holder) {
        return LeaseIdentity.parse(holder)
                .map(LeaseIdentity::display)
                .orElse("'" + holder.replaceAll("\\p{Cntrl}", "?") + "'");
    }

    /** The moves that renew what is held, after a pause. */
    static void renew(Deployment deployment, List<Operation> moves) {
        if (deployment.rollout().lease() != null) {
            moves.add(new Renew());
            moves.add(new StillMine());
        }
    }

    /** A renewal that fails is no reason to stop: it counts for long, and whether it is still held is looked at next. */
    record Renew() implements Operation {
        @Override
        public Action action(Deployment deployment) {
            return new Action.OnController(new Approved.Now());
        }

        @Override
        public Result after(Deployment deployment, Event event) {
            return event instanceof Event.Returned returned && returned.value() instanceof Long now
                    ? new Result.Then(
                            deployment.with(deployment.rollout().leasedAt(now)),
                            new Action.Run(deployment.kube().patchLeases(renewal(deployment, now))),
                            List.of())
                    : Result.next(deployment);
        }

        @Override
        public boolean mayFail() {
            return true;
        }
    }

    /** Has another host taken over? Then nothing more is touched. */
    record StillMine() implements Operation {
        @Override
        public Action action(Deployment deployment) {
            return new Action.Run(deployment.kube().leases(names(deployment)));
        }

        @Override
        public Result after(Deployment deployment, Event event) {
            String stranger = stranger(deployment, event);
            return stranger == null
                    ? Result.next(deployment)
                    : new Result.Failed(deployment, Result.Kind.LOST, List.of(lost(deployment, stranger)));
        }
    }
}
