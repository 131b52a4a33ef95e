package io.jenkins.plugins.mldeploy.scan;

import com.github.packageurl.PackageURL;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads VEX documents: OpenVEX 0.2 and the {@code vulnerabilities} of CycloneDX 1.4 and later. Statements of other states ({@code affected},
 * {@code under_investigation}, {@code exploitable}, {@code in_triage}) suppress nothing and are left out.
 */
final class VexReader {
    private static final int MAX_STATEMENTS = 10_000;
    private static final int MAX_PRODUCTS = 200;
    private static final int MAX_COMPONENTS = 50_000;

    private final String file;
    private final List<VexStatement> statements = new ArrayList<>();
    private final Map<String, String> purlOfRef = new HashMap<>();
    private final List<Analysis> analyses = new ArrayList<>();
    private boolean openVex;
    private boolean cycloneDx;
    private boolean body;

    private VexReader(String file) {
        this.file = file;
    }

    /** A CycloneDX vulnerability, until all components are known. */
    private record Analysis(String id, String state, String justification, List<String> refs) {}

    /**
     * @throws UnreadableReport {@code VEX_WRONG} when it is no VEX document, or a statement that would suppress has no justification
     */
    static List<VexStatement> read(String file, InputStream in) throws IOException {
        VexReader reader = new VexReader(file);
        try (ReportCursor json = new ReportCursor(file, in)) {
            json.document(name -> reader.field(json, name));
        } catch (UnreadableReport e) {
            UnreadableReport wrong = new UnreadableReport("VEX_WRONG", "VEX document", e.getMessage());
            wrong.initCause(e);
            throw wrong;
        }
        return reader.statements();
    }

    private void field(ReportCursor json, String name) throws IOException {
        switch (name) {
            case "@context" -> {
                openVex = json.atString() && json.text(200).startsWith("https://openvex.dev/ns");
                if (!json.atString()) {
                    json.skip();
                }
            }
            case "bomFormat" -> cycloneDx = json.text(40).equals("CycloneDX");
            case "statements" -> {
                body = true;
                json.array(() -> statement(json));
            }
            case "vulnerabilities" -> {
                body = true;
                json.array(() -> vulnerability(json));
            }
            case "components" -> json.array(() -> component(json));
            case "metadata" ->
                json.object(inner -> {
                    if (inner.equals("component")) {
                        component(json);
                    } else {
                        json.skip();
                    }
                });
            default -> json.skip();
        }
    }

    private void statement(ReportCursor json) throws IOException {
        Set<String> ids = new LinkedHashSet<>();
        List<PackageURL> products = new ArrayList<>();
        List<PackageURL> parts = new ArrayList<>();
        String[] read = {"", "", ""};
        json.object(name -> {
            switch (name) {
                case "vulnerability" -> {
                    if (json.atString()) {
                        ids.add(lastPart(json.text(300)));
                    } else {
                        json.object(field -> vulnerabilityIds(json, field, ids));
                    }
                }
                case "products" -> json.array(() -> product(json, products, parts));
                case "status" -> read[0] = json.text(40);
                case "justification" -> read[1] = json.text(200);
                case "impact_statement" -> read[2] = json.text(300);
                default -> json.skip();
            }
        });
        if (ids.isEmpty() || read[0].isEmpty()) {
            throw json.at("VEX_WRONG", "a statement without vulnerability or status");
        }
        boolean notAffected = read[0].equals("not_affected");
        String why = read[1].isEmpty() ? read[2] : read[2].isEmpty() ? read[1] : read[1] + ": " + read[2];
        if (notAffected && why.isEmpty()) {
            throw json.at(
                    "VEX_WRONG", "not_affected without justification or impact_statement, which OpenVEX requires");
        }
        if (notAffected || read[0].equals("fixed")) {
            add(json, new VexStatement(List.copyOf(ids), products, parts, read[0], why, file));
        }
    }

    private static void vulnerabilityIds(ReportCursor json, String field, Set<String> ids) throws IOException {
        switch (field) {
            case "name" -> ids.add(json.text(120));
            case "@id" -> ids.add(lastPart(json.text(300)));
            case "aliases" ->
                json.array(() -> {
                    String alias = json.text(120);
                    if (ids.size() < 50) {
                        ids.add(alias);
                    }
                });
            default -> json.skip();
        }
    }

    private static String lastPart(String text) {
        return text.substring(text.lastIndexOf('/') + 1);
    }

