package io.jenkins.plugins.mldeploy.dashboard;

import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.util.List;
import java.util.Map;

/**
 * What is known about a release that this suite did not deploy, or not so: what Helm says, and nothing of tests, scans and approvals.
 *
 * @param revision of Helm
 * @param from revision that the journal knew before, 0 when it knew none
 * @param lastDeployed when Helm deployed it, ISO-8601; null when it was not recorded
 * @param appVersion of the application as the chart says it, null when it does not
 * @param digests what runs under the references of the manifest, as the pods told
 * @param why sentences of the record about it
 */
public record Adopted(
        int revision, int from, String lastDeployed, String appVersion, List<String> digests, List<String> why) {
    static Adopted of(Map<?, ?> release, List<Reason> reasons) {
        String name = "release '" + release.get("release") + "'";
        return new Adopted(
                number(release.get("revision")),
                number(release.get("previousRevision")),
                Details.text(release.get("lastDeployed")),
                Details.text(release.get("appVersion")),
                release.get("digests") instanceof Map<?, ?> live
                        ? live.values().stream()
                                .flatMap(digests -> Details.texts(digests).stream())
                                .distinct()
                                .toList()
                        : List.of(),
                reasons.stream()
                        .map(Reason::text)
                        .filter(text -> text.startsWith(name) || !text.startsWith("release '"))
                        .toList());
    }

    private static int number(Object value) {
        return value instanceof Number number ? number.intValue() : 0;
    }
}
