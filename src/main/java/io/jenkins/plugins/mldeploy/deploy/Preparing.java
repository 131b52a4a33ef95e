package io.jenkins.plugins.mldeploy.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What is done before anything is written to the cluster: the files that will be applied, the one that leads back, and every check that can be made without a change. */
final class Preparing {
    /** What is applied. */
    static final String APPLY = "apply";
    /** The same without what steers traffic, and without hooks. */
    static final String QUIET = "quiet";
    /** The same without hooks, as helm marks it. */
    static final String CHECK = "check";
    /** What ran before. */
    static final String OLD = "old";
    /** The same without what steers traffic. */
    static final String OLD_QUIET = "old-quiet";
    /** Only what steers traffic of what ran before. */
    static final String OLD_TRAFFIC = "old-traffic";
    /** The Deployments of what ran before, with their strategy written out. */
    static final String OLD_NAMED = "old-named";
    /** What the temporary release applies. */
    static final String GUEST = "guest";

    private Preparing() {}

    /** Everything that is done for a unit before it changes. */
    static List<Operation> all(Deployment deployment) {
        List<Operation> operations = new ArrayList<>();
        operations.add(new MakeFolder());
        List<Integer> before = new ArrayList<>();
        for (int i = 0; i < deployment.progress().size(); i++) {
            operations.add(new Render(i));
            if (deployment.progress().get(i).lastGood() > 0) {
                before.add(i);
            }
        }
        if (before.size() > 1) {
            operations.add(new CheckAll(before));
        }
        for (int i = 0; i < deployment.progress().size(); i++) {
            if (before.contains(i)) {
                operations.add(new ServerCheck(i, false));
                operations.add(new ServerCheck(i, true));
                operations.add(new FindLeft(i));
            } else {
                operations.add(new RightsCheck(i));
            }
        }
        // After it is known what goes first.
        before.forEach(i -> operations.add(new KeepOld(i, false)));
        for (int i : deployment.guests()) {
            operations.add(new CountPods(i));
            operations.add(new RenderGuest(i));
        }
        operations.add(new Approved.CanBegin());
        if (deployment.judged().allowance().untilMillis() != null) {
            operations.add(new Approved.Still(-1));
        }
        if (deployment.request().strategy().needsRouter()
                && !deployment.guests().isEmpty()) {
            for (int i : deployment.guests()) {
                for (int k = 0; k < routes(deployment, i); k++) {
                    operations.add(new RouteMoves.FindRouter(i, k));
                }
            }
            operations.add(new RouteMoves.AskRouter());
        }
        if (Observing.isOn(deployment)) {
            operations.add(new Observing.Start());
        }
        return operations;
    }

    /** None before they are known: a move earlier in the same list finds that out. */
    private static int routes(Deployment deployment, int index) {
        Shape old = deployment.progress().get(index).old();
        return old == null ? 0 : old.routes().size();
    }

    private static Action write(Deployment deployment, Map<String, String> files) {
        Opened opened = deployment.opened();
        return new Action.OnAgent(new PrivateFiles(opened.run(), opened.deploymentId(), new TreeMap<>(files)));
    }

    private static String name(int release, String what) {
        return release + "-" + what + ".yaml";
    }

    /** Makes the private folder. */
    record MakeFolder() implements Operation {
        @Override
        public Action action(Deployment deployment) {
            Map<String, String> files = new TreeMap<>(deployment.helm().major() == 3 ? Map.of() : HelmCli.plugin());
            if (deployment.rollout().lease() != null) {
                // After a restart the folder may be a new one.
                files.put(Leases.ALL, Leases.manifests(deployment));
            }
            return write(deployment, files);
        }

        @Override
        public Result after(Deployment deployment, Event event) {
            return event instanceof Event.Returned returned && returned.value() instanceof String folder
                    ? Result.next(deployment.with(deployment.rollout().in(folder)))
                    : Result.broken(deployment, Operation.why("making a private folder", event));
        }
    }

