package io.jenkins.plugins.mldeploy.cli;

import io.jenkins.plugins.mldeploy.local.SuiteSteps;
import io.jenkins.plugins.mldeploy.step.Parameter;
import io.jenkins.plugins.mldeploy.step.StepDescription;
import io.jenkins.plugins.mldeploy.verdict.NearestName;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Help for Jenkinsfile authors: the suite's steps and their parameters. */
@Command(
        name = "steps",
        mixinStandardHelpOptions = true,
        description = "Lists the suite's steps, or the parameters of one.")
final class StepsCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "STEP", description = "Name of a step.")
    private String step;

    @Override
    public Integer call() {
        List<StepDescription> steps = SuiteSteps.descriptions();
        if (step == null) {
            steps.forEach(one -> System.out.println("%-14s %s".formatted(one.step(), one.summary())));
            return 0;
        }
        StepDescription found = steps.stream()
                .filter(one -> one.step().equals(step))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no step of the suite is called '" + step + "'"
                        + NearestName.hint(
                                step, steps.stream().map(StepDescription::step).toList())));
        System.out.println(found.step() + ": " + found.summary());
        print(found.parameters(), "  ");
        System.out.println("returns");
        found.returns().forEach(key -> System.out.println("  %-22s %s".formatted(key.name(), key.help())));
        return 0;
    }

    private static void print(List<Parameter> parameters, String indent) {
        for (Parameter parameter : parameters) {
            String type = parameter.values().isEmpty()
                    ? parameter.type().name().toLowerCase(Locale.ROOT)
                    : String.join(" | ", parameter.values());
            String rest = parameter.required()
                    ? ", required"
                    : parameter.defaultValue() == null ? "" : ", default " + parameter.defaultValue();
            System.out.println("%s%-22s %s%s".formatted(indent, parameter.name(), type, rest));
            System.out.println(indent + "    " + parameter.help());
            if (parameter.example() != null) {
                System.out.println(indent + "    " + parameter.example());
            }
            print(parameter.fields(), indent + "    ");
        }
    }
}