    private void product(ReportCursor json, List<PackageURL> products, List<PackageURL> parts) throws IOException {
        if (json.atString()) {
            purl(json, json.text(2_000), products);
            return;
        }
        json.object(field -> {
            switch (field) {
                case "@id" -> purl(json, json.text(2_000), products);
                case "identifiers" ->
                    json.object(inner -> {
                        if (inner.equals("purl")) {
                            purl(json, json.text(2_000), products);
                        } else {
                            json.skip();
                        }
                    });
                case "subcomponents" -> json.array(() -> product(json, parts, new ArrayList<>()));
                default -> json.skip();
            }
        });
    }

    private static void purl(ReportCursor json, String text, List<PackageURL> into) throws UnreadableReport {
        if (into.size() == MAX_PRODUCTS) {
            throw json.tooLarge("a statement about more than " + MAX_PRODUCTS + " products");
        }
        Purls.parse(text).ifPresent(into::add);
    }

    private void component(ReportCursor json) throws IOException {
        String[] read = {"", ""};
        json.object(name -> {
            switch (name) {
                case "bom-ref" -> read[0] = json.text(2_000);
                case "purl" -> read[1] = json.text(2_000);
                case "components" -> json.array(() -> component(json));
                default -> json.skip();
            }
        });
        if (!read[0].isEmpty() && !read[1].isEmpty()) {
            if (purlOfRef.size() == MAX_COMPONENTS) {
                throw json.tooLarge("more than " + MAX_COMPONENTS + " components");
            }
            purlOfRef.put(read[0], read[1]);
        }
    }

    private void vulnerability(ReportCursor json) throws IOException {
        String[] read = {"", "", "", ""};
        List<String> refs = new ArrayList<>();
        json.object(name -> {
            switch (name) {
                case "id" -> read[0] = json.text(120);
                case "analysis" ->
                    json.object(field -> {
                        switch (field) {
                            case "state" -> read[1] = json.text(40);
                            case "justification" -> read[2] = json.text(200);
                            case "detail" -> read[3] = json.text(300);
                            default -> json.skip();
                        }
                    });
                case "affects" ->
                    json.objects(field -> {
                        if (field.equals("ref")) {
                            if (refs.size() == MAX_PRODUCTS) {
                                throw json.tooLarge(
                                        "a vulnerability that affects more than " + MAX_PRODUCTS + " components");
                            }
                            refs.add(json.text(2_000));
                        } else {
                            json.skip();
                        }
                    });
                default -> json.skip();
            }
        });
        String status =
                switch (read[1]) {
                    case "not_affected", "false_positive" -> "not_affected";
                    case "resolved", "resolved_with_pedigree" -> "fixed";
                    default -> "";
                };
        if (status.isEmpty()) {
            return;
        }
        String why = read[2].isEmpty() ? read[3] : read[3].isEmpty() ? read[2] : read[2] + ": " + read[3];
        if (read[0].isEmpty() || status.equals("not_affected") && why.isEmpty()) {
            throw json.at(
                    "VEX_WRONG", "a vulnerability that is " + read[1] + " needs an id, and a justification or detail");
        }
        if (analyses.size() == MAX_STATEMENTS) {
            throw json.tooLarge("more than " + MAX_STATEMENTS + " vulnerabilities");
        }
        analyses.add(new Analysis(read[0], status, why, refs));
    }

    private void add(ReportCursor json, VexStatement statement) throws UnreadableReport {
        if (statements.size() == MAX_STATEMENTS) {
            throw json.tooLarge("more than " + MAX_STATEMENTS + " statements");
        }
        statements.add(statement);
    }

    private List<VexStatement> statements() throws UnreadableReport {
        if (openVex == cycloneDx || !body) {
            throw new UnreadableReport(
                    "VEX_WRONG",
                    file,
                    "neither OpenVEX (@context of openvex.dev and statements) nor CycloneDX with vulnerabilities");
        }
        for (Analysis analysis : analyses) {
            List<PackageURL> products = new ArrayList<>();
            for (String ref : analysis.refs()) {
                // urn:cdx:<serial>/<version>#<bom-ref> is a reference into another document, whose refs are mostly
                // package URLs.
                String own = ref.startsWith("urn:cdx:") ? ref.substring(ref.indexOf('#') + 1) : ref;
                Purls.parse(purlOfRef.getOrDefault(own, own)).ifPresent(products::add);
            }
            statements.add(new VexStatement(
                    List.of(analysis.id()), products, List.of(), analysis.state(), analysis.justification(), file));
        }
        return statements;
    }
}
