package io.jenkins.plugins.mldeploy.jenkins;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import hudson.remoting.Callable;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import jenkins.MasterToSlaveFileCallable;
import org.junit.Test;

/** Holds the plugin's part of the map in {@code docs/architecture.md}. */
public class PluginArchitectureTest {
    private static final String ROOT = "io.jenkins.plugins.mldeploy.jenkins.";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.jenkins.plugins.mldeploy.jenkins");
    /** Package of each step to its class. */
    private static final Map<String, String> STEPS = Map.of(
            "mltest", "MlTestStep",
            "scan", "ContainerScanStep",
            "sbom", "GenerateSbomStep",
            "deploy", "HelmDeployStep",
            "gate", "ApproveGateStep");

    @Test
    public void everyStepHasItsAdapterPackageAndItsForm() {
        STEPS.forEach((folder, name) -> {
            classes()
                    .that()
                    .haveFullyQualifiedName(ROOT + folder + "." + name)
                    .should()
                    .beAssignableTo(SuiteStep.class)
                    .check(CLASSES);
            assertThat(Path.of("src/main/resources", (ROOT + folder).replace('.', '/'), name, "config.jelly"))
                    .isRegularFile();
        });
    }

    @Test
    public void theAdapterParsesNothingTalksToNoServerAndStartsNoProgram() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "com.fasterxml..",
                        "org.yaml..",
                        "javax.xml.stream..",
                        "javax.xml.parsers..",
                        "org.xml.sax..",
                        "java.net.http..",
                        "groovy..",
                        "org.codehaus.groovy..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.ProcessBuilder")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.net.HttpURLConnection")
                .check(CLASSES);
    }

    @Test
    public void theHostKnowsNoStepAndNoPage() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "host..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        STEPS.keySet().stream().map(name -> ROOT + name + "..").toArray(String[]::new))
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + "policy..", ROOT + "dashboard..", ROOT + "git..", ROOT + "docker..")
                .check(CLASSES);
    }

    @Test
    public void thePackagesHaveNoCycles() {
        slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    public void whatCrossesTheChannelGoesFromControllerToAgentOnly() {
        classes()
                .that()
                .areAssignableTo(Callable.class)
                .or()
                .areAssignableTo(hudson.FilePath.FileCallable.class)
                .should()
                .beAssignableTo(MasterToSlaveFileCallable.class)
                .check(CLASSES);
    }

    @Test
    public void namesSayWhatAThingIs() {
        for (String empty : List.of("Util", "Utils", "Helper", "Manager", "Impl")) {
            noClasses()
                    .that()
                    // Jenkins looks for descriptors by that name.
                    .doNotHaveSimpleName("DescriptorImpl")
                    .should()
                    .haveSimpleNameEndingWith(empty)
                    .check(CLASSES);
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
}
