package io.jenkins.plugins.mldeploy.sbom;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;

/** Writes a dependency graph edge by edge. An edge that an entry already has is left out, as the schema demands. */
final class EdgeWriter implements Dependencies.Edges {
    private final JsonGenerator json;
    private final RefSet seen = new RefSet();
    /** Few components provide anything, so these wait until the list of dependencies is over. */
    private final Set<String> provided = new LinkedHashSet<>();

    private boolean inEntry;
    private boolean inList;

    EdgeWriter(JsonGenerator json) {
        this.json = json;
    }

    @Override
    public void edge(String from, String kind, String to) throws IOException {
        if (to == null) {
            end();
            inEntry = true;
            json.writeStartObject();
            json.writeStringField("ref", from);
        } else if (kind.equals("provides")) {
            provided.add(to);
        } else if (seen.add(to)) {
            if (!inList) {
                inList = true;
                json.writeArrayFieldStart("dependsOn");
            }
            json.writeString(to);
        }
    }

    /** Ends the entry that is open, if any. */
    void end() throws IOException {
        if (!inEntry) {
            return;
        }
        if (inList) {
            json.writeEndArray();
        }
        if (!provided.isEmpty()) {
            json.writeArrayFieldStart("provides");
            for (String to : provided) {
                json.writeString(to);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
        inEntry = false;
        inList = false;
        seen.clear();
        provided.clear();
    }
}
