package io.jenkins.plugins.mldeploy.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.jenkins.plugins.mldeploy.dashboard.Dashboard;
import io.jenkins.plugins.mldeploy.dashboard.DeploymentHistory;
import io.jenkins.plugins.mldeploy.dashboard.GateBoard;
import io.jenkins.plugins.mldeploy.dashboard.PageJson;
import io.jenkins.plugins.mldeploy.dashboard.Said;
import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.evidence.JournalFileStore;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.gate.Answer;
import io.jenkins.plugins.mldeploy.gate.Gates;
import io.jenkins.plugins.mldeploy.gate.Voter;
import io.jenkins.plugins.mldeploy.policy.ConfigurationRecord;
import io.jenkins.plugins.mldeploy.policy.Environments;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The JSON beside the page, from the journal, the gates and the environments file as they are now. Knows no HTTP but its status numbers. */
final class DashboardApi {
    private static final int RUNS = 50;

    private final ProjectHome project;
    private final Clock clock;
    private final Gates gates;
    private final CurrentJournal journal;
    private final EnvironmentsWatch configured;
    private DeploymentHistory history;

    DashboardApi(ProjectHome project, Clock clock) {
        this.project = project;
        this.clock = clock;
        this.gates = new Gates(project.state(), clock);
        this.journal = new CurrentJournal(project.journal());
        this.configured = new EnvironmentsWatch(project, this::record);
    }

    /** A run that is at work has the journal; it records what it meets, and this is tried again. Where there is no journal yet, nothing was ever judged. */
    private boolean record(Environments environments, ConfigurationRecord.Seen seen) {
        if (!Files.isDirectory(project.journal())) {
            return true;
        }
        try {
            if (ConfigurationRecord.changes(journal.read(), environments).isEmpty()) {
                return true;
            }
            Origin dashboard = new Origin(project.job(), 0, null, null, false, List.of());
            try (JournalFileStore store = JournalFileStore.open(project.journal(), warning -> {})) {
                ConfigurationRecord.append(store, environments, seen, dashboard, clock.instant());
                return true;
            }
        } catch (IOException e) {
            // A journal that can't be read or written is told of where the page shows its records; nobody is kept from
            // answering a gate by it.
            return false;
        }
    }

    static HttpReply json(int status, Object value) throws JsonProcessingException {
        return new HttpReply(status, HttpReply.JSON, PageJson.write(value));
    }

    static HttpReply message(int status, String text) throws JsonProcessingException {
        return json(status, Map.of("message", text));
    }

    HttpReply overview() throws IOException {
        return json(200, new Dashboard(history(), configured.read()).overview(RUNS, clock.instant()));
    }

    HttpReply deployments() throws IOException {
        String csv = new Dashboard(history(), project.environments()).deploymentsCsv();
        return new HttpReply(200, HttpReply.CSV, csv.getBytes(StandardCharsets.UTF_8));
    }

    /** Read again from its beginning only when another journal lies there. */
    private synchronized DeploymentHistory history() throws IOException {
        EvidenceStore store = journal.read();
        if (history == null) {
            history = new DeploymentHistory(store);
        }
        return history;
    }

    HttpReply gates() throws IOException {
        return json(200, board().board());
    }

    /** The difference to what runs now, as it was recorded with the plan. */
    HttpReply difference(String id) throws IOException, HttpReply.Refusal {
        return HttpReply.text(board().difference(id)
                .orElseThrow(() -> new HttpReply.Refusal(404, "there is no difference of a gate " + id)));
    }

    private GateBoard board() throws IOException {
        return new GateBoard(gates, journal.read(), clock);
    }

    /** @param verb {@code approve}, {@code reject}, {@code comment}, {@code withdraw} or {@code bypass} */
    HttpReply answer(String id, String verb, byte[] body) throws IOException, HttpReply.Refusal {
        try {
            Said said = Said.read(body);
            Voter voter = PracticeIdentity.parse(said.identity()).voter("dashboard on this machine");
            Answer answer = said.give(gates, id, verb, voter, configured.read());
            return message(answer.kind().status(), answer.text());
        } catch (IllegalArgumentException e) {
            throw new HttpReply.Refusal(400, e.getMessage());
        }
    }

    /**
     * The answer of another system to a check: nobody is logged in, the signature says who it is.
     *
     * @param headers names in lower case
     */
    HttpReply check(String id, String check, Map<String, String> headers, byte[] body, String from)
            throws IOException, HttpReply.Refusal {
        Optional<String> secret = secret(id, check);
        if (secret.isEmpty()) {
            // Whether there is such a gate is nobody's business who can't sign.
            throw new HttpReply.Refusal(403, "the signature is not right");
        }
        Answer answer =
                gates.answerCheck(id, check, headers, new String(body, StandardCharsets.UTF_8), secret.get(), from);
        return message(answer.kind().status(), answer.text());
    }

    private Optional<String> secret(String id, String check) throws IOException {
        Environments environments = configured.read();
        return gates.find(id).stream()
                .flatMap(gate -> gate.checks().stream())
                .filter(each -> each.name().equals(check))
                .findFirst()
                .flatMap(each -> environments.webHook(each.webHook()))
                .flatMap(hook -> project.secret(hook.secretId()));
    }
}
