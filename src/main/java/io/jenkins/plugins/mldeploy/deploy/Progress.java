package io.jenkins.plugins.mldeploy.deploy;

/**
 * How far one release of the unit is.
 *
 * @param base last revision before this deployment, 0 when there was none
 * @param lastGood revision to go back to, 0 when there is none
 * @param expected SHA-256 of the manifest that the cluster said it would get, null until asked
 * @param revision that runs after this deployment, 0 while it is not verified
 */
record Progress(int base, int lastGood, String expected, int revision) {
    Progress expecting(String hash) {
        return new Progress(base, lastGood, hash, revision);
    }

    Progress at(int verified) {
        return new Progress(base, lastGood, expected, verified);
    }
}
