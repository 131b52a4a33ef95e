package io.jenkins.plugins.mldeploy.scan;

import java.time.Instant;

/**
 * The scanner that ran, as far as its report doesn't say.
 *
 * @param program null for recordings
 * @param version empty when unknown
 * @param dbBuilt when its database was built, null when unknown
 * @param dbLive true when it asked a service instead of a database of its own
 */
record ScanRun(String program, String version, Instant dbBuilt, boolean dbLive) {
    static ScanRun none() {
        return new ScanRun(null, "", null, false);
    }
}
