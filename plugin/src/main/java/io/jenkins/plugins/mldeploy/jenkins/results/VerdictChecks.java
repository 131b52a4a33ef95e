package io.jenkins.plugins.mldeploy.jenkins.results;

import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.checks.api.ChecksConclusion;
import io.jenkins.plugins.checks.api.ChecksDetails;
import io.jenkins.plugins.checks.api.ChecksOutput;
import io.jenkins.plugins.checks.api.ChecksPublisherFactory;
import io.jenkins.plugins.checks.api.ChecksStatus;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteListener;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.util.List;
import jenkins.model.Jenkins;
import jenkins.util.Timer;
import org.jenkinsci.plugins.variant.OptionalExtension;

/**
 * With the Checks API plugin, and one that publishes for the source's host (for example GitHub Checks): each step that ends is a check of the commit, named after the step and its id. {@code NOT_EVALUATED} is never a success there.
 */
@OptionalExtension(requirePlugins = "checks-api")
public final class VerdictChecks implements SuiteListener {
    private static final int MOST = 20;
    private static final int LONGEST = 500;

    @Override
    public void ended(Run<?, ?> run, String step, String id, StepResult result) {
        ChecksDetails details = details(run, step, id, result);
        // It may take a call to another system; no step waits for that.
        Timer.get().execute(() -> ChecksPublisherFactory.fromRun(run, TaskListener.NULL)
                .publish(details));
    }

    static ChecksDetails details(Run<?, ?> run, String step, String id, StepResult result) {
        ChecksDetails.ChecksDetailsBuilder details = new ChecksDetails.ChecksDetailsBuilder()
                .withName("ML Deployment / " + step + " " + id)
                .withStatus(ChecksStatus.COMPLETED)
                .withConclusion(conclusion(result))
                .withOutput(new ChecksOutput.ChecksOutputBuilder()
                        .withTitle(title(result))
                        .withSummary(summary(result))
                        .build());
        if (Jenkins.get().getRootUrl() != null) {
            details.withDetailsURL(run.getAbsoluteUrl() + "mldeploy/");
        }
        return details.build();
    }

    private static ChecksConclusion conclusion(StepResult result) {
        return switch (result.status()) {
            case SUCCESS -> result.verdict() == Verdict.PASS ? ChecksConclusion.SUCCESS : ChecksConclusion.NEUTRAL;
            case UNSTABLE -> ChecksConclusion.NEUTRAL;
            case FAILURE -> ChecksConclusion.FAILURE;
            case ABORTED, NOT_BUILT -> ChecksConclusion.CANCELED;
        };
    }

    private static String title(StepResult result) {
        Object outcome = result.returned().get("outcome");
        return outcome instanceof String text && !text.isEmpty()
                ? result.verdict().name() + ": " + text
                : result.verdict().name();
    }

    /** A list of the reasons, in Markdown. */
    private static String summary(StepResult result) {
        List<Reason> reasons = result.reasons();
        if (reasons.isEmpty()) {
            return "Nothing to complain about.";
        }
        StringBuilder summary = new StringBuilder();
        reasons.stream().limit(MOST).forEach(reason -> summary.append("- ")
                .append(text(reason.code()))
                .append(": ")
                .append(text(reason.text()))
                .append('\n'));
        if (reasons.size() > MOST) {
            summary.append("- and ").append(reasons.size() - MOST).append(" more\n");
        }
        return summary.toString();
    }

    /** What reports and people wrote is text: no character of it means anything to Markdown or HTML. */
    static String text(String plain) {
        String shortened = plain.length() > LONGEST ? plain.substring(0, LONGEST) + "…" : plain;
        return shortened.replaceAll("\\p{Cntrl}+", " ").replaceAll("([\\\\`*_{}\\[\\]()#+\\-.!|<>&~@:])", "\\\\$1");
    }
}
