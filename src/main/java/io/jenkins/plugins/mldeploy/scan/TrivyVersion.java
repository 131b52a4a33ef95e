package io.jenkins.plugins.mldeploy.scan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.mldeploy.report.StrictJson;
import java.time.Instant;

/** What {@code trivy version --format json} says; Trivy's reports don't name the date of their database. */
final class TrivyVersion {
    private TrivyVersion() {}

    /** When the vulnerability database was built, null when that can't be seen. */
    static Instant databaseDate(String json) {
        try {
            JsonNode date =
                    StrictJson.mapper().readTree(json).path("VulnerabilityDB").path("UpdatedAt");
            return date.isTextual() ? GrypeReader.instant(date.textValue()) : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
