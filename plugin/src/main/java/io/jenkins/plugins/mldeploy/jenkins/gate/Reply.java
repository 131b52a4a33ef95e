package io.jenkins.plugins.mldeploy.jenkins.gate;

import io.jenkins.plugins.mldeploy.dashboard.PageFile;
import io.jenkins.plugins.mldeploy.dashboard.PageJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;

/**
 * What goes back to a script: bytes of a type, that no browser takes for anything else.
 *
 * @param cache value of {@code Cache-Control}
 */
public record Reply(int status, String type, byte[] body, String cache) implements HttpResponse {
    private static final String JSON = "application/json; charset=utf-8";
    private static final String NEVER = "no-store";

    public static Reply json(Object value) throws IOException {
        return new Reply(200, JSON, PageJson.write(value), NEVER);
    }

    public static Reply json(int status, Object value) throws IOException {
        return new Reply(status, JSON, PageJson.write(value), NEVER);
    }

    /** Something that is read from the journal or the gates. */
    public interface Question {
        Object ask() throws IOException;
    }

    /** What the question gives, as JSON; where the journal or the configuration is broken, 503 with what is wrong with it. */
    public static Reply to(Question question) throws IOException {
        try {
            return json(question.ask());
        } catch (UncheckedIOException e) {
            return message(503, e.getCause().getMessage());
        } catch (IOException e) {
            return message(503, String.valueOf(e.getMessage()));
        }
    }

    public static Reply text(String text) {
        return new Reply(200, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8), NEVER);
    }

    public static Reply csv(String text) {
        return new Reply(200, "text/csv; charset=utf-8", text.getBytes(StandardCharsets.UTF_8), NEVER);
    }

    /** {@code {"message": …}}. */
    public static Reply message(int status, String text) throws IOException {
        return new Reply(status, JSON, PageJson.write(Map.of("message", text)), NEVER);
    }

    /** A script or style; the same for everybody, until the plugin is updated. */
    public static Reply file(PageFile file) {
        return new Reply(200, file.type(), file.content(), "private, max-age=300");
    }

    @Override
    public void generateResponse(StaplerRequest2 request, StaplerResponse2 response, Object node) throws IOException {
        response.setStatus(status);
        response.setContentType(type);
        response.setHeader("Cache-Control", cache);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.getOutputStream().write(body);
    }
}
