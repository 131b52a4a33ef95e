package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.Turn;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Takes the Leases of a unit, after the host's own locks: keeps out deployments of other hosts, and is kept out by them. Where the cluster can't be asked, or the credential may not, that is noted, and
 * the host's own locks are all there is.
 *
 * @param identity of this deployment
 * @param nowMillis the time when the locks were taken
 * @param phase what is done
 * @param missing whether some of them have to be made
 * @param free whether some of them are there and can be taken
 * @param tries how often somebody else was faster
 */
record Leasing(
        Deployment deployment,
        LeaseIdentity identity,
        long nowMillis,
        Phase phase,
        boolean missing,
        boolean free,
        int tries)
        implements DeployState {
    private static final int TRIES = 5;

    enum Phase {
        LOOK,
        WRITE,
        CREATE,
        REPLACE
    }

    static Turn<DeployState> begin(Deployment deployment, LeaseIdentity identity, long nowMillis, List<String> log) {
        return new Leasing(deployment, identity, nowMillis, Phase.LOOK, false, false, 0)
                .enter(log.toArray(String[]::new));
    }

    @Override
    public Action action() {
        return switch (phase) {
            case LOOK -> new Action.Run(deployment.kube().leases(Leases.names(deployment)));
            // The files were written when it was decided; after a restart it looks again.
            case WRITE -> throw new IllegalStateException("its action is not saved");
            case CREATE -> new Action.Run(deployment.kube().createLeases());
            case REPLACE -> new Action.Run(deployment.kube().replaceLeases());
        };
    }

    @Override
    public Turn<DeployState> after(Event event) {
        if (phase == Phase.WRITE) {
            return event instanceof Event.Returned returned && returned.value() instanceof String folder
                    ? take(deployment.with(deployment.rollout().in(folder)))
                    : without("the files for it could not be written");
        }
        if (!(event instanceof Event.Ran ran)) {
            return event instanceof Event.Failed failed ? without(failed.text()) : failed(event);
        }
        boolean good = ran.succeeded();
        if (phase == Phase.LOOK) {
            return good ? decide(Leases.read(ran.stdout())) : without(why(ran));
        }
        if (good) {
            return phase == Phase.CREATE && free ? at(Phase.REPLACE).enter() : taken();
        }
        String said = ran.stderrTail();
        if (said.contains("namespaces \"") && said.contains("NotFound")) {
            // Helm is about to make it; until then nobody deploys there.
            return Surveying.begin(deployment.with(deployment.rollout().leasing(null)))
                    .enter("namespace '" + deployment.opened().namespace()
                            + "' is not there yet, so no Lease is taken in it");
        }
        boolean slower = said.contains("AlreadyExists") || said.contains("Conflict") || said.contains("NotFound");
        return slower && tries + 1 < TRIES
                ? new Leasing(deployment, identity, nowMillis, Phase.LOOK, false, false, tries + 1).enter()
                : without(why(ran));
    }

    private Turn<DeployState> decide(Map<String, Leases.Seen> seen) {
        List<String> names = Leases.names(deployment);
        List<String> log = new ArrayList<>();
        Deployment noted = deployment;
        for (String name : names) {
            Leases.Seen lease = seen.get(name);
            if (lease == null || lease.holder() == null) {
                continue;
            }
            boolean ours = LeaseIdentity.parse(lease.holder())
                    .filter(holder -> holder.host().equals(identity.host()))
                    .isPresent();
            if (!ours && !lease.isOver(nowMillis)) {
                String until = Instant.ofEpochMilli(lease.untilMillis()).toString();
                Reason reason = new Reason(
                        "LEASE_HELD",
                        Leases.display(lease.holder()) + " deploys release '"
                                + name.substring("mldeploy-".length()) + "' in namespace '"
                                + deployment.opened().namespace() + "', and holds Lease " + name + " until " + until
                                + " unless it is renewed; run again later. If you know that it is at work no more: kubectl delete lease "
                                + name + " --namespace " + deployment.opened().namespace());
                return end(Ending.refused(List.of(reason)), reason.text());
            }
            String line = "took over Lease " + name + " from " + Leases.display(lease.holder())
                    + (ours ? ", which is at work no more" : ", which has not renewed it in time");
            log.add(line);
            noted = noted.noting(line);
            noted = noted.with(noted.rollout().searches());
        }
        List<String> missing =
                names.stream().filter(name -> !seen.containsKey(name)).toList();
        List<String> free = names.stream().filter(seen::containsKey).toList();
        TreeMap<String, String> files = new TreeMap<>();
        String holder = identity.text();
        files.put(Leases.ALL, Leases.manifests(deployment, names, Map.of(), holder, nowMillis));
        files.put(Leases.NEW, Leases.manifests(deployment, missing, Map.of(), holder, nowMillis));
        files.put(Leases.FREE, Leases.manifests(deployment, free, seen, holder, nowMillis));
        return new Turn<>(
                new Leasing(noted, identity, nowMillis, Phase.WRITE, !missing.isEmpty(), !free.isEmpty(), tries),
                new Action.OnAgent(new PrivateFiles(
                        deployment.opened().run(), deployment.opened().deploymentId(), files)),
                log);
    }

    /** From here on one of them may be held, and is given back in the end. */
    private Turn<DeployState> take(Deployment written) {
        Deployment taking =
                written.with(written.rollout().leasing(identity.text()).leasedAt(nowMillis));
        return new Leasing(taking, identity, nowMillis, missing ? Phase.CREATE : Phase.REPLACE, missing, free, tries)
                .enter();
    }

    private Turn<DeployState> taken() {
        return Surveying.begin(deployment).enter();
    }

    private Turn<DeployState> without(String why) {
        String line = "no Lease: deployments of other hosts to "
                + deployment.request().unit() + " are not kept out, because " + why;
        Deployment noted = deployment.noting(line);
        return Surveying.begin(noted).enter(line);
    }

    private static String why(Event.Ran ran) {
        if (!ran.found()) {
            return "kubectl is not on PATH";
        }
        String said = ran.stderrTail().strip();
        return said.toLowerCase(java.util.Locale.ROOT).contains("forbidden")
                ? "the credential may not get, create and update leases.coordination.k8s.io; grant it"
                : HelmErrors.reason("kubectl", ran).text();
    }

    private Leasing at(Phase other) {
        return new Leasing(deployment, identity, nowMillis, other, missing, free, tries);
    }

    /** The files may be there already. */
    @Override
    public Turn<DeployState> stopped(Event.Stopped event) {
        Ending stopped = Ending.stopped(event.why());
        return phase == Phase.WRITE ? new Tidying(deployment, stopped).enter() : end(stopped);
    }

    /** What was taken already has this host's name, and is taken again. */
    @Override
    public Turn<DeployState> resumed(Event.Resumed event) {
        return new Leasing(deployment, identity, event.now().toEpochMilli(), Phase.LOOK, false, false, 0)
                .enter("resumed: looks at the Leases again");
    }

    @Override
    public boolean holdsLocks() {
        return true;
    }
}