    /**
     * Keeps what runs, so that it can be restored and compared.
     *
     * @param back whether the files are needed in any case, on the way back; else only where a move of the strategy applies them
     */
    record KeepOld(int index, boolean back) implements Operation {
        /** Else what the survey saw is enough, and whoever goes back asks what there was. */
        @Override
        public Result now(Deployment deployment) {
            Strategy strategy = deployment.request().strategy();
            boolean needed = back
                    || strategy.hasGuest()
                    || strategy.kind() == Strategy.Kind.RECREATE
                    || !deployment.rollout().held().isEmpty();
            return needed ? null : Result.next(deployment);
        }

        @Override
        public Action action(Deployment deployment) {
            return new Action.Run(deployment
                    .cli()
                    .manifest(
                            deployment.release(index),
                            deployment.progress().get(index).lastGood()));
        }

        @Override
        public Result after(Deployment deployment, Event event) {
            String what = "helm get manifest " + deployment.release(index).release();
            if (!(event instanceof Event.Ran ran) || !ran.succeeded()) {
                return Result.broken(deployment, Operation.why(what, event));
            }
            try {
                List<KubeObject> old = KubeObject.list(what, ran.stdout());
                Deployment kept = deployment.with(
                        index, deployment.progress().get(index).keeping(KubeObject.fingerprint(old), Shape.of(old)));
                List<KubeObject> owned = Transformed.owned(
                        old,
                        deployment.release(index).release(),
                        deployment.opened().namespace());
                return new Result.Then(
                        kept,
                        write(
                                deployment,
                                Map.of(
                                        name(index, OLD),
                                        KubeObject.manifest(owned),
                                        name(index, OLD_QUIET),
                                        KubeObject.manifest(Transformed.quiet(owned)),
                                        name(index, OLD_TRAFFIC),
                                        KubeObject.manifest(Transformed.traffic(owned)),
                                        name(index, OLD_NAMED),
                                        KubeObject.manifest(Transformed.named(owned)))),
                        List.of());
            } catch (UnreadableReport e) {
                return Result.broken(deployment, new Reason(e.code(), e.getMessage()));
            }
        }
    }

    /**
     * Renders once with what the cluster knows, and writes nothing there. What comes out is compared with what was judged, shown and approved, gets the strategy's fields,
     * and is from then on the only thing that is applied.
     */
    record Render(int index) implements Operation {
        @Override
        public boolean renews() {
            return true;
        }

        @Override
        public Action action(Deployment deployment) {
            ReleaseRequest release = deployment.release(index);
            // Who holds a Lease has kubectl.
            boolean checkedNext = deployment.rollout().lease() != null
                    && deployment.progress().get(index).lastGood() > 0;
            return new Action.Run(deployment.cli().serverRender(release, release.release(), checkedNext));
        }

