package io.jenkins.plugins.mldeploy.deploy;

import java.util.ArrayList;
import java.util.List;

/**
 * How far one release of the unit is.
 *
 * @param base last revision before this deployment, 0 when there was none
 * @param lastGood revision to go back to, 0 when there is none
 * @param was fingerprint of that revision's manifest, null when there is none
 * @param expected fingerprint of the manifest that is applied, null until it is rendered
 * @param revision that runs after this deployment, 0 while it is not verified
 * @param old what ran before, null when nothing did
 * @param fresh what is applied, null until it is rendered
 * @param guest what the temporary release beside it holds, null when there is none
 * @param live pods that each Deployment of the old version has, empty until counted
 * @param routers names of the controllers that serve its routes, empty until asked
 */
record Progress(
        int base,
        int lastGood,
        String was,
        String expected,
        int revision,
        Shape old,
        Shape fresh,
        Shape guest,
        List<Integer> live,
        List<String> routers) {
    Progress {
        routers = routers == null ? List.of() : List.copyOf(routers);
        live = live == null ? List.of() : List.copyOf(live);
    }

    static Progress from(int base, int lastGood) {
        return new Progress(base, lastGood, null, null, 0, null, null, null, List.of(), List.of());
    }

    Progress keeping(String fingerprint, Shape shape) {
        return new Progress(base, lastGood, fingerprint, expected, revision, shape, fresh, guest, live, routers);
    }

    Progress expecting(String fingerprint, Shape shape) {
        return new Progress(base, lastGood, was, fingerprint, revision, old, shape, guest, live, routers);
    }

    Progress beside(Shape temporary) {
        return new Progress(base, lastGood, was, expected, revision, old, fresh, temporary, live, routers);
    }

    Progress counting(List<Integer> pods) {
        return new Progress(base, lastGood, was, expected, revision, old, fresh, guest, pods, routers);
    }

    /** Beside those that are known. */
    Progress routedBy(List<String> controllers) {
        List<String> all = new ArrayList<>(routers);
        controllers.stream().filter(each -> !all.contains(each)).forEach(all::add);
        return new Progress(base, lastGood, was, expected, revision, old, fresh, guest, live, all);
    }

    Progress at(int verified) {
        return new Progress(base, lastGood, was, expected, verified, old, fresh, guest, live, routers);
    }

    int pods() {
        return live.stream().mapToInt(Integer::intValue).sum();
    }
}
