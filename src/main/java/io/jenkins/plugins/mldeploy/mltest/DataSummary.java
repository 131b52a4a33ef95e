package io.jenkins.plugins.mldeploy.mltest;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * What a data set looks like.
 *
 * @param rows how many it has
 * @param violations how often it breaks its schema
 * @param examples the first {@link SchemaCheck#SHOWN} of them, with their places; for the log, never for the record: they quote data
 * @param unjudged what could not be found out
 * @param metrics {@code data.rows}, {@code data.violations} and those of the columns
 */
record DataSummary(
        long rows, long violations, List<String> examples, List<String> unjudged, Map<String, Double> metrics)
        implements Serializable {
    DataSummary {
        examples = List.copyOf(examples);
        unjudged = List.copyOf(unjudged);
    }
}
