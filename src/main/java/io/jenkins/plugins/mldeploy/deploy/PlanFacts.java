package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.evidence.Sha256;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a plan is made of: its hash, the details that record it, and the names of what differs from a recorded one. */
final class PlanFacts {
    static final String PLAN_HASH = "planHash";
    static final String UNIT = "unit";
    static final String IMAGES = "images";
    static final String RELEASES = "releases";
    static final String SOURCE = "source";
    /** Newest revision of a release before it was touched; also said of what was not applied, because a release may have been recovered first. */
    static final String SEEN = "seenRevision";

    private PlanFacts() {}

    /** SHA-256 over environment, namespace, releases with manifests, charts and values, images, and the source where an image has no digest. */
    static String hash(Deployment deployment, String source) {
        Sha256 hash = new Sha256()
                .add("mldeploy plan 1")
                .add(deployment.request().environment())
                .add(deployment.opened().namespace())
                .add(deployment.request().strategy().fingerprint());
        for (int i = 0; i < deployment.rendered().size(); i++) {
            ChartFacts chart = deployment.charts().get(i);
            hash.add(deployment.release(i).release())
                    .add(chart.digest())
                    .add(chart.valuesHash())
                    .add(deployment.rendered().get(i).hash());
        }
        if (deployment.target() != null) {
            hash.add(deployment.request().uninstall() ? "uninstall" : "rollback")
                    .add(deployment.request().unit())
                    .add(deployment.target().revisions().toString());
        }
        hash.add("images");
        deployment.references().forEach(hash::add);
        return hash.add(bindsSource(deployment) ? source : null).hex();
    }

    private static boolean bindsSource(Deployment deployment) {
        return deployment.images().stream().anyMatch(image -> image.digest() == null);
    }

    /** For the record. */
    static List<Map<String, Object>> releases(Deployment deployment) {
        if (deployment.target() != null) {
            return releasesGoneBack(deployment);
        }
        List<Map<String, Object>> releases = new ArrayList<>();
        for (int i = 0; i < deployment.rendered().size(); i++) {
            ChartFacts chart = deployment.charts().get(i);
            Rendered rendered = deployment.rendered().get(i);
            Map<String, Object> release = new LinkedHashMap<>();
            release.put("release", deployment.release(i).release());
            release.put("chart", chart.name());
            if (chart.version() != null) {
                release.put("version", chart.version());
            }
            release.put("chartDigest", chart.digest());
            release.put("valuesHash", chart.valuesHash());
            release.put("manifestHash", rendered.hash());
            release.put(IMAGES, rendered.images());
            if (i < deployment.progress().size()) {
                release.put("revision", deployment.progress().get(i).revision());
                release.put("previousRevision", deployment.progress().get(i).lastGood());
                seen(deployment, i, release);
            }
            releases.add(release);
        }
        return releases;
    }

    private static List<Map<String, Object>> releasesGoneBack(Deployment deployment) {
        List<Map<String, Object>> releases = new ArrayList<>();
        for (int i = 0; i < deployment.request().releases().size(); i++) {
            Map<String, Object> release = new LinkedHashMap<>();
            release.put("release", deployment.release(i).release());
            if (i < deployment.target().revisions().size()) {
                release.put("to", deployment.target().revisions().get(i));
                release.put(IMAGES, deployment.target().images().get(i));
            }
            if (i < deployment.progress().size()) {
                release.put("revision", deployment.progress().get(i).revision());
                release.put("previousRevision", deployment.progress().get(i).lastGood());
                seen(deployment, i, release);
            }
            releases.add(release);
        }
        return releases;
    }

    /** Of a release that was never good the way back is an uninstall, and what is left then is not told by this number. */
    private static void seen(Deployment deployment, int index, Map<String, Object> release) {
        Progress progress = deployment.progress().get(index);
        if (progress.base() > 0 && progress.lastGood() > 0) {
            release.put(SEEN, progress.base());
        }
    }

    /** One sentence a difference; empty when the hashes are equal. */
    static List<String> changes(Map<String, Object> planned, Deployment now, String source, String planHash) {
        if (planHash.equals(planned.get(PLAN_HASH))) {
            return List.of();
        }
        List<String> changes = new ArrayList<>();
        if (!now.request().environment().equals(planned.get("environment"))) {
            changes.add(
                    "environment is " + now.request().environment() + ", planned was " + planned.get("environment"));
        }
        if (!now.opened().namespace().equals(planned.get("namespace"))) {
            changes.add("namespace is " + now.opened().namespace() + ", planned was " + planned.get("namespace"));
        }
        List<?> before = planned.get(IMAGES) instanceof List<?> list ? list : List.of();
        now.references().stream()
                .filter(image -> !before.contains(image))
                .forEach(image -> changes.add("image " + image + " was not planned"));
        before.stream()
                .filter(image -> !now.references().contains(String.valueOf(image)))
                .forEach(image -> changes.add("image " + image + " was planned and is not there"));
        compareReleases(planned.get(RELEASES) instanceof List<?> list ? list : List.of(), releases(now), changes);
        if (bindsSource(now) && !source.equals(planned.get(SOURCE))) {
            changes.add("the sources changed: they are " + source + ", planned was " + planned.get(SOURCE));
        }
        if (changes.isEmpty()) {
            changes.add("its hash is " + planHash + ", planned was " + planned.get(PLAN_HASH));
        }
        return changes;
    }

    private static void compareReleases(List<?> before, List<Map<String, Object>> now, List<String> changes) {
        List<Object> names = new ArrayList<>();
        before.forEach(each -> names.add(each instanceof Map<?, ?> map ? map.get("release") : null));
        List<Object> namesNow = new ArrayList<>();
        now.forEach(each -> namesNow.add(each.get("release")));
        if (!names.equals(namesNow)) {
            changes.add("releases are " + namesNow + ", planned were " + names);
            return;
        }
        for (int i = 0; i < now.size(); i++) {
            Map<?, ?> planned = (Map<?, ?>) before.get(i);
            Map<String, Object> release = now.get(i);
            boolean chart = !Objects.equals(release.get("chartDigest"), planned.get("chartDigest"));
            boolean values = !Objects.equals(release.get("valuesHash"), planned.get("valuesHash"));
            if (chart) {
                changes.add("the chart of release " + release.get("release") + " changed");
            }
            if (values) {
                changes.add("the values of release " + release.get("release") + " changed");
            }
            if (!chart && !values && !Objects.equals(release.get("manifestHash"), planned.get("manifestHash"))) {
                changes.add(
                        "release " + release.get("release")
                                + " renders differently from the same chart and values; does the chart use random values or the time?");
            }
        }
    }
}
