package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The last revision of a release, as {@code helm get all --template} prints it: its number, its status, and from the second line on its manifest. One call in place of a history and a manifest.
 *
 * @param source for people: the command
 * @param number 1 or more
 * @param status in Helm's words
 */
record LatestRevision(String source, int number, String status, String manifest) {
    /** What helm is told to print. Nothing of values and notes, which may hold passwords. */
    static final String TEMPLATE = "{{.Release.Version}} {{.Release.Info.Status}}{{\"\\n\"}}{{.Release.Manifest}}";

    private static final Pattern HEAD = Pattern.compile("([1-9][0-9]{0,8}) ([a-z-]{1,20})");

    static LatestRevision read(String source, String text) throws UnreadableReport {
        int end = text.indexOf('\n');
        Matcher head = HEAD.matcher(end < 0 ? text : text.substring(0, end));
        if (!head.matches()) {
            throw new UnreadableReport(
                    "RELEASE_MALFORMED", source, "does not begin with the number and the status of a revision");
        }
        return new LatestRevision(
                source, Integer.parseInt(head.group(1)), head.group(2), end < 0 ? "" : text.substring(end + 1));
    }

    /** As the helm that wrote it printed it. */
    static LatestRevision of(PrintedRelease printed) {
        return new LatestRevision("helm upgrade --output json", printed.number(), printed.status(), printed.manifest());
    }

    boolean isDeployed() {
        return status.equals("deployed");
    }

    List<KubeObject> objects() throws UnreadableReport {
        return KubeObject.list(source, manifest);
    }
}
