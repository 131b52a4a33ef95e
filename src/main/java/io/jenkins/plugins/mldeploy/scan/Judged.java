package io.jenkins.plugins.mldeploy.scan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * A line of the findings payload: one finding and what became of it. A flat shape, for {@code jq} and for the comparison with a later scan.
 *
 * @param id as in {@link Finding}, like all up to {@code purl}
 * @param fate what became of it
 * @param why in words, empty for what simply counts
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record Judged(
        String id,
        List<String> aliases,
        @JsonProperty("package") String packageName,
        String version,
        String fixedIn,
        Severity severity,
        Double cvss,
        String target,
        String purl,
        Fate fate,
        String why) {

    Judged {
        aliases = aliases == null ? List.of() : List.copyOf(aliases);
        version = version == null ? "" : version;
        fixedIn = fixedIn == null ? "" : fixedIn;
        packageName = packageName == null ? "" : packageName;
        target = target == null ? "" : target;
        why = why == null ? "" : why;
        if (id == null || severity == null || fate == null) {
            throw new IllegalArgumentException("a finding needs id, severity and fate");
        }
    }

    static Judged of(Finding finding, Suppressions.Decision decision) {
        return new Judged(
                finding.id(),
                finding.aliases(),
                finding.packageName(),
                finding.version(),
                finding.fixedIn(),
                finding.severity(),
                finding.cvss(),
                finding.target(),
                finding.purl(),
                decision.fate(),
                decision.why());
    }

    Finding finding() {
        return new Finding(id, aliases, packageName, version, fixedIn, severity, cvss, target, purl);
    }
}
