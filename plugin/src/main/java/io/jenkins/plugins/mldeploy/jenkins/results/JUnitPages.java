package io.jenkins.plugins.mldeploy.jenkins.results;

import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.tasks.junit.JUnitResultArchiver;
import hudson.tasks.test.PipelineTestDetails;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteListener;
import io.jenkins.plugins.mldeploy.step.StepResult;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.variant.OptionalExtension;
import org.jenkinsci.plugins.workflow.actions.ArgumentsAction;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * With the JUnit plugin, and {@code junit: true} in the call of {@code mlTest}: the same reports on Jenkins' own test pages, too. That plugin reads them whole and keeps them with the build, so larger ones are left to the suite's page, and the log
 * says so. What it shows changes no verdict and no result.
 */
@OptionalExtension(requirePlugins = "junit")
public final class JUnitPages implements SuiteListener {
    private static final Logger LOGGER = Logger.getLogger(JUnitPages.class.getName());
    private static final String STEP = "mlTest";
    private static final int MOST_FILES = 200;
    private static final long MOST_BYTES = 20L << 20;

    @Override
    public void ended(StepContext context, Run<?, ?> run, String step, StepResult result) {
        if (!step.equals(STEP)) {
            return;
        }
        try {
            FlowNode node = context.get(FlowNode.class);
            Map<String, Object> call = ArgumentsAction.getArguments(node);
            FilePath directory = context.get(FilePath.class);
            if (Boolean.TRUE.equals(call.get("junit")) && directory != null) {
                publish(context, run, node, patterns(call.get("testResults")), directory);
            }
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "the tests of " + run + " are not on its test pages", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void publish(StepContext context, Run<?, ?> run, FlowNode node, String patterns, FilePath directory)
            throws IOException, InterruptedException {
        TaskListener log = context.get(TaskListener.class);
        if (patterns.isEmpty()) {
            return;
        }
        FilePath[] files = directory.list(patterns);
        long bytes = 0;
        for (int i = 0; i < files.length && i < MOST_FILES; i++) {
            bytes += files[i].length();
        }
        if (files.length > MOST_FILES || bytes > MOST_BYTES) {
            log.getLogger()
                    .println(
                            "junit: %d files with %d bytes or more are too much for Jenkins' test pages (at most %d and %d); they are on the page ML Deployment"
                                    .formatted(files.length, bytes, MOST_FILES, MOST_BYTES));
            return;
        }
        JUnitResultArchiver archiver = new JUnitResultArchiver(patterns);
        archiver.setAllowEmptyResults(true);
        archiver.setSkipMarkingBuildUnstable(true);
        archiver.setSkipPublishingChecks(true);
        PipelineTestDetails details = new PipelineTestDetails();
        details.setNodeId(node.getId());
        JUnitResultArchiver.parseAndSummarize(archiver, details, run, directory, context.get(Launcher.class), log);
    }

    private static String patterns(Object given) {
        if (given instanceof List<?> several) {
            return String.join(",", several.stream().map(String::valueOf).toList());
        }
        return given instanceof CharSequence one ? one.toString() : "";
    }
}
