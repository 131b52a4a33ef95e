package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.Turn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Takes the Leases of a unit, after the host's own locks: keeps out deployments of other hosts, and waits for them. Where the cluster can't be asked, or the credential may not, that is noted, and
 * the host's own locks are all there is.
 *
 * @param identity of this deployment
 * @param nowMillis the time when the locks were taken, or when a wait ended
 * @param phase what is done
 * @param missing whether some of them have to be made
 * @param free whether some of them are there and can be taken
 * @param tries how often somebody else was faster
 * @param waitsFor who held one of them when it last looked, null at first
 * @param dead holders of this host that are known to be at work no more
 */
record Leasing(
        Deployment deployment,
        LeaseIdentity identity,
        long nowMillis,
        Phase phase,
        boolean missing,
        boolean free,
        int tries,
        String waitsFor,
        List<String> dead)
        implements DeployState {
    private static final int TRIES = 5;
    /** Nobody rings when a Lease is given back. */
    private static final long PAUSE_MILLIS = 5_000;

    enum Phase {
        LOOK,
        /** Gives back those that were taken before another one was met that is held: two units that each hold what the other one waits for would wait for ever. */
        YIELD,
        WRITE,
        CREATE,
        REPLACE
    }

    Leasing {
        dead = dead == null ? List.of() : List.copyOf(dead);
    }

    static Turn<DeployState> begin(Deployment deployment, LeaseIdentity identity, long nowMillis, List<String> log) {
        return look(deployment, identity, nowMillis, 0, null).enter(log.toArray(String[]::new));
    }

    /** Looks who holds them. */
    static Leasing look(Deployment deployment, LeaseIdentity identity, long nowMillis, int tries, String waitsFor) {
        return new Leasing(deployment, identity, nowMillis, Phase.LOOK, false, false, tries, waitsFor, List.of());
    }

    /** Looks once more, knowing that these holders are at work no more. */
    Turn<DeployState> knowing(List<String> dead) {
        return new Leasing(deployment, identity, nowMillis, Phase.LOOK, false, false, tries, waitsFor, dead).enter();
    }

    @Override
    public Action action() {
        return switch (phase) {
            case LOOK -> new Action.Run(deployment.kube().leases(Leases.names(deployment)));
            case YIELD -> new Action.Run(deployment.kube().patchLeases(Leases.release(deployment)));
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
        if (phase == Phase.YIELD && (event instanceof Event.Ran || event instanceof Event.Failed)) {
            // What could not be given back has this deployment's name, and is taken again.
            return await(deployment.with(deployment.rollout().leasing(null)), jitterMillis());
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
                ? look(deployment, identity, nowMillis, tries + 1, waitsFor).enter()
                : without(why(ran));
    }

    private Turn<DeployState> decide(Map<String, Leases.Seen> seen) {
        List<String> names = Leases.names(deployment);
        Map<String, Leases.Seen> others = new LinkedHashMap<>(seen);
        others.values()
                .removeIf(lease -> lease.holder() == null || lease.holder().equals(identity.text()));
        Set<String> ofThisHost = new LinkedHashSet<>();
        for (Map.Entry<String, Leases.Seen> other : others.entrySet()) {
            String holder = other.getValue().holder();
            if (isOfThisHost(holder)) {
                ofThisHost.add(holder);
            } else if (!other.getValue().isOver(nowMillis)) {
                return held(other.getKey(), other.getValue());
            }
        }
        if (!dead.containsAll(ofThisHost)) {
            return new SeekingOwn(this, List.copyOf(ofThisHost)).enter();
        }
        List<String> log = new ArrayList<>();
        Deployment noted = deployment;
        for (Map.Entry<String, Leases.Seen> other : others.entrySet()) {
            String holder = other.getValue().holder();
            String line = "took over Lease " + other.getKey() + " from " + Leases.display(holder)
                    + (isOfThisHost(holder) ? ", which is at work no more" : ", which has not renewed it in time");
            log.add(line);
            noted = noted.noting(line);
            noted = noted.with(noted.rollout().searches());
        }
        Allowance allowance = deployment.judged().allowance();
        if (waitsFor != null && allowance.isOver(nowMillis)) {
            return end(Ending.refused(List.of(allowance.over())), log.toArray(String[]::new));
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
                new Leasing(
                        noted,
                        identity,
                        nowMillis,
                        Phase.WRITE,
                        !missing.isEmpty(),
                        !free.isEmpty(),
                        tries,
                        waitsFor,
                        dead),
                new Action.OnAgent(new PrivateFiles(
                        deployment.opened().run(), deployment.opened().deploymentId(), files)),
                log);
    }

    private boolean isOfThisHost(String holder) {
        return LeaseIdentity.parse(holder)
                .filter(other -> other.host().equals(identity.host()))
                .isPresent();
    }

    private Turn<DeployState> held(String name, Leases.Seen lease) {
        String namespace = deployment.opened().namespace();
        return waitFor(
                lease.holder(),
                "waits for " + Leases.display(lease.holder()) + ", which deploys release '"
                        + name.substring("mldeploy-".length()) + "' in namespace '" + namespace + "', and holds Lease "
                        + name + " until " + Instant.ofEpochMilli(lease.untilMillis())
                        + " unless it is renewed. If you know that it is at work no more: kubectl delete lease " + name
                        + " --namespace " + namespace);
    }

    /** @param line says so, once for each holder */
    Turn<DeployState> waitFor(String holder, String line) {
        String[] log = holder.equals(waitsFor) ? new String[0] : new String[] {line};
        Leasing waiting = new Leasing(deployment, identity, nowMillis, Phase.YIELD, false, false, 0, holder, List.of());
        return deployment.rollout().lease() == null ? waiting.await(deployment, 0, log) : waiting.enter(log);
    }

    private Turn<DeployState> await(Deployment without, long moreMillis, String... log) {
        return new AwaitingLease(without, identity, waitsFor, nowMillis + PAUSE_MILLIS + moreMillis).enter(log);
    }

    /** Two that have just given way to each other should not come again together. */
    private long jitterMillis() {
        return Math.floorMod(identity.text().hashCode(), PAUSE_MILLIS);
    }

    /** From here on one of them may be held, and is given back in the end. */
    private Turn<DeployState> take(Deployment written) {
        Deployment taking =
                written.with(written.rollout().leasing(identity.text()).leasedAt(nowMillis));
        return new Leasing(
                        taking,
                        identity,
                        nowMillis,
                        missing ? Phase.CREATE : Phase.REPLACE,
                        missing,
                        free,
                        tries,
                        waitsFor,
                        dead)
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
        return new Leasing(deployment, identity, nowMillis, other, missing, free, tries, waitsFor, dead);
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
        return look(deployment, identity, event.now().toEpochMilli(), 0, waitsFor)
                .enter("resumed: looks at the Leases again");
    }

    @Override
    public boolean holdsLocks() {
        return true;
    }
}
