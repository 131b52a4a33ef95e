package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
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
    public void keepsClustersAndContextsAndNobodyWhoCouldLogIn() throws IOException {
        String kept = Kubeconfig.withoutUsers(TEXT);

        Map<String, Object> config = new Yaml().load(kept);
        assertThat(config).containsEntry("current-context", "prod").containsEntry("users", List.of());
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
}
