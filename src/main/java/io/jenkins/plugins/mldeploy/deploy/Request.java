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
 * @param credentialsId of a kubeconfig, null for the environment's or the host's own
 * @param createNamespace whether Helm makes the namespace
 * @param strategy how the new version replaces the old
 * @param analysis the metrics that judge it
 * @param smokeTest what tests it first, null for nothing
 * @param helmTest whether the chart's own tests are run
 * @param rollbackTo {@code previous}, a revision or a digest to go back to, null for a deployment
 * @param uninstall whether the releases are removed
 * @param repo address of the repository that the charts lie in, null for the workspace or a registry
 * @param version of the charts there, exact or a range, null for the newest
 * @param watch whether what runs is looked at, as the environment says, instead of deploying anything
 * @param cause why a watch goes back, null for everything that a run asked for itself
 * @param adopt whether what runs is looked at and recorded, instead of deploying anything; no release means all that Helm knows there
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
        String credentialsId,
        boolean createNamespace,
        Strategy strategy,
        List<Check> analysis,
        SmokeTest smokeTest,
        boolean helmTest,
        String rollbackTo,
        boolean uninstall,
        String repo,
        String version,
        boolean watch,
        String cause,
        boolean adopt) {
    Request {
        releases = List.copyOf(releases);
        analysis = List.copyOf(analysis);
    }

    /** Whether something new is deployed, rather than something old again, or nothing. */
    boolean isForward() {
        return rollbackTo == null && !uninstall && !adopt;
    }

    /** Whether the releases came from Helm: a call that names several of them means one unit, and gives each a chart. */
    boolean eachForItself() {
        return adopt && releases.stream().allMatch(release -> release.chart().isEmpty());
    }

    /** Whether a release's chart has to be pulled first. */
    boolean isRemote(int index) {
        ReleaseRequest release = releases.get(index);
        return isForward()
                && !release.pulled()
                && (repo != null || release.chart().startsWith("oci://"));
    }

    /** Of these releases. */
    Request of(List<ReleaseRequest> others) {
        return new Request(
                id,
                environment,
                others,
                dryRun,
                timeoutSeconds,
                recoverPending,
                rollBack,
                historyMax,
                namespace,
                contextName,
                credentialsId,
                createNamespace,
                strategy,
                analysis,
                smokeTest,
                helmTest,
                rollbackTo,
                uninstall,
                repo,
                version,
                watch,
                cause,
                adopt);
    }

    Request pulled(int index, String path) {
        List<ReleaseRequest> all = new java.util.ArrayList<>(releases);
        all.set(index, all.get(index).pulledTo(path));
        return of(all);
    }

    /** Brings back what ran before what a watch found bad. */
    Request goingBack(List<ReleaseRequest> unit, String toNamespace, String inContext, String why) {
        return new Request(
                id,
                environment,
                unit,
                false,
                timeoutSeconds,
                recoverPending,
                true,
                historyMax,
                toNamespace,
                inContext,
                credentialsId,
                false,
                strategy,
                List.of(),
                null,
                false,
                "previous",
                false,
                null,
                null,
                false,
                why,
                false);
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
        if (credentialsId != null) {
            claims.add("credentialsId");
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
