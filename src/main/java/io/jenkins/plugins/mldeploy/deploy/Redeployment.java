package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.policy.Environment;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What somebody may ask for about a recorded deployment without a new build: carry the same call out again, carry a plan out, or bring back what ran before. Says whether the journal lets it, and with which
 * arguments {@code helmDeploy} has to be called; the environment judges that call like any other.
 *
 * <p>A request names the deployment that its author saw. When something else happened there since, it is refused: so a request that is sent twice does nothing twice.
 *
 * @param verb what is asked for
 * @param deployment id of the deployment that is meant
 * @param to id of the deployment that is gone back to, null for the other verbs
 * @param environment its name
 * @param services names of the releases, in order
 * @param id of the step
 * @param planned whether the deployment that is meant was only planned
 * @param origin the run that made it
 * @param sources the run whose sources will run: for a rollback the one that is gone back to, where it is of the same job
 */
public record Redeployment(
        Verb verb,
        String deployment,
        String to,
        String environment,
        List<String> services,
        String id,
        boolean planned,
        Origin origin,
        Origin sources) {
    /** Grammar of a deployment's id: id of the step, number of the run, moment. */
    public static final Pattern ID = Pattern.compile("[a-z0-9-]{1,40}-[0-9]{1,18}-[0-9a-z]{4,13}");

    /** How far back {@link #offers} looks. */
    private static final int OFFERED = 500;

    /** What changes, or may have changed, what runs. */
    private static final Set<String> CHANGES =
            Set.of(Deployed.DEPLOYED, Deployed.ADOPTED, Deployed.DOUBTFUL, Deployed.FAILED, Deployed.UNINSTALLED);
    /** What can be tried again. */
    private static final Set<String> RETRIED = Set.of(
            Deployed.REFUSED,
            Deployed.HELD,
            Deployed.FAILED,
            Deployed.ROLLED_BACK,
            Deployed.NOT_APPLIED,
            Deployed.REHEARSED);

    /** What can be asked for. */
    public enum Verb {
        /** The same call again, after it was refused, held at a share, failed, was rolled back or only rehearsed. */
        RETRY,
        /** The call of a plan, this time for real. */
        PROMOTE,
        /** What ran before. */
        ROLLBACK;

        /** As addresses and sentences have it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether it can be asked for. */
    public sealed interface Answer {
        /** It can. */
        record Possible(Redeployment redeployment) implements Answer {}

        /**
         * It can't.
         *
         * @param unknown true when there is no such deployment
         */
        record Impossible(boolean unknown, Reason reason) implements Answer {}
    }

    public Redeployment {
        services = List.copyOf(services);
    }

    /**
     * Whether the journal lets it.
     *
     * @param deployment id of the deployment that its author saw
     * @param to for a rollback the id of the deployment to go back to, null for the one before
     */
    public static Answer of(EvidenceStore store, Verb verb, String deployment, String to) {
        if (!ID.matcher(deployment).matches() || to != null && !ID.matcher(to).matches()) {
            return no(true, "DEPLOYMENT_UNKNOWN", "there is no deployment of that id");
        }
        Optional<Entry> found =
                newest(store.find(EvidenceQuery.ofStep(Deployed.STEP).deployment(deployment)));
        if (found.isEmpty() || services(found.get()).isEmpty() || environment(found.get()) == null) {
            return no(true, "DEPLOYMENT_UNKNOWN", "there is no deployment " + deployment);
        }
        Entry entry = found.get();
        Origin origin = entry.evidence().origin();
        String outcome = outcome(entry);
        if (!origin.fromScm()) {
            return no(
                    false,
                    "NOT_FROM_SCM",
                    "the Jenkinsfile of " + origin.display()
                            + " did not come from source control, so nothing of it is repeated; run the job again");
        }
        Redeployment asked = new Redeployment(
                verb,
                deployment,
                null,
                environment(entry),
                services(entry),
                entry.evidence().id(),
                Deployed.PLANNED.equals(outcome),
                origin,
                origin);
        return switch (verb) {
            case PROMOTE ->
                asked.planned
                        ? asked.unlessSince(store, entry, since -> !Deployed.PLANNED.equals(since))
                        : no(false, "NOT_A_PLAN", deployment + " is no plan: it is " + outcome);
            case RETRY ->
                RETRIED.contains(outcome)
                        ? asked.unlessSince(store, entry, since -> !Deployed.PLANNED.equals(since))
                        : no(false, "NOTHING_TO_RETRY", deployment + " is " + outcome + ": there is nothing to retry");
            case ROLLBACK -> asked.rollback(store, entry, to);
        };
    }

    /** Full name of the job that made a deployment; empty when there is none of that id. */
    public static Optional<String> jobOf(EvidenceStore store, String deployment) {
        return ID.matcher(deployment).matches()
                ? newest(store.find(EvidenceQuery.ofStep(Deployed.STEP).deployment(deployment)))
                        .map(entry -> entry.evidence().origin().job())
                : Optional.empty();
    }

    private Answer rollback(EvidenceStore store, Entry entry, String wanted) {
        if (!Set.of(Deployed.DEPLOYED, Deployed.ADOPTED, Deployed.FAILED).contains(outcome(entry))) {
            return no(
                    false,
                    "NOTHING_TO_ROLL_BACK",
                    deployment + " is " + outcome(entry) + ": there is nothing of it to roll back");
        }
        Map<String, Origin> earlier = earlier(store, entry);
        if (wanted != null && !earlier.containsKey(wanted)) {
            return no(
                    false,
                    "ROLLBACK_UNKNOWN",
                    wanted + " was not deployed to '" + environment + "' before " + deployment
                            + (earlier.isEmpty()
                                    ? ""
                                    : "; there are, newest first: "
                                            + String.join(
                                                    ", ",
                                                    earlier.keySet().stream()
                                                            .limit(5)
                                                            .toList())));
        }
        if (earlier.isEmpty()) {
            return no(
                    false,
                    "ROLLBACK_UNKNOWN",
                    "the journal knows nothing that was deployed to '" + environment + "' before " + deployment);
        }
        String target = wanted == null ? earlier.keySet().iterator().next() : wanted;
        Origin there = earlier.get(target);
        Redeployment back = new Redeployment(
                verb,
                deployment,
                target,
                environment,
                services,
                id,
                planned,
                origin,
                there.job().equals(origin.job()) ? there : origin);
        return back.unlessSince(store, entry, CHANGES::contains);
    }

    /** What was deployed of the same unit before, newest first: ids with the runs that did it. */
    private Map<String, Origin> earlier(EvidenceStore store, Entry entry) {
        Map<String, Origin> earlier = new LinkedHashMap<>();
        try (Stream<Entry> entries =
                store.find(EvidenceQuery.ofStep(Deployed.STEP).environment(environment))) {
            entries.filter(each -> each.seq() < entry.seq())
                    .filter(Deployed::isThere)
                    .filter(each -> services(each).equals(services))
                    .filter(each ->
                            deployment(each) != null && !deployment(each).equals(deployment))
                    .forEach(each -> earlier.putIfAbsent(
                            // Of what was adopted nobody knows the sources.
                            deployment(each),
                            Deployed.isAdopted(each) ? origin : each.evidence().origin()));
        }
        return earlier;
    }

    private Answer unlessSince(EvidenceStore store, Entry entry, Predicate<String> matters) {
        try (Stream<Entry> entries = store.find(
                EvidenceQuery.ofStep(Deployed.STEP).environment(environment).after(entry.seq()))) {
            return entries.filter(since -> !deployment.equals(deployment(since)))
                    .filter(since -> services(since).stream().anyMatch(services::contains))
                    .filter(since -> matters.test(outcome(since)))
                    .findFirst()
                    .map(since -> no(
                            false,
                            "CHANGED_SINCE",
                            "since then %s was at '%s': its deployment %s is %s; look at what is there now, and ask about that"
                                    .formatted(
                                            since.evidence().origin().display(),
                                            environment,
                                            deployment(since),
                                            outcome(since))))
                    .orElseGet(() -> new Answer.Possible(this));
        }
    }

    /**
     * All that can be asked for at the moment about the newest deployments.
     *
     * @param wanted the jobs that the asking person may deploy of
     */
    public static List<Redeployment> offers(EvidenceStore store, Predicate<String> wanted) {
        Set<String> candidates = new java.util.LinkedHashSet<>();
        Set<List<Object>> seen = new HashSet<>();
        try (Stream<Entry> entries = store.find(EvidenceQuery.ofStep(Deployed.STEP))) {
            entries.limit(OFFERED).forEach(entry -> {
                String deployment = deployment(entry);
                String outcome = outcome(entry);
                boolean first = seen.add(List.of(String.valueOf(environment(entry)), services(entry), "any"))
                        || Deployed.PLANNED.equals(outcome);
                boolean firstThere = CHANGES.contains(outcome)
                        && seen.add(List.of(String.valueOf(environment(entry)), services(entry), "there"));
                if (deployment != null
                        && (first || firstThere)
                        && wanted.test(entry.evidence().origin().job())) {
                    candidates.add(deployment);
                }
            });
        }
        List<Redeployment> offers = new ArrayList<>();
        for (String deployment : candidates) {
            for (Verb verb : Verb.values()) {
                if (of(store, verb, deployment, null) instanceof Answer.Possible possible) {
                    offers.add(possible.redeployment());
                }
            }
        }
        return offers;
    }

    /** What is asked for, in one line. */
    public String sentence() {
        String what = String.join(", ", services);
        return switch (verb) {
            case RETRY ->
                "deploy %s to '%s' again, as %s of %s did".formatted(what, environment, deployment, origin.display());
            case PROMOTE ->
                "deploy %s to '%s', as plan %s of %s says".formatted(what, environment, deployment, origin.display());
            case ROLLBACK -> "take %s in '%s' from %s back to %s".formatted(what, environment, deployment, to);
        };
    }

    /**
     * The call of a rollback; it needs nothing of the run that deployed.
     *
     * @param where the environment as it is configured now
     * @param store the journal
     */
    public Map<String, Object> rollbackCall(Environment where, EvidenceStore store) {
        Map<String, Object> call = new LinkedHashMap<>();
        call.put("id", id);
        call.put("environment", environment);
        if (services.size() == 1) {
            call.put("release", services.get(0));
        } else {
            // The chart is not asked for: what Helm still has is brought back.
            call.put(
                    "releases",
                    services.stream()
                            .map(service -> Map.<String, Object>of("release", service, "chart", "."))
                            .toList());
        }
        call.put("rollbackTo", to);
        if (!where.isProtected()) {
            newest(store.find(EvidenceQuery.ofStep(Deployed.STEP).deployment(deployment)))
                    .map(entry -> entry.evidence().details())
                    .ifPresent(details -> {
                        if (details.get("namespace") instanceof String namespace) {
                            call.put("namespace", namespace);
                        }
                        if (details.get("context") instanceof String context) {
                            call.put("contextName", context);
                        }
                    });
        }
        return call;
    }

    /** Whether a recorded call is the one that made this deployment. */
    public boolean isCall(Map<String, ?> call) {
        return id.equals(String.valueOf(call.get("id") == null ? defaultId() : call.get("id")))
                && environment.equals(String.valueOf(call.get("environment")))
                && planned == Boolean.parseBoolean(String.valueOf(call.get("dryRun")))
                && services.equals(releases(call));
    }

    /** The recorded call, carried out this time. */
    public static Map<String, Object> carriedOut(Map<String, ?> call) {
        Map<String, Object> again = new LinkedHashMap<>(call);
        again.remove("dryRun");
        return again;
    }

    private static Object defaultId() {
        return new HelmDeploy()
                .description().parameters().stream()
                        .filter(parameter -> parameter.name().equals("id"))
                        .findFirst()
                        .orElseThrow()
                        .defaultValue();
    }

    private static List<String> releases(Map<String, ?> call) {
        if (call.get("releases") instanceof List<?> several) {
            return several.stream()
                    .map(each -> each instanceof Map<?, ?> map ? String.valueOf(map.get("release")) : "")
                    .toList();
        }
        return List.of(String.valueOf(call.get("release")));
    }

    private static Optional<Entry> newest(Stream<Entry> newestFirst) {
        try (Stream<Entry> entries = newestFirst) {
            return entries.findFirst();
        }
    }

    private static Answer no(boolean unknown, String code, String text) {
        return new Answer.Impossible(unknown, new Reason(code, text));
    }

    private static String text(Entry entry, String detail) {
        return entry.evidence().details().get(detail) instanceof String text ? text : null;
    }

    private static String deployment(Entry entry) {
        return text(entry, Deployed.DEPLOYMENT_ID);
    }

    private static String environment(Entry entry) {
        return text(entry, Deployed.ENVIRONMENT);
    }

    private static String outcome(Entry entry) {
        return String.valueOf(text(entry, Deployed.OUTCOME));
    }

    /** Of the unit: a refused deployment has no list of what was rendered. */
    private static List<String> services(Entry entry) {
        String unit = text(entry, PlanFacts.UNIT);
        return unit == null || unit.isEmpty() ? List.of() : List.of(unit.split(","));
    }
}