        @Override
        public Result after(Deployment deployment, Event event) {
            String release = deployment.release(index).release();
            String what = "helm upgrade --dry-run=server " + release;
            if (!(event instanceof Event.Ran ran) || !ran.succeeded()) {
                return Result.broken(deployment, Operation.why(what, event));
            }
            try {
                PrintedRelease render = PrintedRelease.read(ran.stdout());
                List<KubeObject> objects = KubeObject.list(what, render.manifest());
                List<KubeObject> hooks = KubeObject.list(what, render.hooks());
                List<KubeObject> all = new ArrayList<>(objects);
                all.addAll(hooks);
                List<Reason> beyond = beyond(deployment, what, release, all);
                if (!beyond.isEmpty()) {
                    return Result.refused(deployment, beyond);
                }
                List<String> log = new ArrayList<>();
                boolean differs = !KubeObject.fingerprint(all)
                        .equals(deployment.rendered().get(index).fingerprint());
                if (differs && deployment.opened().isProtected()) {
                    return Result.refused(
                            deployment,
                            List.of(new Reason(
                                    "RENDER_DIFFERS",
                                    "render: with what the cluster knows the chart of release '" + release
                                            + "' renders something else than was judged and approved; a protected"
                                            + " environment takes exactly that. Look for lookup, .Capabilities,"
                                            + " .Release.IsUpgrade, random values and the time in the chart; nothing was"
                                            + " applied")));
                }
                Deployment noted = deployment;
                if (differs) {
                    String line = "release " + release
                            + ": with what the cluster knows the chart renders something else than without; what is"
                            + " applied is what it renders with it";
                    log.add(line);
                    noted = deployment.noting(line);
                }
                List<KubeObject> applied =
                        Transformed.forStrategy(deployment.request().strategy(), objects);
                List<KubeObject> file = new ArrayList<>(applied);
                if (deployment.helm().major() > 3) {
                    // Helm 4 sends hooks through the post-renderer too, and would lose what does not come back.
                    file.addAll(hooks);
                }
                List<KubeObject> owned =
                        Transformed.owned(applied, release, deployment.opened().namespace());
                return new Result.Then(
                        noted.with(
                                index,
                                noted.progress().get(index).expecting(KubeObject.fingerprint(applied), Shape.of(all))),
                        write(
                                deployment,
                                Map.of(
                                        name(index, APPLY),
                                        KubeObject.manifest(file),
                                        name(index, QUIET),
                                        KubeObject.manifest(Transformed.quiet(owned)),
                                        name(index, CHECK),
                                        KubeObject.manifest(Transformed.checkable(
                                                deployment.request().strategy(), owned)))),
                        log);
            } catch (UnreadableReport e) {
                return Result.broken(deployment, new Reason(e.code(), e.getMessage()));
            }
        }
    }

    private static List<Reason> beyond(Deployment deployment, String what, String release, List<KubeObject> objects)
            throws UnreadableReport {
        List<String> images = ManifestReader.read(what, KubeObject.manifest(objects))
                .rendered()
                .images();
        return ManifestReader.beyond(images, deployment.references()).stream()
                .map(image -> new Reason(
                        "IMAGE_NOT_ADMITTED",
                        "image: against the cluster the chart of release '" + release + "' renders " + image
                                + ", which was not in the plan; nothing was applied"))
                .toList();
    }

    /** Would the cluster take all of them? One question; where the answer is no, each is asked about, so that the reason names the right one. */
    record CheckAll(List<Integer> releases) implements Operation {
        CheckAll {
            releases = List.copyOf(releases);
        }

        @Override
        public Action action(Deployment deployment) {
            List<String> files = releases.stream()
                    .map(index -> deployment.file(index, CHECK))
                    .toList();
            return new Action.Run(deployment.kube().serverCheck(files, false));
        }

        @Override
        public Result after(Deployment deployment, Event event) {
            if (!(event instanceof Event.Ran ran)) {
                return Result.broken(deployment, Operation.why("kubectl apply --dry-run=server", event));
            }
            boolean good = ran.succeeded();
            return Result.next(deployment.with(deployment.rollout().checked(good)));
        }
    }

    /**
     * Would the cluster take it? Fields that can't change, somebody else's fields, a right that is missing: found before anything is written. Fields that {@code mldeploy} itself set, for a rollout that
     * was held or ended on its way, are nobody else's: they are taken back before the upgrade.
     *
     * @param ours whether this is the second look, without the conflicts about fields that are our own
     */
    record ServerCheck(int index, boolean ours) implements Operation {
        private static final Set<String> REFUSALS = Set.of(
                "FIELD_CONFLICT",
                "IMMUTABLE_FIELD",
                "FORBIDDEN",
                "QUOTA_EXCEEDED",
                "NOT_OWNED",
                "CRD_MISSING",
                "INVALID_OBJECT");

        private static final Pattern OWNER = Pattern.compile("conflicts? with \"([^\"]*)\"");

        @Override
        public Result now(Deployment deployment) {
            boolean needless =
                    ours ? !isReclaimed(deployment) : deployment.rollout().checked();
            return needless ? Result.next(deployment) : null;
        }

        private String release(Deployment deployment) {
            return deployment.release(index).release();
        }

