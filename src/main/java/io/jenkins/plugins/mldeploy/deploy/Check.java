package io.jenkins.plugins.mldeploy.deploy;

import java.util.Locale;

/**
 * One metric that judges a rollout, where its values come from, and when it is good.
 *
 * @param metric its name
 * @param prometheus address of a Prometheus server, null when it comes from elsewhere
 * @param query PromQL, with {@code {release}} for the release that is asked about
 * @param url address of a JSON document, with {@code {release}}, null when it comes from elsewhere
 * @param pointer place of the number in it, a JSON Pointer (RFC 6901)
 * @param command script of the Jenkinsfile's author that prints the number, null when it comes from elsewhere
 * @param evidence {@code id} of an mlTest whose newest metrics count, null when it comes from elsewhere
 * @param min lowest good value, null for none
 * @param max highest good value, null for none
 * @param compare whether the new version is compared with the old
 * @param higherIsBetter for the comparison
 * @param confidence of the comparison, between 0.5 and 1
 * @param tolerance how much worse the new version may be, as a share of the old one's median
 * @param minSamples of each side that a comparison needs
 * @param mustHaveData whether no data at all is inconclusive
 * @param failureLimit how many values may be out of bounds
 */
record Check(
        String metric,
        String prometheus,
        String query,
        String url,
        String pointer,
        String command,
        String evidence,
        Double min,
        Double max,
        boolean compare,
        boolean higherIsBetter,
        double confidence,
        double tolerance,
        int minSamples,
        boolean mustHaveData,
        int failureLimit) {

    /** Whether a value is within the bounds. */
    boolean isGood(double value) {
        return (min == null || value >= min) && (max == null || value <= max);
    }

    /** For people: {@code 0.05 > 0.01}. */
    String broken(double value) {
        return max != null && value > max
                ? number(value) + " > " + number(max)
                : number(value) + " < " + number(min == null ? Double.NaN : min);
    }

    static String number(double value) {
        String text = String.format(Locale.ROOT, "%.6f", value);
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }
}
