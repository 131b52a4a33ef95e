package io.jenkins.plugins.mldeploy.deploy;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A release as it was found, before anything was changed: what helm says about its last revision.
 *
 * @param revision the last one, 0 when the release is not there
 * @param status in Helm's words, empty when it is not there
 * @param lastGood revision that Helm calls deployed, or did once; 0 when there is none
 * @param updatedMillis when Helm wrote that revision, 0 when nobody asked
 * @param chart name, empty when Helm does not say
 * @param version of the chart, empty when Helm does not say
 * @param appVersion of the application, empty when the chart does not say
 * @param how it came about, in Helm's own words, empty when it says nothing
 */
record Found(
        int revision,
        String status,
        int lastGood,
        long updatedMillis,
        String chart,
        String version,
        String appVersion,
        String how) {
    /** Helm prints {@code my-chart-1.2.3-rc.1}: the version begins at the first dash before a number with two dots (semver). */
    private static final Pattern CHART = Pattern.compile("(.+?)-(v?\\d+\\.\\d+\\.\\d+.*)");

    static Found of(HelmHistory history) {
        HelmHistory.Revision last = history.last().orElse(null);
        if (last == null || last.status().equals("uninstalled")) {
            return new Found(0, "", 0, 0, "", "", "", "");
        }
        Matcher chart = CHART.matcher(last.chart());
        boolean split = chart.matches();
        return new Found(
                last.number(),
                last.status(),
                history.lastGood(),
                last.updatedMillis(),
                split ? chart.group(1) : last.chart(),
                split ? chart.group(2) : "",
                last.appVersion(),
                last.how());
    }

    /** A revision that helm calls deployed: what is enough where the journal knows it. */
    static Found deployed(int number) {
        return new Found(number, "deployed", number, 0, "", "", "", "");
    }

    /** Whether all was asked that helm knows about it. */
    boolean isClose() {
        return !isThere() || updatedMillis > 0;
    }

    boolean isThere() {
        return revision > 0;
    }

    /** Helm itself calls it deployed. */
    boolean isGood() {
        return status.equals("deployed");
    }

    boolean isPending() {
        return status.startsWith("pending-");
    }
}
