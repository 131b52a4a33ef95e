package io.jenkins.plugins.mldeploy.deploy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.jenkins.plugins.mldeploy.report.StrictJson;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import java.io.IOException;

/**
 * What {@code helm upgrade --install --dry-run=server --output json} of helm 3 and 4 says that it would apply.
 *
 * @param manifest without hooks, as {@code helm get manifest} will show it
 * @param hooks manifests of the hooks, as several documents; may be empty
 */
record ServerRender(String manifest, String hooks) {
    private static final String SOURCE = "helm upgrade --dry-run=server";

    /** @throws UnreadableReport when it is no such document, or has no manifest */
    static ServerRender read(String json) throws UnreadableReport {
        String manifest = null;
        StringBuilder hooks = new StringBuilder();
        try (JsonParser parser = StrictJson.factory().createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new UnreadableReport("RENDER_MALFORMED", SOURCE, "not a release");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("manifest") && value == JsonToken.VALUE_STRING) {
                    manifest = parser.getText();
                } else if (name.equals("hooks") && value == JsonToken.START_ARRAY) {
                    readHooks(parser, hooks);
                } else {
                    parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                throw new UnreadableReport("RENDER_MALFORMED", SOURCE, "more than one document");
            }
        } catch (JsonProcessingException e) {
            throw StrictJson.unreadable(SOURCE, e);
        } catch (UnreadableReport e) {
            throw e;
        } catch (IOException e) {
            throw new UnreadableReport("RENDER_MALFORMED", SOURCE, String.valueOf(e.getMessage()));
        }
        if (manifest == null) {
            throw new UnreadableReport("RENDER_MALFORMED", SOURCE, "it names no manifest");
        }
        return new ServerRender(manifest, hooks.toString());
    }

    private static void readHooks(JsonParser parser, StringBuilder hooks) throws IOException {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw new UnreadableReport("RENDER_MALFORMED", SOURCE, "a hook that is no object");
            }
            boolean found = false;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("manifest") && value == JsonToken.VALUE_STRING) {
                    hooks.append("---\n").append(parser.getText()).append('\n');
                    found = true;
                } else {
                    parser.skipChildren();
                }
            }
            if (!found) {
                throw new UnreadableReport("RENDER_MALFORMED", SOURCE, "a hook without a manifest");
            }
        }
    }
}
