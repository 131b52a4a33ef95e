package io.jenkins.plugins.mldeploy.deploy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * What speaks for and against each strategy, as a table. The command line prints it, and the page of helmDeploy shows the same.
 *
 * @param columns their titles, the name of the strategy first
 * @param rows one a strategy
 */
public record StrategyGuide(List<String> columns, List<List<String>> rows) {
    public StrategyGuide {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
    }

    /** The one of this suite. */
    public static StrategyGuide read() {
        try (InputStream in = StrategyGuide.class.getResourceAsStream("strategies.yaml")) {
            return new ObjectMapper(new YAMLFactory()).readValue(in, StrategyGuide.class);
        } catch (IOException e) {
            throw new UncheckedIOException("the jar is broken: strategies.yaml can't be read", e);
        }
    }

    /** As a table in Markdown. */
    public String markdown() {
        StringBuilder table = new StringBuilder();
        table.append(row(columns));
        table.append("|---".repeat(columns.size())).append("|\n");
        rows.forEach(row -> table.append(row(row)));
        return table.toString();
    }

    private static String row(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }
}
