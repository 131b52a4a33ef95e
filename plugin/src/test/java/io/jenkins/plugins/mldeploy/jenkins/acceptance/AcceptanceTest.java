package io.jenkins.plugins.mldeploy.jenkins.acceptance;

import io.jenkins.plugins.mldeploy.acceptance.AcceptanceCase;
import io.jenkins.plugins.mldeploy.acceptance.Play;
import io.jenkins.plugins.mldeploy.acceptance.Scene;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.jvnet.hudson.test.JenkinsRule;

/** Each acceptance case in Jenkins; the engine's test of the same name plays the same cases on a laptop. Those in which the controller restarts are {@link AcceptanceRestartTest}'s. */
@RunWith(Parameterized.class)
public class AcceptanceTest {
    @ClassRule
    public static final JenkinsRule JENKINS = new JenkinsRule();

    @ClassRule
    public static final TemporaryFolder SHARED = new TemporaryFolder();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final AcceptanceCase played;

    public AcceptanceTest(AcceptanceCase played) {
        this.played = played;
    }

    @Parameterized.Parameters(name = "{0}")
    public static List<AcceptanceCase> cases() throws IOException {
        return Controller.cases().stream()
                .filter(each -> !each.script().restarts())
                .toList();
    }

    @BeforeClass
    public static void hasAnAgent() throws Exception {
        Controller.addAgent(JENKINS, bin());
    }

    private static Path bin() {
        return SHARED.getRoot().toPath().resolve("bin");
    }

    @Test
    public void holdsInJenkins() throws Exception {
        Controller controller = new Controller(JENKINS, () -> {
            throw new UnsupportedOperationException("a case with a restart");
        });
        try (Scene scene = new Scene(played, folder.getRoot().toPath())) {
            Controller.use(bin(), scene);
            new Play(scene, controller, Duration.ofMinutes(4)).play();
        } finally {
            controller.leave();
        }
    }
}
