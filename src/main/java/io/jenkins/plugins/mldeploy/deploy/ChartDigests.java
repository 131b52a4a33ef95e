package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.evidence.ImageReference;
import io.jenkins.plugins.mldeploy.evidence.Sha256;
import io.jenkins.plugins.mldeploy.host.Workspace;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import io.jenkins.plugins.mldeploy.step.AgentTask;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Hashes charts and values on the agent, where they lie. Values are hashed and never travel. */
record ChartDigests(ArrayList<Source> sources) implements AgentTask<ArrayList<ChartFacts>> {
    private static final int MOST_FILES = 20_000;
    private static final int LONGEST_CHART_YAML = 1 << 20;

    /** What of a release a serializable task needs. */
    record Source(
            String chart,
            boolean pulled,
            ArrayList<String> valuesFiles,
            TreeMap<String, String> set,
            TreeMap<String, String> setString,
            TreeMap<String, String> setFile,
            ImageReference image)
            implements java.io.Serializable {}

    static ChartDigests of(List<ReleaseRequest> releases) {
        ArrayList<Source> sources = new ArrayList<>();
        for (ReleaseRequest release : releases) {
            sources.add(new Source(
                    release.chart(),
                    release.pulled(),
                    new ArrayList<>(release.valuesFiles()),
                    new TreeMap<>(release.set()),
                    new TreeMap<>(release.setString()),
                    new TreeMap<>(release.setFile()),
                    release.image()));
        }
        return new ChartDigests(sources);
    }

    @Override
    public ArrayList<ChartFacts> run(Workspace workspace) throws IOException {
        ArrayList<ChartFacts> facts = new ArrayList<>();
        for (Source source : sources) {
            // What was pulled lies in the private folder, by a name that this package made.
            Path chart = source.pulled() ? Path.of(source.chart()) : workspace.resolve(source.chart());
            facts.add(
                    Files.isDirectory(chart) ? directory(workspace, chart, source) : packed(workspace, chart, source));
        }
        return facts;
    }

    private static ChartFacts directory(Workspace workspace, Path chart, Source source) throws IOException {
        Path description = chart.resolve("Chart.yaml");
        if (!Files.isRegularFile(description)) {
            throw new UnreadableReport(
                    "CHART_MISSING", source.chart(), "there is no Chart.yaml in it; name the directory of a chart");
        }
        List<Path> files;
        try (Stream<Path> walk = Files.walk(chart, FileVisitOption.FOLLOW_LINKS)) {
            files = walk.filter(Files::isRegularFile)
                    .limit(MOST_FILES + 1L)
                    .sorted()
                    .toList();
        } catch (java.io.UncheckedIOException e) {
            throw new UnreadableReport("CHART_UNREADABLE", source.chart(), String.valueOf(e.getMessage()));
        }
        if (files.size() > MOST_FILES) {
            throw new UnreadableReport(
                    "CHART_TOO_LARGE", source.chart(), "more than " + MOST_FILES + " files; is it really a chart?");
        }
        Sha256 digest = new Sha256();
        for (Path file : files) {
            // Resolved again, so that a link inside the chart can't take in a file from outside.
            Path inside = workspace.resolve(file.toString());
            digest.add(chart.relativize(file).toString().replace('\\', '/'));
            addContent(digest, inside);
        }
        Map<?, ?> chartYaml = chartYaml(source.chart(), description);
        return new ChartFacts(
                text(chartYaml, "name", source.chart()),
                text(chartYaml, "version", null),
                digest.hex(),
                values(workspace, source));
    }

    private static ChartFacts packed(Workspace workspace, Path chart, Source source) throws IOException {
        if (!Files.isRegularFile(chart)) {
            throw new UnreadableReport(
                    "CHART_MISSING",
                    source.chart(),
                    "there is no such chart in the workspace; name its directory or .tgz");
        }
        Sha256 digest = new Sha256();
        addContent(digest, chart);
        Map<?, ?> chartYaml = PackedChart.description(source.chart(), chart);
        return new ChartFacts(
                text(chartYaml, "name", chart.getFileName().toString()),
                text(chartYaml, "version", null),
                digest.hex(),
                values(workspace, source));
    }

    private static String values(Workspace workspace, Source source) throws IOException {
        Sha256 hash = new Sha256();
        for (String file : source.valuesFiles()) {
            addFile(hash.add("valuesFile"), workspace, file);
        }
        source.set().forEach((name, value) -> hash.add("set").add(name).add(value));
        source.setString()
                .forEach((name, value) -> hash.add("setString").add(name).add(value));
        for (Map.Entry<String, String> entry : source.setFile().entrySet()) {
            addFile(hash.add("setFile").add(entry.getKey()), workspace, entry.getValue());
        }
        if (source.image() != null) {
            hash.add("image")
                    .add(source.image().repository())
                    .add(source.image().tag())
                    .add(source.image().digest());
        }
        return hash.hex();
    }

    private static void addFile(Sha256 hash, Workspace workspace, String name) throws IOException {
        Path file = workspace.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new UnreadableReport("VALUES_MISSING", name, "there is no such file in the workspace");
        }
        addContent(hash, file);
    }

    private static void addContent(Sha256 hash, Path file) throws IOException {
        try (InputStream content = Files.newInputStream(file)) {
            hash.add(content);
        }
    }

    private static Map<?, ?> chartYaml(String chart, Path file) throws IOException {
        if (Files.size(file) > LONGEST_CHART_YAML) {
            throw new UnreadableReport("CHART_UNREADABLE", chart + "/Chart.yaml", "larger than 1 MiB");
        }
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        Object root = new YamlDocuments.Document(1, text).load(chart + "/Chart.yaml");
        if (!(root instanceof Map<?, ?> map)) {
            throw new UnreadableReport("CHART_UNREADABLE", chart + "/Chart.yaml", "not a description of a chart");
        }
        return map;
    }

    private static String text(Map<?, ?> map, String name, String otherwise) {
        return map.get(name) instanceof String text && text.length() <= 250 ? text : otherwise;
    }
}
