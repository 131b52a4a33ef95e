package io.jenkins.plugins.mldeploy.jenkins.gate;

import io.jenkins.plugins.mldeploy.gate.Answer;
import io.jenkins.plugins.mldeploy.gate.Gate;
import io.jenkins.plugins.mldeploy.gate.Gates;
import io.jenkins.plugins.mldeploy.jenkins.host.EnvironmentsSource;
import io.jenkins.plugins.mldeploy.jenkins.host.SharedSecrets;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteHome;
import io.jenkins.plugins.mldeploy.jenkins.host.Topics;
import io.jenkins.plugins.mldeploy.jenkins.policy.VisibleJobs;
import io.jenkins.plugins.mldeploy.policy.Environments;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.interceptor.RequirePOST;

/**
 * {@code POST …/gates/<gate>/checks/<check>/}: another system answers the check that it was asked. It needs an API token of somebody who may read the job, and the signature that only it can make; the token
 * alone answers nothing.
 */
public final class CheckResource {
    private static final int BODY_LIMIT = 64 << 10;

    private final Gate gate;
    private final String check;

    CheckResource(Gate gate, String check) {
        this.gate = gate;
        this.check = check;
    }

    /** Takes the answer, in the form and with the signature that {@code docs/environments.md} describes. */
    @RequirePOST
    public HttpResponse doIndex(StaplerRequest2 request) throws IOException {
        Optional<String> secret = secret();
        if (secret.isEmpty()) {
            return Reply.message(403, "the signature is not right");
        }
        byte[] body = request.getInputStream().readNBytes(BODY_LIMIT + 1);
        if (body.length > BODY_LIMIT) {
            return Reply.message(400, "the body is larger than " + BODY_LIMIT / 1024 + " KiB");
        }
        Answer answer = SuiteHome.gates()
                .answerCheck(
                        gate.id(),
                        check,
                        headers(request),
                        new String(body, StandardCharsets.UTF_8),
                        secret.get(),
                        request.getRemoteAddr());
        if (answer.accepted()) {
            Topics.ring(Gates.topic(gate.id()));
        }
        return Reply.message(answer.kind().status(), answer.text());
    }

    private Optional<String> secret() throws IOException {
        Environments environments =
                EnvironmentsSource.of(VisibleJobs.find(gate.opening().job()).orElse(null));
        return gate.checks().stream()
                .filter(asked -> asked.name().equals(check))
                .findFirst()
                .flatMap(asked -> environments.webHook(asked.webHook()))
                .flatMap(hook -> SharedSecrets.find(hook.secretId()));
    }

    private static Map<String, String> headers(StaplerRequest2 request) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : Collections.list(request.getHeaderNames())) {
            headers.put(name.toLowerCase(Locale.ROOT), request.getHeader(name));
        }
        return headers;
    }
}
