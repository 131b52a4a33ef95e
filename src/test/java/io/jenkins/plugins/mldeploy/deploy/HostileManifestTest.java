package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What a hostile or broken chart may render: an error with its place, or every image in it; never an apply. */
public class HostileManifestTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static List<String> images(String manifest) throws UnreadableReport {
        return ManifestReader.read("helm template", manifest).rendered().images();
    }

    private static String pod(String spec) {
        return "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: " + spec + "\n";
    }

    private static Map<String, String> unreadable() {
        Map<String, String> inputs = new LinkedHashMap<>();
        inputs.put("empty", "");
        inputs.put("blank", " \n\t\n");
        inputs.put("only separators", "---\n---\n---\n");
        inputs.put("only comments", "---\n# nothing\n---\n# here\n");
        inputs.put("an error document", "Error: rendering failed\n");
        inputs.put("JSON error", "{\"error\": \"no such chart\"}");
        inputs.put("a list", "- a\n- b\n");
        inputs.put("a scalar", "kind\n");
        inputs.put("kind is a number's text in a list", "apiVersion: v1\nkind: [Pod]\n");
        inputs.put("truncated in a string", "apiVersion: v1\nkind: \"Po");
        inputs.put("truncated in a flow", "apiVersion: v1\nkind: Pod\nspec: {containers: [{image: ");
        inputs.put("NUL", "apiVersion: v1\nkind: Pod\u0000\n");
        inputs.put("escape character", "apiVersion: v1\nkind: Pod\nx: \u001b[31m\n");
        inputs.put("UTF-16 read as text", "\u00ff\u00fea\u0000p\u0000i\u0000");
        inputs.put("a name twice hides the first image", pod("{containers: [{image: evil:1, image: good:1}]}"));
        inputs.put("containers twice", pod("{containers: [{image: evil:1}], containers: [{image: good:1}]}"));
        inputs.put("100,000 levels", "kind: Pod\nx: " + "[".repeat(100_000) + "]".repeat(100_000));
        inputs.put("100,000 levels of maps", "kind: Pod\nx: " + "{a: ".repeat(100_000));
        inputs.put("200 levels of blocks", "kind: Pod\n" + nested(200));
        inputs.put("alias bomb", "kind: Pod\na: &a [x,x]\n" + bomb());
        inputs.put("unknown alias", "kind: Pod\nspec: *nobody\n");
        inputs.put("a Java type", "kind: Pod\nspec: !!javax.script.ScriptEngineManager [x]\n");
        inputs.put("a local tag", "kind: Pod\nspec: !evil {containers: []}\n");
        inputs.put("binary image", pod("{containers: [{image: !!binary ZXZpbDox}]}"));
        inputs.put("binary kind", "apiVersion: v1\nkind: !!binary U2VjcmV0\n");
        inputs.put("a map as name", "apiVersion: v1\nkind: Pod\n? {a: b}\n: c\n");
        inputs.put("a null name", "apiVersion: v1\nkind: Pod\n~: c\n");
        inputs.put("no image", pod("{containers: [{name: a}]}"));
        inputs.put("an image that is a map", pod("{containers: [{image: {repository: a}}]}"));
        inputs.put("an image with blanks", pod("{containers: [{image: 'a b'}]}"));
        inputs.put("an image with an option", pod("{containers: [{image: '--privileged'}]}"));
        inputs.put("an image with a line break", pod("{containers: [{image: \"a:1\\nb\"}]}"));
        inputs.put(
                "an image with a digest of another kind",
                pod("{containers: [{image: 'a@sha512:" + "1".repeat(128) + "'}]}"));
        inputs.put("an image with a short digest", pod("{containers: [{image: 'a@sha256:111'}]}"));
        inputs.put("an upper case image", pod("{containers: [{image: Registry/API}]}"));
        inputs.put("a container that is a text", pod("{containers: [evil:1]}"));
        inputs.put("tabs", "kind: Pod\n\tspec: 1\n");
        inputs.put("two documents after an end mark", "apiVersion: v1\nkind: Pod\n...\nkind: Pod\n");
        inputs.put("a directive", "%YAML 9.9\n---\nkind: Pod\n");
        inputs.put("three dashes and more", "kind: Pod\n---evil: [\n");
        inputs.put("more objects than any chart", "---\napiVersion: v1\nkind: Service\n".repeat(10_001));
        inputs.put("a list as image volume", pod("{volumes: [{image: {reference: [a]}}]}"));
        return inputs;
    }

    private static String nested(int levels) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < levels; i++) {
            text.append(" ".repeat(i)).append("a:\n");
        }
        return text.append(" ".repeat(levels)).append("b\n").toString();
    }

    private static String bomb() {
        StringBuilder text = new StringBuilder();
        char before = 'a';
        for (char name = 'b'; name < 'm'; name++) {
            text.append(name).append(": &").append(name).append(" [");
            text.append(("*" + before + ",").repeat(9)).append("x]\n");
            before = name;
        }
        return text.toString();
    }

    @Test
    public void whatCanNotBeUnderstoodIsAnErrorThatNamesTheCommand() {
        assertThat(unreadable()).hasSizeGreaterThan(40);
        unreadable().forEach((name, manifest) -> assertThatThrownBy(() -> images(manifest))
                .as(name)
                .isInstanceOfSatisfying(UnreadableReport.class, error -> {
                    assertThat(error.code()).as(name).startsWith("MANIFEST_");
                    assertThat(error.getMessage())
                            .as(name)
                            .startsWith("helm template:")
                            .hasSizeLessThan(700);
                    assertThat(error.getMessage()).as(name).doesNotContain("\u001b", "\n");
                }));
    }

    @Test
    public void noneOfThemIsApplied() throws Exception {
        int i = 0;
        for (Map.Entry<String, String> each : unreadable().entrySet()) {
            try (Rig rig = new Rig(folder.newFolder("rig" + i++).toPath(), new MemoryStore())) {
                rig.cluster.charts.put("charts/api", each.getValue());
                StepResult result = rig.deploy(Rig.api("image", null));
                assertThat(result.verdict()).as(each.getKey()).isEqualTo(Verdict.NOT_EVALUATED);
                assertThat(result.status()).as(each.getKey()).isEqualTo(RunStatus.FAILURE);
                assertThat(rig.cluster.commands)
                        .as(each.getKey())
                        .noneMatch(command -> command.startsWith("helm upgrade"));
            }
        }
    }

    @Test
    public void anImageIsFoundWhereverItHides() throws Exception {
        Map<String, String> hidden = new LinkedHashMap<>();
        hidden.put("init container", pod("{initContainers: [{image: found:1}]}"));
        hidden.put("ephemeral container", pod("{ephemeralContainers: [{image: found:1}]}"));
        hidden.put(
                "CronJob",
                "apiVersion: batch/v1\nkind: CronJob\nspec: {jobTemplate: {spec: {template: {spec: {containers: [{image: found:1}]}}}}}\n");
        hidden.put(
                "hook",
                "apiVersion: batch/v1\nkind: Job\nmetadata: {annotations: {helm.sh/hook: pre-install}}\nspec: {template: {spec: {containers: [{image: found:1}]}}}\n");
        hidden.put(
                "list",
                "apiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: Pod, spec: {containers: [{image: found:1}]}}]\n");
        hidden.put("alias of a text", "apiVersion: v1\nkind: Pod\nx: &i found:1\nspec: {containers: [{image: *i}]}\n");
        hidden.put("alias of a map", "apiVersion: v1\nkind: Pod\nx: &c [{image: found:1}]\nspec: {containers: *c}\n");
        hidden.put(
                "merge key",
                "apiVersion: v1\nkind: Pod\nx: &c {image: found:1}\nspec: {containers: [{<<: *c, name: a}]}\n");
        hidden.put(
                "block text as image",
                "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: >-\n      found:1\n");
        hidden.put("escaped name", pod("{\"conta\\x69ners\": [{\"im\\x61ge\": found:1}]}"));
        hidden.put(
                "unknown kind with containers",
                "apiVersion: example.com/v1\nkind: Thing\nspec: {deep: {containers: [{image: found:1}]}}\n");
        hidden.put(
                "unknown kind with image",
                "apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nspec: {image: found:1}\n");
        hidden.put(
                "unknown kind in a list",
                "apiVersion: v1\nkind: List\nitems: [{apiVersion: a.b/v1, kind: C, spec: {image: found:1}}]\n");
        hidden.put(
                "a kind of somebody else called ConfigMap",
                "apiVersion: evil.io/v1\nkind: ConfigMap\nspec: {image: found:1}\n");
        hidden.put("image volume", pod("{volumes: [{name: v, image: {reference: found:1}}]}"));
        hidden.put("no apiVersion", "kind: Thing\nspec: {image: found:1}\n");
        hidden.put("second document", "apiVersion: v1\nkind: Service\n---\n" + pod("{containers: [{image: found:1}]}"));
        hidden.put("Windows line ends", pod("{containers: [{image: found:1}]}").replace("\n", "\r\n"));
        hidden.put("byte order mark", "\ufeff" + pod("{containers: [{image: found:1}]}"));
        hidden.put(
                "JSON", "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"spec\":{\"containers\":[{\"image\":\"found:1\"}]}}");
        for (Map.Entry<String, String> each : hidden.entrySet()) {
            assertThat(images(each.getValue())).as(each.getKey()).containsExactly("found:1");
        }
    }

    @Test
    public void textThatOnlyLooksLikeAnImageIsNone() throws Exception {
        assertThat(images("apiVersion: v1\nkind: ConfigMap\ndata: {image: found:1, containers: '[{image: evil:1}]'}\n"))
                .isEmpty();
        assertThat(images("apiVersion: networking.k8s.io/v1\nkind: Ingress\nspec: {image: found:1}\n"))
                .isEmpty();
        assertThat(images("apiVersion: grafana.com/v1\nkind: Board\nspec: {image: 'https://x.example/a.png'}\n"))
                .isEmpty();
    }

    @Test
    public void aNumberOfManyDigitsIsNeverConverted() throws Exception {
        assertThat(images("apiVersion: v1\nkind: Service\nx: " + "9".repeat(300_000) + "\ny: !!int "
                        + "9".repeat(300_000)))
                .isEmpty();
    }

    @Test
    public void secretsAreHiddenWhereverTheyAre() throws Exception {
        String text = ManifestReader.read(
                        "helm template",
                        """
                        apiVersion: v1
                        kind: List
                        items:
                        - apiVersion: v1
                          kind: Secret
                          data: &d {password: aHVudGVyMg==}
                          stringData: hunter2
                        # hunter2 in a comment
                        - apiVersion: v1
                          kind: Secret
                          data: *d
                        ---
                        apiVersion: v1
                        kind: Secret
                        metadata: {name: s}
                        stringData:
                          token: |
                            hunter2
                        """)
                .text();
        assertThat(text).contains("password: (hidden)", "token: (hidden)", "name: s");
        assertThat(text).doesNotContain("hunter2", "aHVudGVyMg");
    }
}
