package io.jenkins.plugins.mldeploy.jenkins.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteHome;
import io.jenkins.plugins.mldeploy.jenkins.host.TestEnvironments;
import io.jenkins.plugins.mldeploy.policy.ConfigurationRecord;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;

public class ChangedRulesTest {
    @Rule
    public JenkinsRule jenkins = new JenkinsRule();

    {
        // A busy machine starts its first Jenkins in minutes.
        jenkins.timeout = 600;
    }

    @Before
    public void noOtherSource() {
        TestEnvironments.set("");
    }

    @Test
    public void whoSavesARuleIsInTheChainWithTheDifference() throws IOException {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        MlDeploymentConfiguration.get().replace("environments: [{name: production, waitTimer: 1h}]");
        try (ACLContext eve = ACL.as2(User.getById("eve", true).impersonate2())) {
            MlDeploymentConfiguration.get().replace("environments: [{name: production, waitTimer: 5m}]");
        }

        Evidence newest = records("rules").get(0);
        assertThat(newest.details())
                .containsEntry("changedBy", "eve")
                .containsEntry(
                        "changes",
                        List.of("-environment production.waitTimer: PT1H", "+environment production.waitTimer: PT5M"));
        // Saved again without a change: nothing to record.
        MlDeploymentConfiguration.get().replace("environments: [{name: production, waitTimer: 5m}]\n");
        assertThat(records("rules")).hasSize(2);
    }

    @Test
    public void whatAFolderDemandsAndTakesBackIsInTheChain() throws IOException {
        MlDeploymentConfiguration.get().replace("environments: [{name: production, waitTimer: 1h}]");
        Folder folder = jenkins.createProject(Folder.class, "shop");
        assertThat(records("rules, folder shop")).isEmpty();

        folder.addProperty(new FolderDemands("environments: [{name: production, waitTimer: 2h}]"));
        folder.getProperties().remove(FolderDemands.class);

        List<Evidence> records = records("rules, folder shop");
        assertThat(records).hasSize(2);
        assertThat(records.get(0).details().get("changes"))
                .isEqualTo(
                        List.of("-environment production.waitTimer: PT2H", "+environment production.waitTimer: PT1H"));
    }

    private static List<Evidence> records(String id) throws IOException {
        try (Stream<Entry> entries = SuiteHome.journal()
                .find(EvidenceQuery.ofStep(ConfigurationRecord.STEP).id(id))) {
            return entries.map(Entry::evidence).toList();
        }
    }
}
