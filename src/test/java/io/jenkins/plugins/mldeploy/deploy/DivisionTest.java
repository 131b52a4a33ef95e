package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.Test;

/** What a rule of a route becomes while a temporary release has its share. */
public class DivisionTest {
    private static String divided(String rule, int... shares) {
        return ruled(rule, 0, shares);
    }

    private static String ruled(String rule, int mirrored, int... shares) {
        com.fasterxml.jackson.databind.JsonNode node = ToolJson.read(rule);
        for (int share : shares) {
            node = new Division(List.of("api", "grpc"), List.of("api-canary", "grpc-canary"), share, mirrored)
                    .rule(node);
        }
        return String.valueOf(node).replace("\"", "");
    }

    @Test
    public void theOnlyBackendIsSharedInPercentAndTheNextStepForgetsTheLast() {
        String rule = "{\"backendRefs\":[{\"name\":\"api\",\"port\":80,\"weight\":1}]}";
        assertThat(divided(rule, 10))
                .isEqualTo("{backendRefs:[{name:api,port:80,weight:90},{name:api-canary,port:80,weight:10}]}");
        assertThat(divided(rule, 10, 50, 50))
                .isEqualTo("{backendRefs:[{name:api,port:80,weight:50},{name:api-canary,port:80,weight:50}]}");
    }

    @Test
    public void whatOthersHaveStaysInProportion() {
        String rule =
                "{\"backendRefs\":[{\"name\":\"api\",\"weight\":3},{\"name\":\"legacy\"},{\"name\":\"grpc\",\"weight\":0}]}";
        String tenth = "{backendRefs:[{name:api,weight:270},{name:api-canary,weight:30},{name:legacy,weight:100},"
                + "{name:grpc,weight:0},{name:grpc-canary,weight:0}]}";
        assertThat(divided(rule, 10)).isEqualTo(tenth);
        assertThat(divided(rule, 25, 10)).isEqualTo(tenth);
    }

    @Test
    public void aRuleThatLeadsElsewhereIsNoneOfOurs() {
        assertThat(divided("{\"backendRefs\":[{\"name\":\"other\"}]}", 10)).isEqualTo("null");
        assertThat(divided("{\"filters\":[{\"type\":\"RequestRedirect\"}]}", 10))
                .isEqualTo("null");
        assertThat(divided("{\"backendRefs\":[{\"name\":\"api\",\"namespace\":\"elsewhere\"}]}", 10))
                .isEqualTo("null");
        assertThat(divided("{\"backendRefs\":[{\"name\":\"api\",\"kind\":\"Bucket\"}]}", 10))
                .isEqualTo("null");
    }

    @Test
    public void aCopyIsMadeOnceAndOtherFiltersStay() {
        String rule =
                "{\"filters\":[{\"type\":\"RequestMirror\",\"requestMirror\":{\"backendRef\":{\"name\":\"audit\"}}}],"
                        + "\"backendRefs\":[{\"name\":\"api\",\"weight\":1,\"filters\":[]}]}";
        assertThat(ruled(rule, 20, 0, 0))
                .isEqualTo("{filters:[{type:RequestMirror,requestMirror:{backendRef:{name:audit}}},"
                        + "{type:RequestMirror,requestMirror:{backendRef:{name:api-canary},percent:20}}],"
                        + "backendRefs:[{name:api,weight:1,filters:[]}]}");
    }
}
