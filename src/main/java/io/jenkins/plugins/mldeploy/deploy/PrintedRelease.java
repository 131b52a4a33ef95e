package io.jenkins.plugins.mldeploy.deploy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.jenkins.plugins.mldeploy.report.StrictJson;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import java.io.IOException;

/**
 * The release that {@code helm upgrade --install --output json} of helm 3 and 4 prints: what it has stored, or with {@code --dry-run=server} what it would apply. Values, notes and the chart, which it prints too,
 * are passed over.
 *
 * @param number of the revision, 0 when it says none
 * @param status in Helm's words, empty when it says none
 * @param manifest without hooks, as {@code helm get manifest} shows it
 * @param hooks manifests of the hooks, as several documents; may be empty
 */
record PrintedRelease(int number, String status, String manifest, String hooks) {
    private static final String SOURCE = "helm upgrade --output json";

    /** @throws UnreadableReport when it is no such document, or has no manifest */
    static PrintedRelease read(String json) throws UnreadableReport {
        int number = 0;
        String status = "";
        String manifest = null;
        StringBuilder hooks = new StringBuilder();
        try (JsonParser parser = StrictJson.factory().createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw malformed("not a release");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("manifest") && value == JsonToken.VALUE_STRING) {
                    manifest = parser.getText();
                } else if (name.equals("version") && value == JsonToken.VALUE_NUMBER_INT) {
                    number = Math.max(0, parser.getIntValue());
                } else if (name.equals("info") && value == JsonToken.START_OBJECT) {
                    status = readStatus(parser);
                } else if (name.equals("hooks") && value == JsonToken.START_ARRAY) {
                    readHooks(parser, hooks);
                } else {
                    parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                throw malformed("more than one document");
            }
        } catch (JsonProcessingException e) {
            throw StrictJson.unreadable(SOURCE, e);
        } catch (UnreadableReport e) {
            throw e;
        } catch (IOException e) {
            throw malformed(String.valueOf(e.getMessage()));
        }
        if (manifest == null) {
            throw malformed("it names no manifest");
        }
        return new PrintedRelease(number, status, manifest, hooks.toString());
    }

    private static UnreadableReport malformed(String why) {
        return new UnreadableReport("RENDER_MALFORMED", SOURCE, why);
    }

    private static String readStatus(JsonParser parser) throws IOException {
        String status = "";
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("status") && value == JsonToken.VALUE_STRING) {
                status = parser.getText();
            } else {
                parser.skipChildren();
            }
        }
        return status;
    }

    private static void readHooks(JsonParser parser, StringBuilder hooks) throws IOException {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw malformed("a hook that is no object");
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
                throw malformed("a hook without a manifest");
            }
        }
    }
}
