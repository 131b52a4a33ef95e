package io.jenkins.plugins.mldeploy.jenkins.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import hudson.model.Item;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.jenkins.gate.WaitingRun;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteHome;
import io.jenkins.plugins.mldeploy.jenkins.policy.DeploymentPermissions;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.Rule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.kohsuke.stapler.interceptor.RequirePOST;

/**
 * Every web method × role × {GET, POST, POST without a crumb}, compared with the reviewed table {@code endpoints.txt}. A method that is not in the table fails the test: whoever adds one decides
 * who may call it, and writes that down.
 */
public class EndpointTableTest {
    private static final Path TABLE =
            Path.of("src/test/resources/io/jenkins/plugins/mldeploy/jenkins/dashboard/endpoints.txt");
    private static final List<String> ROLES =
            List.of("anonymous", "outsider", "reader", "bob", "manager", "admin", "deployer");

    @Rule
    public JenkinsRule jenkins = new JenkinsRule();

    {
        // A busy machine starts its first Jenkins in minutes.
        jenkins.timeout = 600;
    }

    /** A line: method, address, then GET/POST/POST without a crumb of each role. */
    private record Row(String method, String address, List<String> statuses) {
        static Row parse(String line) {
            List<String> cells = List.of(line.split("\\s*\\|\\s*"));
            return new Row(cells.get(0).strip(), cells.get(1), cells.subList(2, cells.size()));
        }

        @Override
        public String toString() {
            return method + " | " + address + " | " + String.join(" | ", statuses);
        }
    }

    private static List<Row> table() throws IOException {
        return Files.readAllLines(TABLE).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(Row::parse)
                .toList();
    }

    private static List<JavaMethod> webMethods() {
        return new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.jenkins.plugins.mldeploy.jenkins")
                        .stream()
                        .flatMap(type -> type.getMethods().stream())
                        .filter(method -> method.getName().matches("do[A-Z].*")
                                && method.getModifiers().contains(JavaModifier.PUBLIC)
                                && !method.getModifiers().contains(JavaModifier.STATIC))
                        .toList();
    }

    private static String name(JavaMethod method) {
        String type = method.getOwner().getName();
        return type.substring(type.lastIndexOf('.') + 1).replace('$', '.') + "." + method.getName();
    }

    @Test
    public void everyWebMethodIsInTheTableAndNoOther() throws Exception {
        Set<String> methods = new TreeSet<>();
        webMethods().forEach(method -> methods.add(name(method)));
        Set<String> reviewed = new TreeSet<>();
        table().forEach(row -> reviewed.add(row.method()));

        assertThat(methods).isEqualTo(reviewed);
    }

    @Test
    public void whatChangesSomethingTakesPostOnly() {
        Set<String> posts = new TreeSet<>();
        webMethods().stream()
                .filter(method -> method.isAnnotatedWith(RequirePOST.class))
                .forEach(method -> posts.add(name(method)));

        assertThat(posts)
                .contains("GateResource.doApprove", "GateResource.doReject", "EnvironmentsLink.doConfigSubmit");
        // What is left only reads: these names are reviewed, too.
        Set<String> reads = new TreeSet<>();
        webMethods().stream()
                .filter(method -> !method.isAnnotatedWith(RequirePOST.class))
                .forEach(method -> reads.add(name(method)));
        assertThat(reads)
                .containsExactlyInAnyOrder(
                        "DeploymentsResource.doIndex",
                        "GateResource.doDifference",
                        "GateResource.doIndex",
                        "GatesResource.Api.doJson",
                        "GatesResource.doIndex",
                        "JobPage.doHost",
                        "JobPage.doRuns",
                        "RunPage.doHost",
                        "RunPage.doReport",
                        "SuitePage.doDeployments",
                        "SuitePage.doHost",
                        "SuitePage.doOverview",
                        "SuitePage.doPage",
                        "WaitingPage.doHost");
    }

    /** One that the journal knows, and that is never repeated, because its Jenkinsfile was typed: 409 for who may ask. */
    private static String deploymentOf(WorkflowRun run) throws IOException {
        SuiteHome.journal()
                .append(new Evidence(
                        Subject.commit("c".repeat(40)),
                        "helmDeploy",
                        "prod",
                        Verdict.FAIL,
                        Map.of(),
                        List.of(),
                        Map.of(
                                "environment",
                                "production",
                                "deploymentId",
                                "prod-1-abcdefgh",
                                "outcome",
                                "refused",
                                "unit",
                                "api"),
                        Map.of(),
                        new Origin(run.getParent().getFullName(), run.getNumber(), null, null, false, List.of()),
                        Instant.now()));
        return "prod-1-abcdefgh";
    }

    @Test
    public void everyRoleGetsWhatTheTableSays() throws Exception {
        WaitingRun world = new WaitingRun(jenkins);
        jenkins.createProject(Folder.class, "folder");
        WorkflowRun run = world.start();
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ)
                .everywhere()
                .to("anonymous", "outsider", "reader", "bob", "manager", "deployer")
                .grant(Item.READ)
                .everywhere()
                .to("reader", "bob", "manager", "deployer")
                .grant(DeploymentPermissions.APPROVE)
                .everywhere()
                .to("bob")
                .grant(DeploymentPermissions.DEPLOY)
                .everywhere()
                .to("deployer")
                .grant(DeploymentPermissions.MANAGE_ENVIRONMENTS)
                .everywhere()
                .to("manager"));
        Map<String, String> places = new LinkedHashMap<>();
        places.put("RUN", run.getUrl());
        places.put("JOB", run.getParent().getUrl());
        places.put("DEPLOYMENT", deploymentOf(run));
        places.put("GATE", WaitingRun.gateOf(run).id());

        List<String> measured = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (Row row : table()) {
            expected.add(row.toString());
            String address = row.address();
            for (Map.Entry<String, String> place : places.entrySet()) {
                address = address.replace(place.getKey(), place.getValue());
            }
            List<String> statuses = new ArrayList<>();
            for (String role : ROLES) {
                String user = role.equals("anonymous") ? null : role;
                int get = world.get(user, address).getStatusCode();
                int post = world.post(user, address, null).getStatusCode();
                int bare = user == null ? post : world.postWithoutCrumb(user, address);
                statuses.add(get + "/" + post + "/" + bare);
            }
            measured.add(new Row(row.method(), row.address(), statuses).toString());
        }
        Files.write(Path.of("target/endpoints-measured.txt"), measured);

        assertThat(measured).containsExactlyElementsOf(expected);
        run.doStop();
        jenkins.waitForCompletion(run);
    }
}
