package io.jenkins.plugins.mldeploy.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.jenkins.plugins.mldeploy.dashboard.Dashboard;
import io.jenkins.plugins.mldeploy.dashboard.GateBoard;
import io.jenkins.plugins.mldeploy.dashboard.PageJson;
import io.jenkins.plugins.mldeploy.dashboard.Said;
import io.jenkins.plugins.mldeploy.gate.Answer;
import io.jenkins.plugins.mldeploy.gate.Gates;
import io.jenkins.plugins.mldeploy.gate.Voter;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;

/** The JSON beside the page, from the journal, the gates and the environments file as they are now. Knows no HTTP but its status numbers. */
final class DashboardApi {
    private static final int RUNS = 50;

    private final ProjectHome project;
    private final Clock clock;
    private final Gates gates;
    private final CurrentJournal journal;

    DashboardApi(ProjectHome project, Clock clock) {
        this.project = project;
        this.clock = clock;
        this.gates = new Gates(project.state(), clock);
        this.journal = new CurrentJournal(project.journal());
    }

    static HttpReply json(int status, Object value) throws JsonProcessingException {
        return new HttpReply(status, HttpReply.JSON, PageJson.write(value));
    }

    static HttpReply message(int status, String text) throws JsonProcessingException {
        return json(status, Map.of("message", text));
    }

    HttpReply overview() throws IOException {
        return json(200, new Dashboard(journal.read(), project.environments()).overview(RUNS));
    }

    HttpReply gates() throws IOException {
        return json(200, board().board(gate -> true));
    }

    /** The difference to what runs now, as it was recorded with the plan. */
    HttpReply difference(String id) throws IOException, HttpReply.Refusal {
        return HttpReply.text(board().difference(id)
                .orElseThrow(() -> new HttpReply.Refusal(404, "there is no difference of a gate " + id)));
    }

    private GateBoard board() throws IOException {
        return new GateBoard(gates, journal.read(), clock);
    }

    /** @param verb {@code approve}, {@code reject}, {@code comment} or {@code withdraw} */
    HttpReply answer(String id, String verb, byte[] body) throws IOException, HttpReply.Refusal {
        Said said;
        Voter voter;
        try {
            said = Said.read(body);
            voter = PracticeIdentity.parse(said.identity()).voter("dashboard on this machine");
        } catch (IllegalArgumentException e) {
            throw new HttpReply.Refusal(400, e.getMessage());
        }
        Answer answer =
                switch (verb) {
                    case "approve" -> gates.vote(id, voter, true, said.text(), project.environments());
                    case "reject" -> gates.vote(id, voter, false, said.text(), project.environments());
                    case "comment" -> gates.comment(id, voter, said.text());
                    case "withdraw" -> gates.withdraw(id, voter);
                    default -> throw new IllegalArgumentException("there is no answer '" + verb + "'");
                };
        return message(answer.kind().status(), answer.text());
    }
}
