package io.jenkins.plugins.mldeploy.acceptance;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One folder of cases: a Jenkinsfile, what lies beside it, and {@code case.yaml}, which says what people do and what must come of it. The form is described in {@code
 * src/test/resources/acceptance/README.md}; a field that nobody reads is an error.
 *
 * @param name of the folder
 * @param folder where it lies
 * @param script what is in its {@code case.yaml}
 */
public record AcceptanceCase(String name, Path folder, Script script) {
    private static final JsonMapper YAML = JsonMapper.builder(new YAMLFactory())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /**
     * @param shows what is promised to users
     * @param at time of the first run, ISO-8601; null: now
     * @param job name of the job, null: shop
     * @param environment variables that the host gives every run
     * @param credentials id to the file of the case that holds a kubeconfig
     * @param label of the agent beside its own
     * @param runs one after the other
     */
    public record Script(
            List<String> shows,
            String at,
            String job,
            Map<String, String> environment,
            Map<String, String> credentials,
            String label,
            List<Act> runs) {
        public Script {
            if (shows == null || shows.isEmpty() || runs == null || runs.isEmpty()) {
                throw new IllegalArgumentException("a case has 'shows' and 'runs'");
            }
            job = job == null ? "shop" : job;
            environment = environment == null ? Map.of() : Map.copyOf(environment);
            credentials = credentials == null ? Map.of() : Map.copyOf(credentials);
        }

        /** Whether the process or the controller of the host ends in it. */
        public boolean restarts() {
            return runs.stream().flatMap(act -> act.people().stream()).anyMatch(deed -> "restart".equals(deed.act()));
        }
    }

    /**
     * A run, or what becomes of an earlier one.
     *
     * @param jenkinsfile null: Jenkinsfile
     * @param goesOn number of the act whose run is looked at again, from 1; null: a new run
     * @param replays number of the act whose run is replayed; only Jenkins has that
     * @param only {@code laptop} or {@code jenkins} where the other host has nothing like it; null: both
     * @param by who asks for it
     * @param later how far the clock moves before it
     * @param files folder of the case whose content is put over the sources, and committed
     * @param put files of the scene before it, for example what the played cluster reads
     * @param prometheus part of a query to the values that are answered one after the other, the last one again and again; {@code none}: no data
     * @param people what happens while it runs, in this order
     * @param leaves true when it still waits at its end; a later act goes on with it
     * @param result null only where it leaves
     * @param log lines or parts of lines
     * @param notLog what no line holds
     * @param returned name to what {@code echo "RETURNED name ${JsonOutput.toJson(map)}"} must hold
     * @param records of this run in the journal
     * @param cluster release to number and status of its last revision, for example {@code 2 deployed}
     * @param dashboard JSON Pointer into the overview to its value
     */
    public record Act(
            String jenkinsfile,
            Integer goesOn,
            Integer replays,
            String only,
            String by,
            String later,
            String files,
            Map<String, String> put,
            Map<String, List<String>> prometheus,
            List<Deed> people,
            boolean leaves,
            String result,
            List<String> log,
            List<String> notLog,
            Map<String, Map<String, Object>> returned,
            List<Recorded> records,
            Map<String, String> cluster,
            Map<String, Object> dashboard) {
        public Act {
            jenkinsfile = jenkinsfile == null ? "Jenkinsfile" : jenkinsfile;
            by = by == null ? "ann" : by;
            put = put == null ? Map.of() : put;
            prometheus = prometheus == null ? Map.of() : prometheus;
            people = people == null ? List.of() : people;
            log = log == null ? List.of() : log;
            notLog = notLog == null ? List.of() : notLog;
            returned = returned == null ? Map.of() : returned;
            records = records == null ? List.of() : records;
            cluster = cluster == null ? Map.of() : cluster;
            dashboard = dashboard == null ? Map.of() : dashboard;
            if (!leaves && result == null) {
                throw new IllegalArgumentException("an act has a 'result', or it 'leaves'");
            }
        }
    }

    /**
     * What happens while a run is at work: one of the fields {@code await}, {@code does}, {@code clock}, {@code act}, {@code put}, {@code crowd}.
     *
     * @param await text that must be in the log before anything else happens
     * @param as who answers
     * @param groups of the security realm that this person is in; at most one, which is what a laptop knows
     * @param does {@code approve}, {@code reject}, {@code comment} or {@code withdraw}
     * @param gate id of the step
     * @param text reason or comment
     * @param answer part of what comes back
     * @param refused whether the answer is not taken
     * @param clock how far the clock moves
     * @param time {@code passes}: whenever a step sleeps, the clock moves to the moment at which it wakes, until the run is over, or {@code await} is said
     * @param there file of the scene that must be there before anything else happens
     * @param act {@code restart} or {@code stop}
     * @param put files of the scene
     * @param crowd so many people {@code u0}, {@code u1}, … approve at the same moment, each twice
     */
    public record Deed(
            String await,
            String as,
            List<String> groups,
            String does,
            String gate,
            String text,
            String answer,
            boolean refused,
            String clock,
            String time,
            String there,
            String act,
            Map<String, String> put,
            int crowd) {
        public Deed {
            groups = groups == null ? List.of() : List.copyOf(groups);
        }
    }

    /**
     * A record that the journal must hold of the run.
     *
     * @param reasons codes that it must have, maybe beside others
     * @param metrics that it must hold
     * @param details that it must hold
     */
    public record Recorded(
            String step,
            String id,
            String verdict,
            List<String> reasons,
            Map<String, Double> metrics,
            Map<String, Object> details) {
        public Recorded {
            reasons = reasons == null ? List.of() : reasons;
            metrics = metrics == null ? Map.of() : metrics;
            details = details == null ? Map.of() : details;
        }
    }

    /** Those in a folder, by name. */
    public static List<AcceptanceCase> in(Path folder) throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.filter(each -> Files.exists(each.resolve("case.yaml")))
                    .sorted()
                    .map(AcceptanceCase::read)
                    .toList();
        }
    }

    private static AcceptanceCase read(Path folder) {
        try {
            return new AcceptanceCase(
                    folder.getFileName().toString(),
                    folder,
                    YAML.readValue(folder.resolve("case.yaml").toFile(), Script.class));
        } catch (IOException e) {
            throw new IllegalArgumentException(folder + "/case.yaml: " + e.getMessage(), e);
        }
    }

    /** A readable name of the test. */
    @Override
    public String toString() {
        return name;
    }
}
