package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.evidence.ImageReference;
import io.jenkins.plugins.mldeploy.step.Arguments;
import io.jenkins.plugins.mldeploy.step.BadArguments;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Turns the arguments of a call into a {@link Request}, or names everything that is wrong with them. */
final class RequestReader {
    private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,51}[a-z0-9])?");
    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern CONTEXT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9@:/._-]{0,252}");
    /** No comma and no equals sign: they would end the name in Helm's grammar. */
    private static final Pattern VALUE_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_./\\-\\[\\]\\\\]{0,252}");

    private static final Pattern REPOSITORY = Pattern.compile("https?://[A-Za-z0-9][A-Za-z0-9.:/_~-]{0,500}");
    private static final Pattern REGISTRY = Pattern.compile("oci://[A-Za-z0-9][A-Za-z0-9.:/_-]{0,500}");
    /** In a repository. */
    private static final Pattern CHART_NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,100}");
    /** Exact, or a range as Helm's own grammar has it. */
    private static final Pattern VERSION = Pattern.compile("[0-9^~><=v*x][0-9A-Za-z.+^~><=*|, -]{0,100}");

    private static final Pattern ROLLBACK =
            Pattern.compile("previous|[1-9]\\d{0,8}|sha256:[0-9a-f]{64}|" + Redeployment.ID.pattern());

    /** What says how something is deployed. */
    private static final List<String> HOW = List.of(
            "valuesFiles",
            "set",
            "setString",
            "setFile",
            "version",
            "repo",
            "steps",
            "analysis",
            "match",
            "smokeTest",
            "rollbackTo");
    /** Charts and images may stand in a call that adopts, so that a call that deploys needs no more than one word; they are not looked at. A watch takes even these from the environment. */
    private static final List<String> WHAT_AND_WHERE =
            List.of("release", "chart", "image", "releases", "namespace", "contextName");

    private static final List<String> OTHER_WORK = List.of("dryRun", "uninstall", "helmTest", "createNamespace");

    private final Arguments arguments;
    private final List<String> problems = new ArrayList<>();

    private RequestReader(Arguments arguments) {
        this.arguments = arguments;
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** @throws BadArguments with every problem at once */
    static Request read(Arguments arguments) {
        RequestReader reader = new RequestReader(arguments);
        Request request = reader.request();
        if (!reader.problems.isEmpty()) {
            throw new BadArguments(HelmDeploy.STEP, reader.problems);
        }
        return request;
    }

    private Request request() {
        boolean watch = arguments.is("watch");
        if (watch) {
            onlyWatches();
        }
        boolean adopt = arguments.is("adopt");
        if (adopt) {
            onlyAdopts();
        }
        List<ReleaseRequest> releases = watch ? List.of() : releases();
        long timeout = arguments.duration("timeout").toSeconds();
        if (timeout < 1) {
            problems.add("parameter 'timeout' must be at least '1s'");
        }
        if (arguments.integer("historyMax") < 2) {
            problems.add("parameter 'historyMax' must be 2 or more: with fewer there is nothing to roll back to");
        }
        String namespace = arguments.optional("namespace").orElse(null);
        if (namespace != null && !NAMESPACE.matcher(namespace).matches()) {
            problems.add("parameter 'namespace' is not the name of a namespace: '" + namespace + "'");
        }
        String context = arguments.optional("contextName").orElse(null);
        if (context != null && !CONTEXT.matcher(context).matches()) {
            problems.add("parameter 'contextName' is not the name of a context: '" + context + "'");
        }
        String repo = address("repo", REPOSITORY, "'https://charts.example'");
        String version = address("version", VERSION, "'1.2.3' or '~1.2'");
        if (version != null
                && repo == null
                && releases.stream().noneMatch(release -> release.chart().startsWith("oci://"))) {
            problems.add("parameter 'version' goes with 'repo' or a chart like 'oci://registry.example/charts/api'");
        }
        return new Request(
                id(watch ? "watch" : adopt ? "adopt" : null),
                arguments.string("environment"),
                releases,
                arguments.is("dryRun"),
                timeout,
                arguments.is("recoverPending"),
                arguments.string("onFailure").equals("rollback"),
                arguments.integer("historyMax"),
                namespace,
                context,
                arguments.optional("credentialsId").orElse(null),
                arguments.is("createNamespace"),
                new StrategyReader(arguments, problems).strategy(),
                new CheckReader(arguments, problems).checks(),
                arguments.optional("smokeTest").map(SmokeTest::of).orElse(null),
                arguments.is("helmTest"),
                rollbackTo(),
                arguments.is("uninstall"),
                repo,
                version,
                watch,
                null,
                adopt);
    }

    /** A deployment's default is no good name for what deploys nothing. */
    private String id(String instead) {
        String id = arguments.string("id");
        return instead != null && id.equals("deploy") ? instead : id;
    }

    private void onlyAdopts() {
        List<String> more = new ArrayList<>(HOW.stream().filter(arguments::has).toList());
        Stream.concat(Stream.of("watch"), OTHER_WORK.stream())
                .filter(arguments::is)
                .forEach(more::add);
        if (!more.isEmpty()) {
            problems.add(
                    "'adopt' deploys nothing, and records what runs as it is; leave out: " + String.join(", ", more));
        }
    }

    /** A watch takes everything from the environment: a call that says more says something that nobody would look at. */
    private void onlyWatches() {
        List<String> more = new ArrayList<>(Stream.concat(WHAT_AND_WHERE.stream(), HOW.stream())
                .filter(arguments::has)
                .toList());
        OTHER_WORK.stream().filter(arguments::is).forEach(more::add);
        if (!more.isEmpty()) {
            problems.add("'watch' takes everything from the environment's own 'watch:'; leave out: "
                    + String.join(", ", more));
        }
    }

    private String address(String name, Pattern grammar, String example) {
        String text = arguments.optional(name).orElse(null);
        if (text != null && !grammar.matcher(text).matches()) {
            problems.add("parameter '" + name + "' must be like " + example + ", not '" + text + "'");
        }
        return text;
    }

    private String rollbackTo() {
        String to = arguments.optional("rollbackTo").orElse(null);
        if (to == null) {
            return null;
        }
        if (!ROLLBACK.matcher(to).matches()) {
            problems.add(
                    "parameter 'rollbackTo' must be 'previous', a revision like '7', the digest of an image or the id of a deployment, not '"
                            + to + "'");
        }
        if (arguments.is("uninstall")) {
            problems.add("give either 'rollbackTo' or 'uninstall', not both");
        }
        if (to.matches("\\d+") && arguments.objects("releases").size() > 1) {
            problems.add(
                    "parameter 'rollbackTo': a revision means one release; for several say 'previous', a digest or the id of a deployment");
        }
        return to;
    }

    private List<ReleaseRequest> releases() {
        List<Arguments> several = arguments.objects("releases");
        boolean one = arguments.has("release") || arguments.has("chart") || arguments.has("image");
        if (one && arguments.has("releases")) {
            problems.add("give either 'release', 'chart' and 'image', or 'releases', not both");
        }
        if (several.isEmpty()) {
            boolean needsChart = !arguments.has("rollbackTo") && !arguments.is("uninstall") && !arguments.is("adopt");
            if (arguments.is("adopt") && !one) {
                return List.of();
            }
            if (!arguments.has("release") || needsChart && !arguments.has("chart")) {
                problems.add("nothing to deploy: give 'release' and 'chart', or a list 'releases'");
                return List.of();
            }
            return List.of(release("", arguments, arguments));
        }
        List<ReleaseRequest> releases = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < several.size(); i++) {
            ReleaseRequest release = release("releases[" + i + "].", several.get(i), arguments);
            if (!names.add(release.release())) {
                problems.add("release '" + release.release() + "' is there twice in 'releases'");
            }
            releases.add(release);
        }
        return releases;
    }

    private ReleaseRequest release(String path, Arguments own, Arguments common) {
        String name = own.string("release");
        if (!isName(name)) {
            problems.add("parameter '" + path + "release' is not a release name: '" + name
                    + "'; at most 53 lower-case letters, digits and dashes");
        }
        ImageReference image = null;
        if (own.optional("image").isPresent()) {
            image = ImageReference.tryParse(own.string("image")).orElse(null);
            if (image == null) {
                problems.add("parameter '" + path + "image' is not an image reference: '" + own.string("image")
                        + "'; write for example registry:5000/name:tag or registry:5000/name@sha256:<64 hex>");
            }
        }
        List<String> files = new ArrayList<>(common.strings("valuesFiles"));
        if (own != common) {
            files.addAll(own.strings("valuesFiles"));
        }
        List<String> paths = new ArrayList<>(files);
        String chart = own.has("chart") ? own.string("chart") : "";
        if (arguments.has("repo")) {
            if (!chart.isEmpty() && !CHART_NAME.matcher(chart).matches()) {
                problems.add(
                        "parameter '" + path + "chart' must be the name of a chart in 'repo', not '" + chart + "'");
            }
        } else if (!chart.isEmpty() && !REGISTRY.matcher(chart).matches()) {
            paths.add(chart);
        }
        Map<String, String> setFile = values("setFile", own, common);
        paths.addAll(setFile.values());
        for (String file : paths) {
            // A leading dash would be read as an option, "://" as a repository, a comma as the end of a value.
            if (file.isBlank() || file.startsWith("-") || file.contains("://") || file.indexOf(',') >= 0) {
                problems.add("'" + file + "' of release '" + name
                        + "' must be a file of the workspace, without a leading dash, comma or scheme");
            }
        }
        return new ReleaseRequest(
                name,
                chart,
                false,
                image,
                files,
                values("set", own, common),
                values("setString", own, common),
                setFile);
    }

    private Map<String, String> values(String parameter, Arguments own, Arguments common) {
        Map<String, String> values = new LinkedHashMap<>();
        common.map(parameter).forEach((name, value) -> values.put(name, String.valueOf(value)));
        own.map(parameter).forEach((name, value) -> values.put(name, String.valueOf(value)));
        for (String name : values.keySet()) {
            if (!VALUE_NAME.matcher(name).matches()) {
                problems.add("parameter '" + parameter + "': '" + name + "' is not the path of a value");
            }
        }
        return values;
    }
}