        private boolean isReclaimed(Deployment deployment) {
            return deployment.rollout().held().stream()
                    .anyMatch(held -> held.guest() == null && held.release().equals(release(deployment)));
        }

        @Override
        public Action action(Deployment deployment) {
            return new Action.Run(deployment.kube().serverCheck(List.of(deployment.file(index, CHECK)), ours));
        }

        @Override
        public Result after(Deployment deployment, Event event) {
            if (event instanceof Event.Ran ran && (!ran.found() || ran.exitCode() == 0 && !ran.timedOut())) {
                // Without kubectl helm itself will say so, a moment later.
                return Result.next(deployment);
            }
            if (!(event instanceof Event.Ran ran)) {
                return Result.broken(deployment, Operation.why("kubectl apply --dry-run=server", event));
            }
            Reason reason = Operation.why("cluster: release " + release(deployment) + " can't be applied", event);
            if (!ours && reason.code().equals("FIELD_CONFLICT") && areOurs(ran.stderrTail())) {
                return Result.next(
                        deployment.with(deployment.rollout().searches().finding(Held.left(release(deployment), null))));
            }
            // Only what the cluster said about the release is a refusal; no answer, or an error of its own, is none.
            return REFUSALS.contains(reason.code())
                    ? Result.refused(deployment, List.of(reason))
                    : Result.broken(deployment, reason);
        }

        private static boolean areOurs(String said) {
            Set<String> owners =
                    OWNER.matcher(said).results().map(found -> found.group(1)).collect(Collectors.toSet());
            return owners.equals(Set.of(KubeCli.MANAGER));
        }
    }

    /**
     * Before a first installation: may the credential make what the chart holds? Only a missing right counts. Anything else may be different once the installation has begun: its namespace, its custom
     * resource definitions, an account that the chart brings itself.
     */
    record RightsCheck(int index) implements Operation {
        private static final Pattern NO_RIGHT = Pattern.compile("cannot (create|patch) resource");

        @Override
        public Action action(Deployment deployment) {
            return new Action.Run(deployment.kube().rightsCheck(deployment.file(index, CHECK)));
        }

        @Override
        public Result after(Deployment deployment, Event event) {
            return event instanceof Event.Ran ran
                            && ran.exitCode() != 0
                            && NO_RIGHT.matcher(ran.stderrTail()).find()
                    ? Result.refused(
                            deployment,
                            List.of(Operation.why(
                                    "cluster: release "
                                            + deployment.release(index).release() + " can't be installed",
                                    event)))
                    : Result.next(deployment);
        }
    }

    /** Where a deployment of before ended on its way: is its temporary release still there, with a share of the traffic? */
    record FindLeft(int index) implements Operation {
        @Override
        public Result now(Deployment deployment) {
            // What is gone on with is no leftover.
            return deployment.rollout().searching() && !deployment.rollout().goesOn() ? null : Result.next(deployment);
        }

        @Override
        public Action action(Deployment deployment) {
            return new Action.Run(deployment.cli().guests(deployment.release(index)));
        }

        @Override
        public Result after(Deployment deployment, Event event) {
            String release = deployment.release(index).release();
            String what = "helm list of what is left beside " + release;
            if (!(event instanceof Event.Ran ran) || !ran.succeeded()) {
                return Result.broken(deployment, Operation.why(what, event));
            }
            JsonNode list = ToolJson.readLarge(ran.stdout());
            if (!list.isArray()) {
                return Result.broken(deployment, new Reason("HELM_FAILED", what + " printed no list"));
            }
            Deployment found = deployment;
            List<String> log = new ArrayList<>();
            for (JsonNode each : list) {
                String guest = each.path("name").asText();
                if (deployment.rollout().held().stream().noneMatch(held -> guest.equals(held.guest()))) {
                    String line = "release " + release + ": " + guest
                            + " is left of a deployment that ended on its way; it is taken back first";
                    log.add(line);
                    found = found.noting(line);
                    found = found.with(found.rollout().finding(Held.left(release, guest)));
                }
            }
            return new Result.Next(found, log);
        }
    }

