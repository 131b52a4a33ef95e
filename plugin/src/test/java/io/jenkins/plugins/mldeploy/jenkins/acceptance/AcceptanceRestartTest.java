package io.jenkins.plugins.mldeploy.jenkins.acceptance;

import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.mldeploy.acceptance.AcceptanceCase;
import io.jenkins.plugins.mldeploy.acceptance.Play;
import io.jenkins.plugins.mldeploy.acceptance.Scene;
import io.jenkins.plugins.mldeploy.jenkins.host.TimeOfTests;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.JenkinsSessionRule;

/** The acceptance cases in which the controller restarts. */
@RunWith(Parameterized.class)
public class AcceptanceRestartTest {
    private static final int PATIENCE_MINUTES = 10;

    @Rule
    public final JenkinsSessionRule sessions = new JenkinsSessionRule();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final AcceptanceCase played;

    public AcceptanceRestartTest(AcceptanceCase played) {
        this.played = played;
    }

    @Parameterized.Parameters(name = "{0}")
    public static List<AcceptanceCase> cases() throws IOException {
        return Controller.cases().stream()
                .filter(each -> each.script().restarts())
                .toList();
    }

    /** One controller after the other, while the case is played on this thread. */
    private final class Sessions {
        private CompletableFuture<Void> mayEnd;
        private CompletableFuture<Void> ended;

        JenkinsRule begin() throws Exception {
            CompletableFuture<JenkinsRule> begun = new CompletableFuture<>();
            CompletableFuture<Void> end = new CompletableFuture<>();
            CompletableFuture<Void> over = new CompletableFuture<>();
            Thread thread = new Thread(
                    () -> {
                        try {
                            sessions.then(jenkins -> {
                                begun.complete(jenkins);
                                end.get();
                            });
                            over.complete(null);
                        } catch (Throwable e) {
                            begun.completeExceptionally(e);
                            over.completeExceptionally(e);
                        }
                    },
                    "session of Jenkins");
            thread.start();
            mayEnd = end;
            ended = over;
            return begun.get(PATIENCE_MINUTES, TimeUnit.MINUTES);
        }

        void end() throws Exception {
            mayEnd.complete(null);
            ended.get(PATIENCE_MINUTES, TimeUnit.MINUTES);
        }
    }

    @Test
    public void holdsInJenkins() throws Exception {
        Sessions one = new Sessions();
        JenkinsRule jenkins = one.begin();
        Path bin = folder.getRoot().toPath().resolve("bin");
        Controller controller = new Controller(jenkins, () -> {
            one.end();
            return one.begin();
        });
        // This thread is none of Jenkins'.
        try (Scene scene = new Scene(played, folder.newFolder().toPath());
                ACLContext system = ACL.as2(ACL.SYSTEM2)) {
            Controller.addAgent(jenkins, bin);
            Controller.use(bin, scene);
            new Play(scene, controller, Duration.ofMinutes(4)).play();
        } finally {
            TimeOfTests.set(Clock.systemUTC());
            one.end();
        }
    }
}
