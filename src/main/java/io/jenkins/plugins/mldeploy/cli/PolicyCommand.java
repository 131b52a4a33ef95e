package io.jenkins.plugins.mldeploy.cli;

import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.JournalFileStore;
import io.jenkins.plugins.mldeploy.local.ProjectHome;
import io.jenkins.plugins.mldeploy.policy.Environments;
import io.jenkins.plugins.mldeploy.policy.EnvironmentsFile;
import io.jenkins.plugins.mldeploy.policy.PolicyTrial;
import io.jenkins.plugins.mldeploy.verdict.NearestName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tries rules before they are used. */
@Command(name = "policy", mixinStandardHelpOptions = true, description = "Tries the rules of environments.")
final class PolicyCommand {
    @Command(
            name = "test",
            mixinStandardHelpOptions = true,
            description = {
                "Judges past deployments by the rules of an environment as they are now, or as another file says:",
                "which of them would have been stopped, and why? Changes nothing."
            })
    int test(
            @Mixin Place place,
            @Option(
                            names = {"-e", "--environment"},
                            required = true,
                            paramLabel = "NAME",
                            description = "The environment.")
                    String environment,
            @Option(
                            names = "--environments",
                            paramLabel = "FILE",
                            description = "Rules to try. Default: the project's environments.yaml.")
                    Path file,
            @Option(
                            names = {"-n", "--last"},
                            paramLabel = "N",
                            defaultValue = "50",
                            description = "How many deployments. Default: ${DEFAULT-VALUE}.")
                    int last)
            throws IOException {
        if (last < 1) {
            throw new IllegalArgumentException("--last must be 1 or more");
        }
        ProjectHome project = place.project();
        Environments environments = file == null ? project.environments() : EnvironmentsFile.read(file);
        if (environments.find(environment).isEmpty()) {
            throw new IllegalArgumentException("there is no environment '" + environment + "'"
                    + NearestName.hint(environment, environments.names()));
        }
        List<PolicyTrial.Judged> judged =
                PolicyTrial.run(environments, environment, JournalFileStore.readOnly(project.journal()), last);
        if (judged.isEmpty()) {
            System.out.println(
                    "Nothing was deployed to '" + environment + "' yet, so there is nothing to try the rules on.");
            return 0;
        }
        List<PolicyTrial.Judged> stopped =
                judged.stream().filter(PolicyTrial.Judged::stopped).toList();
        System.out.println(PolicyTrial.sentence(judged));
        for (PolicyTrial.Judged each : stopped) {
            Evidence deployment = each.deployment().evidence();
            System.out.println("  %s, %s, %s"
                    .formatted(
                            deployment.origin().display(),
                            deployment.at().truncatedTo(java.time.temporal.ChronoUnit.SECONDS),
                            deployment.details().get("outcome")));
            each.stoppedBy().forEach(reason -> System.out.println("    " + reason));
        }
        return 0;
    }
}
