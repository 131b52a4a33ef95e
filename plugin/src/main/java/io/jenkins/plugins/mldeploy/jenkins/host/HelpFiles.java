package io.jenkins.plugins.mldeploy.jenkins.host;

import io.jenkins.plugins.mldeploy.step.Parameter;
import io.jenkins.plugins.mldeploy.step.StepDescription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes Jenkins' inline help, {@code help.html} and {@code help-<parameter>.html} of each step, from the engine's descriptions. Run by the build, so that every parameter
 * is described in one place only.
 */
public final class HelpFiles {
    /** Class of each step, relative to the package of the plugin, to the step. */
    private static final Map<String, String> STEPS = new TreeMap<>(Map.of(
            "mltest/MlTestStep", "mlTest",
            "scan/ContainerScanStep", "containerScan",
            "sbom/GenerateSbomStep", "generateSbom",
            "deploy/HelmDeployStep", "helmDeploy",
            "gate/ApproveGateStep", "approveGate"));

    private HelpFiles() {}

    /** @param arguments the folder of compiled classes */
    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments[0], "io", "jenkins", "plugins", "mldeploy", "jenkins");
        for (Map.Entry<String, String> step : STEPS.entrySet()) {
            write(root.resolve(step.getKey()), StepDescription.of(step.getValue()));
        }
    }

    private static void write(Path folder, StepDescription step) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("help.html"), help(step));
        for (Parameter parameter : step.parameters()) {
            Files.writeString(folder.resolve("help-" + parameter.name() + ".html"), help(parameter));
        }
    }

    private static String help(StepDescription step) {
        StringBuilder html =
                new StringBuilder("<div>\n<p>").append(text(step.summary())).append("</p>\n");
        html.append("<p>Returns a map with:</p>\n<ul>\n");
        step.returns().forEach(key -> html.append("<li><code>")
                .append(text(key.name()))
                .append("</code>: ")
                .append(text(key.help()))
                .append("</li>\n"));
        return html.append("</ul>\n</div>\n").toString();
    }

    private static String help(Parameter parameter) {
        StringBuilder html =
                new StringBuilder("<div>\n<p>").append(text(parameter.help())).append("</p>\n");
        if (parameter.required()) {
            html.append("<p>Required.</p>\n");
        }
        if (parameter.defaultValue() != null) {
            html.append("<p>Default: <code>")
                    .append(text(String.valueOf(parameter.defaultValue())))
                    .append("</code></p>\n");
        }
        if (!parameter.values().isEmpty()) {
            html.append("<p>One of: <code>")
                    .append(text(String.join(", ", parameter.values())))
                    .append("</code></p>\n");
        }
        if (!parameter.fields().isEmpty()) {
            html.append("<ul>\n");
            parameter.fields().forEach(field -> html.append("<li><code>")
                    .append(text(field.name()))
                    .append("</code>: ")
                    .append(text(field.help()))
                    .append("</li>\n"));
            html.append("</ul>\n");
        }
        if (parameter.example() != null) {
            html.append("<pre>").append(text(parameter.example())).append("</pre>\n");
        }
        return html.append("</div>\n").toString();
    }

    private static String text(String plain) {
        return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
