package io.jenkins.plugins.mldeploy.cli;

import io.jenkins.plugins.mldeploy.pipeline.StageRecord;
import io.jenkins.plugins.mldeploy.verdict.Durations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The table at the end of a run: stage, time, result, and the verdicts of the suite's steps in it. */
final class StageTable {
    private final List<StageRecord> stages;
    private final Map<String, List<String>> verdicts;

    /** @param verdicts of steps, by name of the stage */
    StageTable(List<StageRecord> stages, Map<String, List<String>> verdicts) {
        this.stages = stages;
        this.verdicts = verdicts;
    }

    List<String> lines() {
        int width = stages.stream()
                .mapToInt(stage -> stage.name().length() + 2 * stage.depth())
                .max()
                .orElse(5);
        List<String> lines = new ArrayList<>();
        String row = "%-" + Math.max(width, 5) + "s  %11s  %-9s  %s";
        lines.add(row.formatted("Stage", "Time", "Result", "Verdicts").stripTrailing());
        for (StageRecord stage : stages) {
            String time = stage.skipped() == null ? Durations.display(stage.duration()) : "–";
            String line = row.formatted(
                    "  ".repeat(stage.depth()) + stage.name(),
                    time,
                    stage.result(),
                    String.join(", ", verdicts.getOrDefault(stage.name(), List.of())));
            lines.add(Terminal.paint(stage.result(), line.stripTrailing()));
        }
        return lines;
    }
}
