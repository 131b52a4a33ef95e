package io.jenkins.plugins.mldeploy.sbom;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What changed between two documents. A component is known by its package URL without version, or by type, group and name; it is changed when any of its versions is in one document
 * only. Files and the targets themselves do not count. Both documents are streamed; 64 bits a component and version stay in memory.
 *
 * @param added components that only the new document has
 * @param removed components that only the old document has
 * @param changed components that both have, with different versions
 * @param addedNames the first of them, with version
 * @param removedNames the first of them, with version
 * @param changedNames the first of them, as {@code name old → new}
 */
record SbomDifference(
        long added,
        long removed,
        long changed,
        List<String> addedNames,
        List<String> removedNames,
        List<String> changedNames)
        implements Serializable {
    private static final int LISTED = 50;

    private static final class Index {
        private final RefSet names = new RefSet();
        private final RefSet versions = new RefSet();
    }

    @FunctionalInterface
    private interface Component {
        void take(String name, String version) throws IOException;
    }

    static SbomDifference between(BomFile old, BomFile now) throws IOException {
        Index before = index(old);
        Index after = index(now);
        RefSet reported = new RefSet();
        List<String> addedNames = new ArrayList<>();
        Map<String, String[]> changedVersions = new LinkedHashMap<>();
        long[] changed = new long[1];
        each(now, (name, version) -> {
            if (!before.names.contains(name)) {
                if (reported.add(name) && addedNames.size() < LISTED) {
                    addedNames.add(shown(name, version));
                }
            } else if (!before.versions.contains(name + "@" + version)) {
                changed[0] += reported.add(name) ? 1 : 0;
                if (changedVersions.containsKey(name) || changedVersions.size() < LISTED) {
                    changedVersions.computeIfAbsent(name, key -> new String[2])[1] = version;
                }
            }
        });
        List<String> removedNames = new ArrayList<>();
        RefSet gone = new RefSet();
        each(old, (name, version) -> {
            if (!after.names.contains(name)) {
                if (gone.add(name) && removedNames.size() < LISTED) {
                    removedNames.add(shown(name, version));
                }
            } else if (!after.versions.contains(name + "@" + version)) {
                changed[0] += reported.add(name) ? 1 : 0;
                if (changedVersions.containsKey(name) || changedVersions.size() < LISTED) {
                    changedVersions.computeIfAbsent(name, key -> new String[2])[0] = version;
                }
            }
        });
        List<String> changedNames = new ArrayList<>();
        changedVersions.forEach((name, versions) -> changedNames.add(readable(name) + " "
                + (versions[0] == null ? "(several)" : versions[0]) + " → "
                + (versions[1] == null ? "(fewer)" : versions[1])));
        long common = before.names.common(after.names);
        return new SbomDifference(
                after.names.size() - common,
                before.names.size() - common,
                changed[0],
                addedNames,
                removedNames,
                changedNames);
    }

    private static Index index(BomFile file) throws IOException {
        Index index = new Index();
        each(file, (name, version) -> {
            index.names.add(name);
            index.versions.add(name + "@" + version);
        });
        return index;
    }

    private static void each(BomFile file, Component component) throws IOException {
        file.components((own, ancestors, at) -> {
            if (!own.path("type").asText().equals("file") && !isTarget(own)) {
                component.take(nameOf(own), own.path("version").asText(""));
            }
        });
    }

    private static boolean isTarget(ObjectNode component) {
        for (var property : component.path("properties")) {
            if (property.path("name").asText().equals("mldeploy:target")) {
                return true;
            }
        }
        return false;
    }

    private static String nameOf(ObjectNode component) {
        String purl = component.path("purl").asText("").replaceFirst("[?#].*$", "");
        if (!purl.isEmpty()) {
            int at = purl.lastIndexOf('@');
            // The scope of an npm package is written %40, so an @ after the last slash begins the version.
            return at > purl.lastIndexOf('/') ? purl.substring(0, at) : purl;
        }
        return component.path("type").asText() + ":" + component.path("group").asText("") + ":"
                + component.path("name").asText();
    }

    private static String shown(String name, String version) {
        return readable(name) + (version.isEmpty() ? "" : " " + Survey.shortened(version));
    }

    private static String readable(String name) {
        return Survey.shortened(name.startsWith("pkg:") ? name.substring("pkg:".length()) : name.replace("::", ":"));
    }
}
