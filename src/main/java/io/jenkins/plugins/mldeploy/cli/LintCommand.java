package io.jenkins.plugins.mldeploy.cli;

import io.jenkins.plugins.mldeploy.local.ProjectHome;
import io.jenkins.plugins.mldeploy.local.SuiteSteps;
import io.jenkins.plugins.mldeploy.pipeline.StepTable;
import io.jenkins.plugins.mldeploy.pipeline.declarative.Jenkinsfile;
import io.jenkins.plugins.mldeploy.pipeline.declarative.LintReport;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks Jenkinsfiles without running anything of them. */
@Command(
        name = "lint",
        mixinStandardHelpOptions = true,
        description = "Names every error of a Jenkinsfile with line, column and the nearest known name; runs nothing.")
final class LintCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "FILE", description = "A Jenkinsfile, or a directory with one.")
    private List<Path> files;

    @Option(names = "--json", description = "As JSON, for editors and scripts.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        List<Jenkinsfile> checked = new ArrayList<>();
        for (Path file : files) {
            Path jenkinsfile = ProjectHome.of(file, null).jenkinsfile();
            checked.add(check(
                    Files.readString(jenkinsfile), Files.isDirectory(file) ? jenkinsfile.toString() : file.toString()));
        }
        LintReport report = new LintReport(checked);
        if (json) {
            StringWriter text = new StringWriter();
            report.json(text);
            System.out.println(text);
        } else {
            System.out.print(report.text());
            checked.stream()
                    .filter(file -> file.problems().isEmpty())
                    .forEach(file -> System.out.println(file.fileName() + ": no errors"));
        }
        return report.isClean() ? 0 : 1;
    }

    /** With the steps that a run on this machine would know. */
    static Jenkinsfile check(String source, String name) {
        return Jenkinsfile.parse(source, name, StepTable.of(List.of(SuiteSteps::named)));
    }
}
