package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.host.Services;
import io.jenkins.plugins.mldeploy.step.ControllerTask;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Looks up in the journal what {@code rollbackTo} means: only what this suite deployed there, and read back, or found there, can be gone back to. */
record FindTarget(Deployment deployment) implements ControllerTask<FindTarget.Answer> {
    /** One of both is null. */
    record Answer(Target target, Reason problem) {}

    @Override
    public Answer run(Services services) throws IOException {
        Request request = deployment.request();
        List<Entry> deployed = deployed(services);
        String to = request.rollbackTo();
        // While a new version is held at a share of the traffic, what ran before it is what was deployed last.
        boolean held = !Held.find(services.evidence(), deployment).isEmpty();
        Optional<Entry> found = to.equals("previous")
                ? deployed.stream().skip(held ? 0 : 1).findFirst()
                : deployed.stream().filter(entry -> is(entry, to)).findFirst();
        return found.map(entry -> new Answer(target(entry), null))
                .orElseGet(() -> new Answer(
                        null,
                        new Reason(
                                "ROLLBACK_UNKNOWN",
                                "the journal knows no deployment of " + request.unit() + " to '" + request.environment()
                                        + "' that '" + to + "' could mean"
                                        + (deployed.isEmpty()
                                                ? "; nothing was deployed there yet, and nothing that runs there was adopted"
                                                : "; there are, newest first: "
                                                        + String.join(
                                                                ", ",
                                                                deployed.stream()
                                                                        .limit(5)
                                                                        .map(entry -> "revision "
                                                                                + revisions(entry)
                                                                                + " of "
                                                                                + entry.evidence()
                                                                                        .origin()
                                                                                        .display())
                                                                        .toList())))));
    }

    /** The deployments of the unit, newest first, one entry each. */
    private List<Entry> deployed(Services services) {
        Request request = deployment.request();
        Set<Object> seen = new HashSet<>();
        try (Stream<Entry> entries = services.evidence()
                .find(EvidenceQuery.ofStep(HelmDeploy.STEP)
                        .environment(deployment.request().environment()))) {
            return entries.filter(entry -> {
                        Map<String, Object> details = entry.evidence().details();
                        return Deployed.isThere(entry)
                                && request.environment().equals(details.get(Deployed.ENVIRONMENT))
                                && request.unit().equals(details.get(PlanFacts.UNIT))
                                && seen.add(details.get(Deployed.DEPLOYMENT_ID));
                    })
                    .toList();
        }
    }

    private static boolean is(Entry entry, String to) {
        List<Integer> revisions = revisions(entry);
        return to.equals(entry.evidence().details().get(Deployed.DEPLOYMENT_ID))
                || revisions.size() == 1 && String.valueOf(revisions.get(0)).equals(to)
                || images(entry.evidence().details().get(PlanFacts.IMAGES)).stream()
                        .anyMatch(image -> image.endsWith("@" + to));
    }

    private static Target target(Entry entry) {
        List<List<String>> images = new ArrayList<>();
        releases(entry).forEach(release -> images.add(images(release.get(PlanFacts.IMAGES))));
        return new Target(
                (Deployed.isAdopted(entry) ? "what was adopted as " : "deployment ")
                        + entry.evidence().details().get(Deployed.DEPLOYMENT_ID) + " of "
                        + entry.evidence().origin().display(),
                revisions(entry),
                images,
                entry.evidence().payloads().get("manifest"));
    }

    private static List<Map<?, ?>> releases(Entry entry) {
        List<Map<?, ?>> releases = new ArrayList<>();
        if (entry.evidence().details().get(PlanFacts.RELEASES) instanceof List<?> list) {
            list.forEach(each -> {
                if (each instanceof Map<?, ?> map) {
                    releases.add(map);
                }
            });
        }
        return releases;
    }

    private static List<Integer> revisions(Entry entry) {
        return releases(entry).stream()
                .map(release -> release.get("revision") instanceof Number number ? number.intValue() : 0)
                .toList();
    }

    private static List<String> images(Object list) {
        return list instanceof List<?> images
                ? images.stream().map(String::valueOf).toList()
                : List.of();
    }
}
