package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.deploy.RouteStatus.Answer;
import org.junit.Test;

/** When a router may be believed that it took a route. */
public class RouteStatusTest {
    private static final String GOOD = condition("Accepted", "True", 5) + "," + condition("ResolvedRefs", "True", 5);

    private static String condition(String type, String status, int observed) {
        return "{\"type\":\"" + type + "\",\"status\":\"" + status
                + "\",\"reason\":\"Because\",\"message\":\"of\\nthat\",\"observedGeneration\":" + observed + "}";
    }

    private static String parent(String name, String conditions) {
        return "{\"parentRef\":{\"group\":\"gateway.networking.k8s.io\",\"kind\":\"Gateway\",\"name\":\"" + name
                + "\"},\"controllerName\":\"example.org/router\",\"conditions\":[" + conditions + "]}";
    }

    private static RouteStatus route(String wanted, String said) {
        return RouteStatus.of(
                ToolJson.read("{\"metadata\":{\"namespace\":\"shop\",\"generation\":5},\"spec\":{\"parentRefs\":["
                        + wanted + "]},\"status\":{\"parents\":[" + said + "]}}"));
    }

    private static RouteStatus door(String conditions) {
        return route("{\"name\":\"door\"}", parent("door", conditions));
    }

    @Test
    public void everyParentMustHaveTakenItAsItIsNow() {
        assertThat(door(GOOD))
                .isEqualTo(new RouteStatus(Answer.CONFIRMED, "", java.util.List.of("example.org/router")));
        assertThat(route("{\"name\":\"door\",\"namespace\":\"shop\"}", parent("door", GOOD))
                        .answer())
                .as("its own namespace may be named or not")
                .isEqualTo(Answer.CONFIRMED);
        RouteStatus second =
                route("{\"name\":\"door\"},{\"name\":\"gate\",\"sectionName\":\"web\"}", parent("door", GOOD));
        assertThat(second.answer()).isEqualTo(Answer.OPEN);
        assertThat(second.why()).isEqualTo("no router said anything about its parent gate/web");
        assertThat(route("{\"name\":\"door\"}", parent("gate", GOOD)).answer())
                .as("what is said about another parent says nothing about this one")
                .isEqualTo(Answer.OPEN);
        assertThat(route("{\"name\":\"door\"}", "").answer()).isEqualTo(Answer.OPEN);
        assertThat(route("", parent("door", GOOD)).answer()).isEqualTo(Answer.REFUSED);
    }

    @Test
    public void whatWasSaidAboutAnOlderGenerationIsNoAnswer() {
        RouteStatus old = door(condition("Accepted", "True", 4) + "," + condition("ResolvedRefs", "True", 5));
        assertThat(old.answer()).isEqualTo(Answer.OPEN);
        assertThat(old.why()).contains("says Accepted of generation 4, the route is at generation 5");
        assertThat(door(condition("Accepted", "False", 4)).answer())
                .as("nor is an old no")
                .isEqualTo(Answer.OPEN);
        assertThat(door(GOOD.replace(",\"observedGeneration\":5", "")).why()).contains("of an unknown generation");
        assertThat(door(condition("Accepted", "True", 5)).why()).contains("says nothing about ResolvedRefs");
    }

    @Test
    public void aNoIsBelievedAtOnceAndAMissingBackendMayStillCome() {
        RouteStatus no = door(condition("Accepted", "False", 5) + "," + condition("ResolvedRefs", "True", 5));
        assertThat(no.answer()).isEqualTo(Answer.REFUSED);
        assertThat(no.why())
                .isEqualTo("router example.org/router for parent door: Accepted is False, Because: of; that");
        assertThat(door(condition("Accepted", "True", 5) + "," + condition("ResolvedRefs", "False", 5))
                        .answer())
                .isEqualTo(Answer.OPEN);
        assertThat(door(condition("Accepted", "Unknown", 5)).answer()).isEqualTo(Answer.OPEN);
        assertThat(door(condition("Accepted", "False", 5).replace("Because", "Pending"))
                        .answer())
                .isEqualTo(Answer.OPEN);
        assertThat(route(
                                "{\"name\":\"door\"},{\"name\":\"gate\"}",
                                parent("door", GOOD) + "," + parent("gate", condition("Accepted", "False", 5)))
                        .answer())
                .as("one no is a no")
                .isEqualTo(Answer.REFUSED);
    }

    @Test
    public void anAnswerThatCanNotBeReadConfirmsNothing() {
        for (String json : new String[] {
            "", "{}", "[]", "{\"spec\":{\"parentRefs\":[{\"name\":\"door\"}]},\"status\":{\"parents\":[{}]}}"
        }) {
            assertThat(RouteStatus.of(ToolJson.read(json)).answer()).as(json).isNotEqualTo(Answer.CONFIRMED);
        }
    }
}
