package io.jenkins.plugins.mldeploy.cli;

import io.jenkins.plugins.mldeploy.acceptance.AcceptanceCase;
import io.jenkins.plugins.mldeploy.acceptance.Play;
import io.jenkins.plugins.mldeploy.acceptance.Scene;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;

/** Each acceptance case on a laptop, through {@code mldeploy run}. The plugin has a test of the same name that plays the same cases in Jenkins. */
@RunWith(Parameterized.class)
public class AcceptanceTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final AcceptanceCase played;

    public AcceptanceTest(AcceptanceCase played) {
        this.played = played;
    }

    /** {@code -Dacceptance.case=NAME} plays one of them. */
    @Parameterized.Parameters(name = "{0}")
    public static List<AcceptanceCase> cases() throws IOException {
        return AcceptanceCase.in(Laptop.cases()).stream()
                .filter(each -> each.name().matches(System.getProperty("acceptance.case", ".*")))
                .toList();
    }

    @Test
    public void holdsOnALaptop() throws Exception {
        try (Scene scene = new Scene(played, folder.getRoot().toPath());
                Laptop laptop = new Laptop()) {
            new Play(scene, laptop, Duration.ofSeconds(Integer.getInteger("acceptance.seconds", 180))).play();
        }
    }
}
