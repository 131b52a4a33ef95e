package io.jenkins.plugins.mldeploy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.jenkins.plugins.mldeploy.step.StepMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.Test;

/** Holds the map of {@code docs/architecture.md}. */
public class ArchitectureTest {
    private static final String ROOT = "io.jenkins.plugins.mldeploy.";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.jenkins.plugins.mldeploy");
    /** Package of each step to its entry class. */
    private static final Map<String, String> STEPS = Map.of(
            "mltest", "MlTest",
            "scan", "ContainerScan",
            "sbom", "GenerateSbom",
            "deploy", "HelmDeploy",
            "gate", "ApproveGate");

    @Test
    public void thePackagesHaveNoCycles() {
        slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    public void verdictAndReportKnowNobody() {
        for (String lowest : List.of("verdict", "report")) {
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + lowest + "..")
                    .should()
                    .dependOnClassesThat(inTheSuiteBut(lowest))
                    .check(CLASSES);
        }
    }

    @Test
    public void featuresDoNotKnowEachOtherNorTheHosts() {
        for (String feature : STEPS.keySet()) {
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + feature + "..")
                    .should()
                    .dependOnClassesThat(
                            inTheSuiteBut(feature, "verdict", "evidence", "policy", "host", "report", "step"))
                    .check(CLASSES);
        }
    }

    @Test
    public void theDashboardReadsTheJournalAndTheGatesAndNothingElse() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "dashboard..")
                .should()
                .dependOnClassesThat(
                        inTheSuiteBut("dashboard", "verdict", "evidence", "policy", "host", "report", "step", "gate"))
                .check(CLASSES);
    }

    @Test
    public void theEngineKnowsNeitherJenkinsNorGroovyNorTheLocalHost() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "local..", ROOT + "pipeline..", ROOT + "cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "hudson..",
                        "jenkins..",
                        "org.jenkinsci..",
                        "groovy..",
                        "org.codehaus.groovy..",
                        "com.cloudbees..",
                        "picocli..",
                        "com.google.common..",
                        ROOT + "local..",
                        ROOT + "pipeline..",
                        ROOT + "cli..")
                .check(CLASSES);
    }

    @Test
    public void xmlAndJsonOfReportsAreReadThroughOneDoorEach() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "report..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("javax.xml.stream.XMLInputFactory")
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("javax.xml.parsers..", "org.xml.sax..", "javax.xml.transform..")
                .check(CLASSES);
    }

    @Test
    public void namesSayWhatAThingIs() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .check(CLASSES);
    }

    @Test
    public void everyStepHasItsEntryItsDescriptionItsPageAndItsPlaceInTheExample() throws IOException {
        String jenkinsfile = Files.readString(Path.of("examples/llm-app/Jenkinsfile"));
        for (Map.Entry<String, String> step : STEPS.entrySet()) {
            String name = step.getValue().substring(0, 1).toLowerCase(java.util.Locale.ROOT)
                    + step.getValue().substring(1);
            classes()
                    .that()
                    .haveFullyQualifiedName(ROOT + step.getKey() + "." + step.getValue())
                    .should()
                    .bePublic()
                    .andShould()
                    .implement(StepMachine.class)
                    .check(CLASSES);
            assertThat(Path.of("src/main/resources/io/jenkins/plugins/mldeploy/step", name + ".yaml"))
                    .isRegularFile();
            assertThat(Path.of("docs/steps", name.toLowerCase(java.util.Locale.ROOT) + ".md"))
                    .isRegularFile();
            assertThat(jenkinsfile).containsPattern("\\b" + name + "[ (]");
        }
    }

    @Test
    public void everyPackageHasADoorPlate() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            List<Path> folders = files.filter(file -> file.toString().endsWith(".java"))
                    .map(Path::getParent)
                    .distinct()
                    .toList();
            assertThat(folders).isNotEmpty().allSatisfy(folder -> assertThat(folder.resolve("package-info.java"))
                    .isRegularFile());
        }
    }

    private static com.tngtech.archunit.base.DescribedPredicate<com.tngtech.archunit.core.domain.JavaClass>
            inTheSuiteBut(String... allowed) {
        return com.tngtech.archunit.base.DescribedPredicate.describe(
                "in the suite but not in " + String.join(", ", allowed),
                type -> type.getPackageName().startsWith(ROOT.substring(0, ROOT.length() - 1))
                        && Stream.of(allowed)
                                .noneMatch(name -> (type.getPackageName() + ".").startsWith(ROOT + name + ".")));
    }
}
