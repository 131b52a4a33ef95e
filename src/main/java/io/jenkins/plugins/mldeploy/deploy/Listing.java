package io.jenkins.plugins.mldeploy.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.Turn;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Which releases are there? Asked where a call that adopts names none. Temporary releases of a strategy are not listed: they belong to the release that they stand beside. */
record Listing(Deployment deployment) implements DeployState {
    @Override
    public Action action() {
        return new Action.Run(deployment.cli().releases());
    }

    @Override
    public Turn<DeployState> after(Event event) {
        if (!(event instanceof Event.Ran ran)) {
            return failed(event);
        }
        if (!ran.succeeded()) {
            return notJudged(HelmErrors.reason("helm list", ran));
        }
        JsonNode list = ToolJson.readLarge(ran.stdout());
        if (!list.isArray()) {
            return notJudged(new Reason("REPORT_MALFORMED", "helm list: not a list of releases"));
        }
        List<ReleaseRequest> releases = new ArrayList<>();
        List<String> log = new ArrayList<>();
        for (JsonNode each : list) {
            String name = each.path("name").asText("");
            if (RequestReader.isName(name)) {
                releases.add(new ReleaseRequest(name, "", false, null, List.of(), Map.of(), Map.of(), Map.of()));
            } else {
                log.add(
                        "not adopted: " + ManifestReader.shortened(name)
                                + ", a name that this suite can't deploy under; at most 53 lower-case letters, digits and dashes");
            }
        }
        if (releases.isEmpty()) {
            return notJudged(new Reason(
                    "NOT_THERE",
                    "helm knows no release in namespace '" + deployment.opened().namespace()
                            + "', so there is nothing to adopt"));
        }
        return Locking.begin(deployment.asking(deployment.request().of(releases)), log.toArray(String[]::new));
    }
}
