package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.mldeploy.step.Command;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.Test;
import org.yaml.snakeyaml.Yaml;

public class KubeconfigTest {
    private static final String TEXT =
            """
            apiVersion: v1
            kind: Config
            current-context: prod
            clusters:
              - {name: c1, cluster: {server: "https://k8s.example:6443", certificate-authority-data: QUJD}}
            contexts:
              - {name: prod, context: {cluster: c1, user: deployer, namespace: shop}}
            users:
              - {name: deployer, user: {token: s3cr3t}}
            """;

    @Test
    public void keepsClustersAndContextsAndSomebodyWhomNoClusterKnowsBecauseKubectlAsksTheTerminalForANameOtherwise()
            throws IOException {
        String kept = Kubeconfig.withoutUsers(TEXT);

        Map<String, Object> config = new Yaml().load(kept);
        assertThat(config)
                .containsEntry("current-context", "prod")
                .containsEntry(
                        "contexts",
                        List.of(Map.of(
                                "name",
                                "prod",
                                "context",
                                Map.of("cluster", "c1", "user", "nobody", "namespace", "shop"))))
                .containsEntry(
                        "users",
                        List.of(Map.of("name", "nobody", "user", Map.of("username", "nobody", "password", "none"))));
        assertThat(kept)
                .contains("https://k8s.example:6443", "QUJD", "shop")
                .doesNotContain("s3cr3t")
                .doesNotContain("deployer");
    }

    @Test
    public void aTextThatIsNoKubeconfigIsRefusedWithoutQuotingIt() {
        for (String text :
                List.of("s3cr3t", "", "a: [s3cr3t", "clusters: s3cr3t", "- s3cr3t", "!!java.lang.Object s3cr3t")) {
            assertThatThrownBy(() -> Kubeconfig.withoutUsers(text))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no kubeconfig")
                    .hasMessageNotContaining("s3cr3t")
                    .hasNoCause();
        }
    }

    private static String jwt(String claims) {
        return "e30." + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8))
                + ".c2ln";
    }

    @Test
    public void aServiceAccountAsksForATokenOfItsOwnThatLivesForMinutes() throws IOException {
        String stored = TEXT.replace("s3cr3t", jwt("{\"sub\":\"system:serviceaccount:shop:mldeploy\",\"iss\":\"x\"}"));

        Command request = ClusterToken.request(stored, "prod", ClusterToken.lifetime(Duration.ofSeconds(30)))
                .orElseThrow();

        assertThat(request.argv())
                .containsExactly(
                        "kubectl",
                        "create",
                        "token",
                        "mldeploy",
                        "--namespace",
                        "shop",
                        "--duration",
                        "600s",
                        "--request-timeout",
                        "10s",
                        "--context",
                        "prod");
        assertThat(ClusterToken.request(stored, null, ClusterToken.lifetime(Duration.ofMinutes(11)))
                        .orElseThrow()
                        .argv())
                .contains("660s")
                .doesNotContain("--context");
    }

    @Test
    public void whoIsNoServiceAccountAsksForNone() throws IOException {
        for (String token : List.of(
                "s3cr3t",
                "a.b.c",
                jwt("[]"),
                jwt("{\"sub\":\"ada\"}"),
                jwt("{\"sub\":\"system:serviceaccount:shop:--help\"}"),
                jwt("{\"sub\":\"system:serviceaccount:shop\"}"))) {
            assertThat(ClusterToken.request(TEXT.replace("s3cr3t", token), null, ClusterToken.lifetime(Duration.ZERO)))
                    .as(token)
                    .isEmpty();
        }
        assertThat(ClusterToken.request(TEXT, "elsewhere", ClusterToken.lifetime(Duration.ZERO)))
                .isEmpty();
    }

    @Test
    public void whatKubectlPrintedIsTheOnlyLogin() throws IOException {
        assertThat(ClusterToken.read("error: forbidden")).isEmpty();
        String token = ClusterToken.read("aaa.bbb.c-c_c\n").orElseThrow();

        String kept = ClusterToken.kubeconfig(TEXT, null, token);

        Map<String, Object> config = new Yaml().load(kept);
        assertThat(config)
                .containsEntry("current-context", "prod")
                .containsEntry("users", List.of(Map.of("name", "mldeploy", "user", Map.of("token", "aaa.bbb.c-c_c"))));
        assertThat(kept).contains("https://k8s.example:6443", "shop").doesNotContain("s3cr3t", "deployer");
    }
}
