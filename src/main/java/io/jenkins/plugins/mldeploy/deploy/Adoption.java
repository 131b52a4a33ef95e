package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A record that the journal lacks about what was found. A function of what was found and of the journal, so that what is recorded once is not recorded again.
 *
 * @param unit names of its releases, joined by commas
 * @param outcome {@link Deployed#ADOPTED}, {@link Deployed#DOUBTFUL} or {@link Deployed#UNINSTALLED}
 * @param parts its releases
 * @param deploymentId of the record
 */
record Adoption(String unit, String outcome, List<Part> parts, String deploymentId) {
    /** How the journal and the cluster differ about a release. */
    enum Difference {
        /** They don't, or the journal itself says that what runs is not certain. */
        NONE,
        /** The journal knows nothing of it. */
        UNKNOWN,
        /** Another revision is there. */
        CHANGED,
        /** It is not there any more. */
        REMOVED
    }

    /**
     * @param index of the release
     * @param difference to the journal
     * @param from revision that the journal knows, 0 for none
     * @param known id of the deployment by which the journal knows the release, null when it does not
     * @param subject of that record, null when there is none
     */
    record Part(int index, Difference difference, int from, String known, String subject) {
        boolean isNews() {
            return difference != Difference.NONE;
        }
    }

    /**
     * What the journal says last about a release.
     *
     * @param entry that says it
     * @param revision 0 when it was removed, -1 when that is not certain
     */
    private record Mention(Entry entry, int revision) {
        boolean wasDoubtful() {
            return Deployed.DOUBTFUL.equals(entry.evidence().details().get(Deployed.OUTCOME));
        }

        /** Whether it counts for the unit: what was deployed does, what was found counts as it was found. */
        boolean countsFor(String unit) {
            return !Deployed.isAdopted(entry)
                    || unit.equals(entry.evidence().details().get(PlanFacts.UNIT));
        }
    }

    Adoption {
        parts = List.copyOf(parts);
    }

    /** All records that are missing; empty when the journal knows what runs. */
    static List<Adoption> missing(Deployment deployment, EvidenceStore store) {
        Request request = deployment.request();
        Map<String, Mention> mentions = mentions(deployment, store);
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < request.releases().size(); i++) {
            parts.add(part(deployment, i, mentions.get(deployment.release(i).release())));
        }
        List<Adoption> all = new ArrayList<>();
        // A unit can only be gone back to as one when each of its releases worked.
        boolean together = parts.size() > 1
                && !deployment.rollout().found().isEmpty()
                && deployment.rollout().found().stream().allMatch(found -> found.isThere() && found.isGood())
                && !request.eachForItself();
        if (together) {
            boolean regrouped = parts.stream()
                    .map(part -> mentions.get(deployment.release(part.index()).release()))
                    .anyMatch(mention -> mention != null && !mention.countsFor(request.unit()));
            if (regrouped || parts.stream().anyMatch(Part::isNews)) {
                all.add(new Adoption(request.unit(), Deployed.ADOPTED, parts, id(deployment, 0)));
            }
            return all;
        }
        for (Part part : parts) {
            if (part.isNews()) {
                Found found = deployment.rollout().found().get(part.index());
                all.add(new Adoption(
                        deployment.release(part.index()).release(),
                        !found.isThere() ? Deployed.UNINSTALLED : found.isGood() ? Deployed.ADOPTED : Deployed.DOUBTFUL,
                        List.of(part),
                        id(deployment, part.index())));
            }
        }
        return all;
    }

    private static Part part(Deployment deployment, int index, Mention mention) {
        Found found = deployment.rollout().found().get(index);
        Difference difference = difference(deployment, found, mention);
        return new Part(
                index,
                difference,
                mention == null ? 0 : Math.max(0, mention.revision()),
                mention == null || difference != Difference.NONE
                        ? null
                        : Objects.toString(mention.entry().evidence().details().get(Deployed.DEPLOYMENT_ID), null),
                mention == null ? null : mention.entry().evidence().subject().value());
    }

    private static Difference difference(Deployment deployment, Found found, Mention mention) {
        if (mention != null && mention.wasDoubtful() && found.isGood() && mention.revision() == found.revision()) {
            // It has become good since, and that is the first time that anybody can say so.
            return Difference.UNKNOWN;
        }
        if (mention == null) {
            // What is half installed is removed before anything else; somebody who only looks is told.
            boolean halfInstalled = found.status().equals("pending-install")
                    && !deployment.request().adopt();
            return found.isThere() && !halfInstalled ? Difference.UNKNOWN : Difference.NONE;
        }
        if (mention.revision() < 0 || mention.revision() == found.revision()) {
            return Difference.NONE;
        }
        if (!found.isThere()) {
            return Difference.REMOVED;
        }
        // A killed helm, perhaps our own: the deployment that found it takes it back to what the journal knows, and
        // says so.
        return found.isPending()
                        && found.lastGood() == mention.revision()
                        && !deployment.request().adopt()
                ? Difference.NONE
                : Difference.CHANGED;
    }

    /** Of each release the newest record that says which revision is there, by name. */
    private static Map<String, Mention> mentions(Deployment deployment, EvidenceStore store) {
        Set<String> wanted = new HashSet<>();
        deployment.request().releases().forEach(release -> wanted.add(release.release()));
        // What this very step recorded before it was interrupted is no answer to what is missing.
        Set<String> own = new HashSet<>();
        IntStream.range(0, wanted.size()).forEach(i -> own.add(id(deployment, i)));
        Map<String, Mention> mentions = new LinkedHashMap<>();
        try (Stream<Entry> entries = store.find(EvidenceQuery.ofStep(HelmDeploy.STEP)
                .environment(deployment.request().environment()))) {
            for (Entry entry : (Iterable<Entry>) entries::iterator) {
                if (mentions.keySet().containsAll(wanted)) {
                    break;
                }
                Map<String, Object> details = entry.evidence().details();
                if (!deployment.opened().namespace().equals(details.get("namespace"))
                        || own.contains(String.valueOf(details.get(Deployed.DEPLOYMENT_ID)))
                        || !(details.get(PlanFacts.RELEASES) instanceof List<?> releases)) {
                    continue;
                }
                for (Object each : releases) {
                    if (each instanceof Map<?, ?> release
                            && release.get("release") instanceof String name
                            && wanted.contains(name)) {
                        Integer revision = revision(String.valueOf(details.get(Deployed.OUTCOME)), release);
                        if (revision != null) {
                            mentions.putIfAbsent(name, new Mention(entry, revision));
                        }
                    }
                }
            }
        }
        return mentions;
    }

    /** The revision that was there after this, 0 for none, -1 when nobody is certain; null when the record does not say anything about it. */
    private static Integer revision(String outcome, Map<?, ?> release) {
        int revision = number(release.get("revision"));
        int seen = number(release.get(PlanFacts.SEEN));
        return switch (outcome) {
            case Deployed.DEPLOYED, Deployed.ADOPTED, Deployed.DOUBTFUL -> revision > 0 ? revision : -1;
            case Deployed.UNINSTALLED -> 0;
            case Deployed.ROLLED_BACK -> revision > 0 ? revision : seen > 0 ? seen : -1;
            case Deployed.FAILED -> -1;
            // Nothing was applied, but a release may have been recovered first.
            default -> seen > 0 ? seen : null;
        };
    }

    private static int number(Object value) {
        return value instanceof Number number ? number.intValue() : 0;
    }

    /** The same after a restart, and another one than that of the deployment itself, which begins later. */
    private static String id(Deployment deployment, int number) {
        return deployment.request().id() + "-" + deployment.opened().run() + "-"
                + Long.toString(deployment.opened().startedAtMillis() - 1 - number, 36);
    }
}
