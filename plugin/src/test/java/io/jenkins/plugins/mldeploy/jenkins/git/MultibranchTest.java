package io.jenkins.plugins.mldeploy.jenkins.git;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import hudson.slaves.EnvironmentVariablesNodeProperty;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.jenkins.gate.WaitingRun;
import io.jenkins.plugins.mldeploy.jenkins.gate.WaitingRun.WebResponse;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteHome;
import io.jenkins.plugins.mldeploy.jenkins.host.Tools;
import io.jenkins.plugins.mldeploy.jenkins.policy.MlDeploymentConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import jenkins.branch.BranchSource;
import jenkins.plugins.git.GitSCMSource;
import jenkins.plugins.git.traits.BranchDiscoveryTrait;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.jvnet.hudson.test.JenkinsRule;

/** A multibranch project: each branch is a job of its own, its Jenkinsfile and its commit come from the source. */
public class MultibranchTest {
    private static final String IMAGE = "registry.example/api@sha256:" + "a".repeat(64);
    private static final String JENKINSFILE = "node('built-in') { checkout scm\n"
            + "writeFile file: 't.xml', text: \"<testsuite><testcase classname='a' name='b'/></testsuite>\"\n"
            + "mlTest id: 'unit', testResults: 't.xml'\n"
            + "helmDeploy id: 'prod', environment: 'production', release: 'api', chart: 'chart', image: '" + IMAGE
            + "', dryRun: true }\n";

    @Rule
    public JenkinsRule jenkins = new JenkinsRule();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    {
        // A busy machine starts its first Jenkins in minutes.
        jenkins.timeout = 900;
    }

    private static Entry newest(String step, String job) throws Exception {
        try (Stream<Entry> entries =
                SuiteHome.journal().find(EvidenceQuery.ofStep(step).job(job))) {
            return entries.findFirst().orElseThrow();
        }
    }

    @Test
    public void aBranchOfTheSourceIsTheBranchOfItsEvidenceAndAPlanIsPromotedAtItsRevision() throws Exception {
        WaitingRun world = new WaitingRun(jenkins);
        MlDeploymentConfiguration.get()
                .replace(
                        "environments: [{name: production, jobs: [shop/main], branches: [main], requiredEvidence: [{step: mlTest}]}]");
        Tools tools = new Tools(folder.getRoot().toPath().resolve("bin")).withHelm(IMAGE);
        // What the label of the image names, the commit's evidence counts for.
        jenkins.jenkins
                .getGlobalNodeProperties()
                .add(new EnvironmentVariablesNodeProperty(new EnvironmentVariablesNodeProperty.Entry(
                        "PATH+FAKE", tools.folder().toString())));
        GitSources sources = new GitSources(folder.newFolder("sources"), JENKINSFILE);
        String head = sources.commit();
        tools.with(
                "podman",
                "echo '[{\"Digest\": \"sha256:" + "a".repeat(64)
                        + "\", \"Labels\": {\"org.opencontainers.image.revision\": \"" + head + "\"}}]'");
        sources.commit("feature");
        WorkflowMultiBranchProject project = jenkins.createProject(WorkflowMultiBranchProject.class, "shop");
        GitSCMSource source = new GitSCMSource(sources.remote());
        source.setTraits(List.of(new BranchDiscoveryTrait()));
        project.getSourcesList().add(new BranchSource(source));
        project.scheduleBuild2(0).getFuture().get();
        jenkins.waitUntilNoActivity();

        WorkflowJob main = project.getItem("main");
        assertThat(main)
                .as(() -> {
                    try {
                        return Files.readString(
                                project.getIndexing().getLogFile().toPath());
                    } catch (IOException e) {
                        return e.toString();
                    }
                })
                .isNotNull();
        WorkflowRun run = main.getLastBuild();
        world.finished(run, Result.SUCCESS);
        Entry test = newest("mlTest", "shop/main");
        assertThat(test.evidence().origin().branch()).isEqualTo("main");
        assertThat(test.evidence().origin().commit()).isEqualTo(head);
        assertThat(test.evidence().origin().fromScm()).isTrue();
        assertThat(test.evidence().subject().value()).isEqualTo("git:" + head);
        assertThat(newest("mlTest", "shop/feature").evidence().origin().branch())
                .isEqualTo("feature");
        assertThat(String.valueOf(newest("helmDeploy", "shop/feature")
                        .evidence()
                        .details()
                        .get("missing")))
                .contains("JOB_NOT_LISTED")
                .contains("BRANCH_NOT_ALLOWED");

        String plan = String.valueOf(
                newest("helmDeploy", "shop/main").evidence().details().get("deploymentId"));
        sources.commit("main");
        WebResponse asked = world.post("admin", "mldeploy/deployments/" + plan + "/promote", null);
        assertThat(asked.getStatusCode()).as(asked.getContentAsString()).isEqualTo(201);
        jenkins.waitUntilNoActivity();

        WorkflowRun promotion = main.getLastBuild();
        assertThat(promotion.getNumber()).isEqualTo(2);
        world.finished(promotion, Result.SUCCESS);
        Entry deployed = newest("helmDeploy", "shop/main");
        assertThat(deployed.evidence().details()).containsEntry("outcome", "rehearsed");
        assertThat(deployed.evidence().origin().commit()).isEqualTo(head);
        assertThat(deployed.evidence().origin().branch()).isEqualTo("main");
    }
}
