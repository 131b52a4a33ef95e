package io.jenkins.plugins.mldeploy.deploy;

import java.util.List;

/**
 * What a call of the step asks for, checked.
 *
 * @param id of the step
 * @param environment its name
 * @param releases the unit, in order
 * @param dryRun true for a plan only
 * @param timeoutSeconds for each release
 * @param recoverPending whether a release that a killed helm left pending is recovered
 * @param rollBack whether a failed unit is rolled back
 * @param historyMax revisions that Helm keeps
 * @param namespace null for the environment's
 * @param contextName null for the environment's
 * @param createNamespace whether Helm makes the namespace
 * @param strategy how the new version replaces the old
 * @param analysis the metrics that judge it
 * @param smokeTest what tests it first, null for nothing
 * @param helmTest whether the chart's own tests are run
 * @param rollbackTo {@code previous}, a revision or a digest to go back to, null for a deployment
 * @param uninstall whether the releases are removed
 * @param repo address of the repository that the charts lie in, null for the workspace or a registry
 * @param version of the charts there, exact or a range, null for the newest
 */
record Request(
        String id,
        String environment,
        List<ReleaseRequest> releases,
        boolean dryRun,
        long timeoutSeconds,
        boolean recoverPending,
        boolean rollBack,
        long historyMax,
        String namespace,
        String contextName,
        boolean createNamespace,
        Strategy strategy,
        List<Check> analysis,
        SmokeTest smokeTest,
        boolean helmTest,
        String rollbackTo,
        boolean uninstall,
        String repo,
        String version) {
    Request {
        releases = List.copyOf(releases);
        analysis = List.copyOf(analysis);
    }

    /** Whether something new is deployed, rather than something old again, or nothing. */
    boolean isForward() {
        return rollbackTo == null && !uninstall;
    }

    /** Whether a release's chart has to be pulled first. */
    boolean isRemote(int index) {
        ReleaseRequest release = releases.get(index);
        return isForward()
                && !release.pulled()
                && (repo != null || release.chart().startsWith("oci://"));
    }

    Request pulled(int index, String path) {
        List<ReleaseRequest> all = new java.util.ArrayList<>(releases);
        all.set(index, all.get(index).pulledTo(path));
        return new Request(
                id,
                environment,
                all,
                dryRun,
                timeoutSeconds,
                recoverPending,
                rollBack,
                historyMax,
                namespace,
                contextName,
                createNamespace,
                strategy,
                analysis,
                smokeTest,
                helmTest,
                rollbackTo,
                uninstall,
                repo,
                version);
    }

    /** What a protected environment owns itself, as far as the call names it. */
    List<String> claims() {
        List<String> claims = new java.util.ArrayList<>();
        if (namespace != null) {
            claims.add("namespace");
        }
        if (contextName != null) {
            claims.add("contextName");
        }
        if (createNamespace) {
            claims.add("createNamespace");
        }
        return claims;
    }

    String unit() {
        return String.join(",", releases.stream().map(ReleaseRequest::release).toList());
    }
}
