package io.jenkins.plugins.mldeploy.deploy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What could be found out about a release that somebody else deployed.
 *
 * @param index of the release
 * @param images references of its manifest and its hooks
 * @param manifest payload: its manifest, Secret values hidden; null when it could not be read
 * @param hooks payload: its hooks, Secret values hidden; null when it has none, or they could not be read
 * @param pods labels of its pods, one map a workload
 * @param digests of the images that its pods run, by reference: more than one while two of the same name run
 * @param notes what could not be found out, and why
 */
record Adoptee(
        int index,
        List<String> images,
        String manifest,
        String hooks,
        List<Map<String, String>> pods,
        Map<String, List<String>> digests,
        List<String> notes) {
    Adoptee {
        images = List.copyOf(images);
        pods = pods.stream().<Map<String, String>>map(TreeMap::new).toList();
        digests = new TreeMap<>(digests);
        notes = List.copyOf(notes);
    }

    static Adoptee of(int index) {
        return new Adoptee(index, List.of(), null, null, List.of(), Map.of(), List.of());
    }

    Adoptee with(List<String> more) {
        Set<String> all = new LinkedHashSet<>(images);
        all.addAll(more);
        return new Adoptee(index, List.copyOf(all), manifest, hooks, pods, digests, notes);
    }

    Adoptee told(String payload) {
        return new Adoptee(index, images, payload, hooks, pods, digests, notes);
    }

    Adoptee hooked(String payload) {
        return new Adoptee(index, images, manifest, payload, pods, digests, notes);
    }

    Adoptee running(List<Map<String, String>> labels) {
        return new Adoptee(index, images, manifest, hooks, labels, digests, notes);
    }

    /** Only images of the manifest: what somebody else puts into pods belongs to somebody else. */
    Adoptee seeing(Map<String, Set<String>> live) {
        Map<String, List<String>> all = new LinkedHashMap<>(digests);
        live.forEach((image, seen) -> {
            if (images.contains(image)) {
                Set<String> both = new LinkedHashSet<>(all.getOrDefault(image, List.of()));
                both.addAll(seen);
                all.put(image, List.copyOf(both));
            }
        });
        return new Adoptee(index, images, manifest, hooks, pods, all, notes);
    }

    Adoptee noting(String note) {
        List<String> all = new ArrayList<>(notes);
        all.add(note);
        return new Adoptee(index, images, manifest, hooks, pods, digests, all);
    }
}
