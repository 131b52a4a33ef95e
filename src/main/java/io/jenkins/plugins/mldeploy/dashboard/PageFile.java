package io.jenkins.plugins.mldeploy.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A file of the page. There are only those listed here; no other name reaches the class path.
 *
 * @param type media type
 * @param content the bytes; not copied, so never to be changed
 */
public record PageFile(String type, byte[] content) {
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String CHARTS = "/META-INF/resources/webjars/echarts/5.5.0/echarts.min.js";
    private static final Map<String, String> TYPES = Map.of(
            "index.html",
            "text/html; charset=utf-8",
            "dashboard.css",
            "text/css; charset=utf-8",
            "echarts.min.js",
            SCRIPT);
    private static final Set<String> MODULES = Set.of(
            "dashboard.js",
            "run.js",
            "job.js",
            "mine.js",
            "dom.js",
            "api.js",
            "keep.js",
            "waiting.js",
            "gates.js",
            "review.js",
            "matrix.js",
            "delivery.js",
            "deployments.js",
            "runs.js",
            "report.js",
            "together.js",
            "trend.js");

    /** @return empty when the page has no file of that name */
    public static Optional<PageFile> read(String name) throws IOException {
        String type = MODULES.contains(name) ? SCRIPT : TYPES.get(name);
        if (type == null) {
            return Optional.empty();
        }
        String resource = name.equals("echarts.min.js") ? CHARTS : name;
        try (InputStream in = PageFile.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException(resource + " is not on the class path; was the project built as a whole?");
            }
            return Optional.of(new PageFile(type, in.readAllBytes()));
        }
    }
}
