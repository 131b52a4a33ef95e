package io.jenkins.plugins.mldeploy.cli;

import io.jenkins.plugins.mldeploy.deploy.StrategyGuide;
import io.jenkins.plugins.mldeploy.verdict.NearestName;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Help for a decision. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = "Explains a choice: 'strategies' compares the strategies of helmDeploy.")
final class GuideCommand implements Callable<Integer> {
    private static final List<String> TOPICS = List.of("strategies");

    @Parameters(paramLabel = "TOPIC", description = "strategies")
    private String topic;

    @Override
    public Integer call() {
        if (!TOPICS.contains(topic)) {
            throw new IllegalArgumentException(
                    "there is nothing to explain about '" + topic + "'" + NearestName.hint(topic, TOPICS));
        }
        StrategyGuide guide = StrategyGuide.read();
        for (List<String> row : guide.rows()) {
            System.out.println(row.get(0));
            for (int i = 1; i < row.size(); i++) {
                System.out.println("  %-34s %s".formatted(guide.columns().get(i), row.get(i)));
            }
        }
        return 0;
    }
}
