package io.jenkins.plugins.mldeploy.jenkins.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.Before;
import org.junit.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The pod that {@code docs/jenkins.md} shows. */
public class PodTemplateTest {
    private Map<?, ?> spec;
    private String jenkinsfile;

    @Before
    public void isRead() throws Exception {
        String page = Files.readString(Path.of("../docs/jenkins.md"));
        String section = page.substring(page.indexOf("## In a pod"), page.indexOf("## Credentials of an environment"));
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        Map<String, Object> pod = new Yaml(new SafeConstructor(options)).load(block(section, "```yaml\n"));
        assertThat(pod).containsEntry("kind", "Pod").containsEntry("apiVersion", "v1");
        spec = (Map<?, ?>) pod.get("spec");
        jenkinsfile = block(section, "```groovy\n");
    }

    private static String block(String text, String fence) {
        String after = text.substring(text.indexOf(fence) + fence.length());
        return after.substring(0, after.indexOf("```"));
    }

    private List<?> containers() {
        return (List<?>) spec.get("containers");
    }

    @Test
    public void everyContainerThatTheJenkinsfileEntersIsThereAndNoOther() {
        assertThat(containers())
                .extracting(each -> ((Map<?, ?>) each).get("name"))
                .allSatisfy(name -> assertThat(jenkinsfile).contains("container('" + name + "')"));
        assertThat(jenkinsfile.split("container\\('", -1)).hasSize(containers().size() + 1);
    }

    @Test
    public void thereAreHelmAndKubectlSyftAndAScanner() {
        assertThat(containers())
                .extracting(each -> String.valueOf(((Map<?, ?>) each).get("image")))
                .anyMatch(image -> image.contains("helm-kubectl"))
                .anyMatch(image -> image.contains("syft"))
                .anyMatch(image -> image.contains("grype"))
                .allMatch(image -> image.matches("registry\\.example/.+:[0-9.]+"));
    }

    @Test
    public void nobodyIsRootAndNobodyGetsMoreThanItHas() {
        Map<?, ?> pod = (Map<?, ?>) spec.get("securityContext");
        assertThat(pod.get("runAsNonRoot")).isEqualTo(true);
        assertThat((Integer) pod.get("runAsUser")).isPositive();
        assertThat(spec.get("automountServiceAccountToken")).isEqualTo(false);
        for (Object each : containers()) {
            Map<?, ?> own = (Map<?, ?>) ((Map<?, ?>) each).get("securityContext");
            assertThat(own.get("allowPrivilegeEscalation")).isEqualTo(false);
            assertThat(own.get("capabilities")).isEqualTo(Map.of("drop", List.of("ALL")));
            assertThat(own.containsKey("privileged")).isFalse();
            assertThat(own.containsKey("runAsUser")).isFalse();
        }
    }

    @Test
    public void eachAsksForWhatItNeedsAndHasALimitOfMemory() {
        for (Object each : containers()) {
            Map<?, ?> resources = (Map<?, ?>) ((Map<?, ?>) each).get("resources");
            assertThat(((Map<?, ?>) resources.get("requests")).containsKey("cpu"))
                    .isTrue();
            assertThat(((Map<?, ?>) resources.get("requests")).containsKey("memory"))
                    .isTrue();
            assertThat(((Map<?, ?>) resources.get("limits")).containsKey("memory"))
                    .isTrue();
            assertThat(((Map<?, ?>) each).get("command")).isEqualTo(List.of("sleep", "infinity"));
        }
    }
}
