package io.jenkins.plugins.mldeploy.sbom;

/** Small CycloneDX documents for tests. */
final class Boms {
    private Boms() {}

    /** Libraries by their package URLs, in a document about the component {@code root}. */
    static String of(String... purls) {
        StringBuilder components = new StringBuilder();
        for (String purl : purls) {
            int at = purl.lastIndexOf('@');
            components
                    .append(components.isEmpty() ? "" : ",")
                    .append(
                            "{\"type\":\"library\",\"name\":\"%s\",\"version\":\"%s\",\"purl\":\"%s\",\"bom-ref\":\"%s\"}"
                                    .formatted(
                                            purl.substring(purl.lastIndexOf('/') + 1, at),
                                            purl.substring(at + 1),
                                            purl,
                                            purl));
        }
        return document("\"components\":[" + components + "]");
    }

    /** One library {@code lib 1} with those {@code licenses}. */
    static String withLicenses(String licenses) {
        return document("\"components\":[{\"type\":\"library\",\"name\":\"lib\",\"version\":\"1\",\"licenses\":"
                + licenses + "}]");
    }

    /** root → web 2.0 → ghost 1.0, the last under AGPL-3.0-only. */
    static String withDeepAgpl() {
        return document(
                """
                "components":[
                  {"type":"library","name":"web","version":"2.0","bom-ref":"pkg:pypi/web@2.0?x=1"},
                  {"type":"library","name":"ghost","version":"1.0","bom-ref":"pkg:pypi/ghost@1.0",
                   "licenses":[{"license":{"id":"AGPL-3.0-only"}}]}],
                "dependencies":[{"ref":"root","dependsOn":["pkg:pypi/web@2.0?x=1"]},
                  {"ref":"pkg:pypi/web@2.0?x=1","dependsOn":["pkg:pypi/ghost@1.0"]}]""");
    }

    /** A document of version 1.5 with the given fields. */
    static String document(String fields) {
        return "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.5\",\"metadata\":{\"component\":{\"type\":\"container\",\"name\":\"root\",\"bom-ref\":\"root\"}},"
                + fields + "}";
    }
}
