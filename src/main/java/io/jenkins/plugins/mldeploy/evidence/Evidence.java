package io.jenkins.plugins.mldeploy.evidence;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.Serializable;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one step found out about one subject.
 *
 * @param subject what it is about
 * @param step name of the step, for example {@code mlTest}
 * @param id the step's {@code id} in the Jenkinsfile
 * @param verdict what was found
 * @param metrics by dotted name; finite numbers only
 * @param reasons why it is not a plain pass
 * @param details more facts for rules and pages: strings, numbers, booleans, lists and maps of them. Never secrets.
 * @param payloads name (for example {@code sbom}) to the SHA-256, in hex, of a stored payload
 * @param origin the run
 * @param at when it was found
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Evidence(
        Subject subject,
        String step,
        String id,
        Verdict verdict,
        Map<String, Double> metrics,
        List<Reason> reasons,
        Map<String, Object> details,
        Map<String, String> payloads,
        Origin origin,
        Instant at)
        implements Serializable {

    public Evidence {
        if (subject == null || step == null || id == null || verdict == null || origin == null || at == null) {
            throw new IllegalArgumentException("evidence needs subject, step, id, verdict, origin and time");
        }
        TreeMap<String, Double> finite = new TreeMap<>();
        if (metrics != null) {
            metrics.forEach((name, value) -> {
                if (value == null || !Double.isFinite(value)) {
                    throw new IllegalArgumentException("metric '" + name + "' is not a finite number: " + value);
                }
                finite.put(name, value);
            });
        }
        metrics = Collections.unmodifiableMap(finite);
        reasons = reasons == null ? List.of() : List.copyOf(reasons);
        details = details == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(details));
        payloads = payloads == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(payloads));
    }
}
