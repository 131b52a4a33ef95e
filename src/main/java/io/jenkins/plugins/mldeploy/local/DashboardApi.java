package io.jenkins.plugins.mldeploy.local;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.jenkins.plugins.mldeploy.dashboard.Dashboard;
import io.jenkins.plugins.mldeploy.dashboard.Finding;
import io.jenkins.plugins.mldeploy.gate.Answer;
import io.jenkins.plugins.mldeploy.gate.Gate;
import io.jenkins.plugins.mldeploy.gate.Gates;
import io.jenkins.plugins.mldeploy.gate.Opening;
import io.jenkins.plugins.mldeploy.gate.Voter;
import io.jenkins.plugins.mldeploy.policy.Approval;
import io.jenkins.plugins.mldeploy.report.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The JSON beside the page, from the journal, the gates and the environments file as they are now. Knows no HTTP but its status numbers. */
final class DashboardApi {
    private static final int RUNS = 50;
    private static final int SETTLED = 5;
    private static final int DIFFERENCE_LIMIT = 2 << 20;
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .addMixIn(Opening.class, WithoutNonce.class)
            .build();
    private static final ObjectReader SAID =
            StrictJson.mapper().readerFor(Said.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** A gate with the journal's records that its reviewers see, in full. */
    record OpenGate(Gate gate, List<Finding> evidence) {}

    /**
     * All that the page needs about gates.
     *
     * @param open the oldest first
     * @param settled the newest first
     * @param unreadable one sentence a gate that can't be read
     */
    record AllGates(List<OpenGate> open, List<Gate> settled, List<String> unreadable) {}

    /**
     * What somebody said to a gate.
     *
     * @param identity {@code NAME[:GROUP]}
     * @param text reason of a vote, or the comment; may be null
     */
    record Said(String identity, String text) {}

    /** The nonce is between the step and its gate. */
    @JsonIgnoreProperties("nonce")
    private interface WithoutNonce {}

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
        return new HttpReply(status, HttpReply.JSON, JSON.writeValueAsBytes(value));
    }

    static HttpReply message(int status, String text) throws JsonProcessingException {
        return json(status, Map.of("message", text));
    }

    HttpReply overview() throws IOException {
        return json(200, new Dashboard(journal.read(), project.environments()).overview(RUNS));
    }

    HttpReply gates() throws IOException {
        List<String> unreadable = new ArrayList<>();
        Instant now = clock.instant();
        List<Gate> all = new ArrayList<>(gates.list(unreadable::add));
        List<OpenGate> open = new ArrayList<>();
        List<Gate> settled = new ArrayList<>();
        Dashboard dashboard = new Dashboard(journal.read(), project.environments());
        for (Gate gate : all) {
            if (gate.isOpen() && now.isBefore(gate.opening().deadline())) {
                Set<Long> shown =
                        gate.opening().shown().stream().map(Approval.Shown::seq).collect(Collectors.toSet());
                open.add(new OpenGate(gate, dashboard.findings(shown)));
            } else {
                settled.add(gate);
            }
        }
        Collections.reverse(settled);
        return json(200, new AllGates(open, settled.stream().limit(SETTLED).toList(), unreadable));
    }

    /** The difference to what runs now, as it was recorded with the plan. */
    HttpReply difference(String id) throws IOException, HttpReply.Refusal {
        Optional<InputStream> payload = Optional.empty();
        Optional<String> hash = gates.find(id).map(gate -> gate.opening().difference());
        if (hash.isPresent()) {
            payload = journal.read().payload(hash.get());
        }
        if (payload.isEmpty()) {
            throw new HttpReply.Refusal(404, "there is no difference of a gate " + id);
        }
        try (InputStream in = payload.get()) {
            String text = new String(in.readNBytes(DIFFERENCE_LIMIT), StandardCharsets.UTF_8);
            return HttpReply.text(in.read() < 0 ? text : text + "\n… more in payload " + hash.get() + "\n");
        }
    }

    /** @param verb {@code approve}, {@code reject}, {@code comment} or {@code withdraw} */
    HttpReply answer(String id, String verb, byte[] body) throws IOException, HttpReply.Refusal {
        Said said = said(body);
        Voter voter;
        try {
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

    private static Said said(byte[] body) throws HttpReply.Refusal {
        try {
            Said said = SAID.readValue(body);
            if (said != null) {
                return said;
            }
        } catch (JsonProcessingException e) {
            throw new HttpReply.Refusal(400, "the body is not {identity, text}: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new HttpReply.Refusal(400, "the body can't be read");
        }
        throw new HttpReply.Refusal(400, "the body is empty; it must be {identity, text}");
    }
}
