package io.jenkins.plugins.mldeploy.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.Test;

/** {@code watch:} of an environment: what it may say, and every mistake with its place. */
public class WatchReaderTest {
    private static final String HOOKS =
            """
            webHooks:
              - {name: sre-chat, url: "https://chat.example/hook", secretId: chat}
              - {name: retrain, url: "https://ml.example/retrain", secretId: ml}
            """;

    private static Environments read(String environments) throws IOException {
        return EnvironmentsFile.read(
                "environments.yaml", new ByteArrayInputStream((HOOKS + environments).getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> problems(String environments) {
        WrongConfiguration wrong = catchThrowableOfType(WrongConfiguration.class, () -> read(environments));
        assertThat(wrong).isNotNull();
        return wrong.problems();
    }

    @Test
    public void everyKeyIsRead() throws IOException {
        Environment environment =
                read("""
                        environments:
                          - name: production
                            watch:
                              release: api
                              every: 1m
                              samples: 10
                              analysis:
                                - {metric: error-rate, prometheus: "https://prom.example", query: 'sum(rate(errors{release="{release}"}[1m]))', max: 0.01, failureLimit: 2}
                                - {metric: latency, url: "http://{release}.shop/metrics.json", pointer: /p95, max: 800, mustHaveData: false}
                                - {metric: faithfulness, evidence: llm, min: 0.85}
                              onFailure: [notify, rollback, trigger]
                              onNoData: [notify]
                              notify: [sre-chat]
                              trigger: retrain
                        """)
                        .find("production")
                        .orElseThrow();
        assertThat(environment.watch())
                .isEqualTo(new WatchRules(
                        "api",
                        Duration.ofMinutes(1),
                        10,
                        List.of(
                                new WatchRules.Metric(
                                        "error-rate",
                                        "https://prom.example",
                                        "sum(rate(errors{release=\"{release}\"}[1m]))",
                                        null,
                                        "",
                                        null,
                                        null,
                                        null,
                                        0.01,
                                        true,
                                        2),
                                new WatchRules.Metric(
                                        "latency",
                                        null,
                                        null,
                                        "http://{release}.shop/metrics.json",
                                        "/p95",
                                        null,
                                        null,
                                        null,
                                        800.0,
                                        false,
                                        0),
                                new WatchRules.Metric(
                                        "faithfulness", null, null, null, "", null, "llm", 0.85, null, true, 0)),
                        List.of(WatchRules.Reaction.NOTIFY, WatchRules.Reaction.ROLLBACK, WatchRules.Reaction.TRIGGER),
                        List.of(WatchRules.Reaction.NOTIFY),
                        List.of("sre-chat"),
                        "retrain"));
        assertThat(environment.isProtected()).isFalse();
    }

    @Test
    public void whatIsLeftOutIsToldAndNeverRollsBack() throws IOException {
        WatchRules rules =
                read("""
                        environments:
                          - name: production
                            notify: [sre-chat]
                            watch: {analysis: [{metric: m, command: ./m, min: 1}]}
                        """)
                        .find("production")
                        .orElseThrow()
                        .watch();
        assertThat(rules.every()).isEqualTo(Duration.ofMinutes(5));
        assertThat(rules.samples()).isEqualTo(5);
        assertThat(rules.tell()).containsExactly("sre-chat");
        assertThat(rules.rollsBack()).isFalse();
    }

    @Test
    public void allMistakesAreToldAtOnceEachWithItsPlace() {
        assertThat(
                        problems(
                                """
                        environments:
                          - name: production
                            watch:
                              evry: 1m
                              every: 1s
                              samples: 3
                              analysis:
                                - {metric: a, command: ./a}
                                - {metric: a, command: ./a, url: "http://x/y", max: 1}
                                - {metric: b, prometheus: "https://prom", max: low}
                                - {metric: c, url: "https://me:secret@x/y", pointer: x, max: 1}
                                - {metric: d, command: ./d, max: 1, compare: true, failureLimit: 3}
                              onFailure: [notfy, trigger]
                              onNoData: [rollback]
                              notify: [sre-chatt]
                        """))
                .containsExactly(
                        "environments.yaml:7:7: unknown key 'evry' of 'watch'; did you mean 'every'?",
                        "environments.yaml:7:7: a reaction is 'trigger', and 'trigger' does not say which web hook that is",
                        "environments.yaml:8:14: 'every' must be 5s or more",
                        "environments.yaml:11:11: a metric needs 'min' or 'max', else nothing is judged",
                        "environments.yaml:12:11: a metric needs just one of 'prometheus', 'url', 'command' and 'evidence'",
                        "environments.yaml:12:20: metric 'a' is there twice",
                        "environments.yaml:13:11: 'prometheus' and 'query' go together",
                        "environments.yaml:13:56: 'max' must be a number like 0.01, not 'low'",
                        "environments.yaml:14:28: 'url' must be an http or https address without a user",
                        "environments.yaml:14:62: 'pointer' must be a JSON Pointer like /errors/rate",
                        "environments.yaml:15:54: 'compare' compares two versions, and a watch sees one; leave it out",
                        "environments.yaml:15:74: 'failureLimit' must be less than 'samples', which is 3: it could never fail",
                        "environments.yaml:16:18: 'onFailure' may hold notify, rollback and trigger, not 'notfy'; did you mean 'notify'?",
                        "environments.yaml:18:15: there is no web hook 'sre-chatt'; did you mean 'sre-chat'?");
        assertThat(problems("environments:\n  - {name: p, watch: {every: 1m}}\n"))
                .containsExactly("environments.yaml:5:22: 'watch' needs 'analysis'");
        assertThat(
                        problems(
                                "environments:\n  - {name: p, watch: {analysis: [{metric: m, command: x, max: 1}], trigger: retrain}}\n"))
                .containsExactly(
                        "environments.yaml:5:77: 'trigger' is never called; name it in 'onFailure' or 'onNoData'");
    }

    @Test
    public void aFolderMayNotTouchTheWatch() {
        WrongConfiguration wrong = catchThrowableOfType(
                WrongConfiguration.class,
                () -> TighteningsFile.read(
                        "folder",
                        new ByteArrayInputStream(
                                "environments:\n  - {name: production, watch: {analysis: [{metric: m, command: x, max: 9}]}}\n"
                                        .getBytes(StandardCharsets.UTF_8))));
        assertThat(wrong.problems())
                .containsExactly(
                        "folder:2:31: 'watch' is the environment's own and can't be set here: this level only adds demands");
    }

    @Test
    public void aLevelThatTightensKeepsTheWatch() throws IOException {
        Environments environments = read(
                """
                environments:
                  - {name: production, watch: {analysis: [{metric: m, command: x, max: 9}]}}
                """);
        Environments tightened = environments.tightenedBy(
                "folder",
                List.of(new Tightening(
                        "production",
                        true,
                        List.of("job"),
                        null,
                        null,
                        0,
                        false,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null)));
        assertThat(tightened.find("production").orElseThrow().watch())
                .isEqualTo(environments.find("production").orElseThrow().watch());
    }
}
