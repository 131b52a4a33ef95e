package io.jenkins.plugins.mldeploy.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.mldeploy.report.StrictJson;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The revisions of a release, as {@code helm history --output json} of helm 3 and 4 lists them.
 *
 * @param revisions ascending
 */
record HelmHistory(List<Revision> revisions) {
    /** 256 revisions take a tenth of it. */
    private static final int LONGEST = 512 << 10;

    /** Everything else is what somebody wrote with {@code --description}, or the end of an error: that may hold anything. */
    private static final Pattern HOW =
            Pattern.compile("(Install|Upgrade|Rollback) complete|Rollback to \\d{1,9}|Preparing upgrade");

    private static final Set<String> STATUSES = Set.of(
            "unknown",
            "deployed",
            "uninstalled",
            "superseded",
            "failed",
            "uninstalling",
            "pending-install",
            "pending-upgrade",
            "pending-rollback");

    /**
     * @param number 1 or more
     * @param status in Helm's words
     * @param updatedMillis when it was written
     * @param chart name and version in one, as helm prints them; empty when it does not
     * @param appVersion what the chart says about the application, empty when it says nothing
     * @param how in helm's own words, empty for words that somebody gave
     */
    record Revision(int number, String status, long updatedMillis, String chart, String appVersion, String how) {
        boolean isPending() {
            return status.startsWith("pending-");
        }

        boolean isDeployed() {
            return status.equals("deployed");
        }
    }

    HelmHistory {
        revisions = revisions.stream()
                .sorted(Comparator.comparingInt(Revision::number))
                .toList();
    }

    static HelmHistory none() {
        return new HelmHistory(List.of());
    }

    /** @throws UnreadableReport when it is anything but such a list */
    static HelmHistory read(String json) throws UnreadableReport {
        String source = "helm history";
        if (json.length() > LONGEST) {
            throw new UnreadableReport(
                    "HISTORY_MALFORMED", source, "longer than the 256 revisions that were asked for");
        }
        JsonNode root;
        try {
            root = StrictJson.mapper()
                    .reader()
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(json);
        } catch (JsonProcessingException e) {
            throw StrictJson.unreadable(source, e);
        }
        if (!root.isArray()) {
            throw new UnreadableReport("HISTORY_MALFORMED", source, "not a list of revisions");
        }
        List<Revision> revisions = new ArrayList<>();
        Set<Integer> numbers = new java.util.HashSet<>();
        for (JsonNode each : root) {
            JsonNode number = each.path("revision");
            String status = each.path("status").asText("");
            if (!number.isInt()
                    || number.intValue() < 1
                    || !numbers.add(number.intValue())
                    || !STATUSES.contains(status)) {
                throw new UnreadableReport(
                        "HISTORY_MALFORMED",
                        source,
                        "an entry without a number of its own or with an unknown status: "
                                + ManifestReader.shortened(each));
            }
            String how = each.path("description").asText("");
            revisions.add(new Revision(
                    number.intValue(),
                    status,
                    updated(source, each.path("updated").asText("")),
                    inShort(each.path("chart").asText("")),
                    inShort(each.path("app_version").asText("")),
                    HOW.matcher(how).matches() ? how : ""));
        }
        return new HelmHistory(revisions);
    }

    private static String inShort(String text) {
        return text.length() > 200 ? text.substring(0, 200) + "…" : text;
    }

    private static long updated(String source, String text) throws UnreadableReport {
        try {
            return OffsetDateTime.parse(text).toInstant().toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw new UnreadableReport(
                    "HISTORY_MALFORMED", source, "a revision without a time: " + ManifestReader.shortened(text));
        }
    }

    Optional<Revision> last() {
        return revisions.isEmpty() ? Optional.empty() : Optional.of(revisions.get(revisions.size() - 1));
    }

    int lastNumber() {
        return last().map(Revision::number).orElse(0);
    }

    /** The revision to go back to: the newest that is deployed, else the newest that once was; 0 when there is none. */
    int lastGood() {
        if (last().map(Revision::status).orElse("uninstalled").equals("uninstalled")) {
            return 0;
        }
        return newest("deployed").or(() -> newest("superseded")).orElse(0);
    }

    private Optional<Integer> newest(String status) {
        return revisions.stream()
                .filter(revision -> revision.status().equals(status))
                .map(Revision::number)
                .max(Comparator.naturalOrder());
    }
}