    /** How many pods the old version has now, which is what the new one has to carry. */
    record CountPods(int index) implements Operation {
        @Override
        public Action action(Deployment deployment) {
            Shape old = deployment.progress().get(index).old();
            List<String> names =
                    old.deployments().stream().map(Shape.Workload::name).toList();
            return new Action.Run(deployment.kube().get("deployment", names));
        }

        @Override
        public Result after(Deployment deployment, Event event) {
            String what = "kubectl get deployment of release "
                    + deployment.release(index).release();
            if (!(event instanceof Event.Ran ran) || !ran.succeeded()) {
                return Result.broken(deployment, Operation.why(what, event));
            }
            Progress progress = deployment.progress().get(index);
            List<Integer> live = new ArrayList<>();
            for (Shape.Workload each : progress.old().deployments()) {
                int pods = ToolJson.replicas(ran.stdout(), each.name());
                if (pods < 0) {
                    return Result.broken(
                            deployment,
                            new Reason("KUBECTL_FAILED", what + " does not say how many pods " + each.name() + " has"));
                }
                live.add(pods);
            }
            Deployment counted = deployment.with(index, progress.counting(live));
            Strategy strategy = deployment.request().strategy();
            int pods = counted.progress().get(index).pods();
            List<Integer> missed = strategy.missedBy(pods);
            if (pods > 0 && !missed.isEmpty()) {
                return Result.refused(
                        counted,
                        List.of(
                                new Reason(
                                        "WEIGHT_NOT_REACHABLE",
                                        "strategy: release '"
                                                + deployment.release(index).release() + "' has " + pods
                                                + " pods, so the step of "
                                                + strategy.realShares(pods).get(missed.get(0))
                                                + ", more than " + strategy.maxWeightError()
                                                + " points off; run more pods, choose other steps, or allow it with maxWeightError")));
            }
            return strategy.kind() == Strategy.Kind.CANARY && !strategy.exact()
                    ? Result.next(
                            counted,
                            "release " + deployment.release(index).release() + ": real weights: "
                                    + String.join(
                                            "; ", strategy.realShares(pods).values()))
                    : Result.next(counted);
        }
    }

    /** Renders the same chart under the temporary name, and finds what can't exist twice. */
    record RenderGuest(int index) implements Operation {
        @Override
        public Action action(Deployment deployment) {
            return new Action.Run(
                    deployment.cli().serverRender(deployment.release(index), deployment.guest(index), false));
        }

        @Override
        public Result after(Deployment deployment, Event event) {
            String guest = deployment.guest(index);
            String what = "helm upgrade --dry-run=server " + guest;
            if (!(event instanceof Event.Ran ran) || !ran.succeeded()) {
                return Result.broken(deployment, Operation.why(what, event));
            }
            try {
                PrintedRelease render = PrintedRelease.read(ran.stdout());
                List<KubeObject> objects = KubeObject.list(what, render.manifest());
                List<Reason> beyond = beyond(deployment, what, guest, objects);
                if (!beyond.isEmpty()) {
                    return Result.refused(deployment, beyond);
                }
                Progress progress = deployment.progress().get(index);
                Strategy strategy = deployment.request().strategy();
                List<KubeObject> kept = Transformed.besideTheOther(strategy, objects);
                ChartChecks checks = ChartChecks.of(
                        deployment.release(index).release(), strategy, progress, Shape.of(objects), kept);
                if (!checks.violations().isEmpty()) {
                    return Result.refused(deployment, checks.violations());
                }
                List<KubeObject> applied = Transformed.guest(strategy, progress, kept);
                return new Result.Then(
                        deployment.with(index, progress.beside(Shape.of(applied))),
                        write(deployment, Map.of(name(index, GUEST), KubeObject.manifest(applied))),
                        checks.warnings());
            } catch (UnreadableReport e) {
                return Result.broken(deployment, new Reason(e.code(), e.getMessage()));
            }
        }
    }
}
