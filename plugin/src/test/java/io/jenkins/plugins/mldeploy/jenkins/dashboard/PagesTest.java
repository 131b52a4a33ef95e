package io.jenkins.plugins.mldeploy.jenkins.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Item;
import hudson.model.Result;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.jenkins.gate.WaitingRun;
import io.jenkins.plugins.mldeploy.jenkins.gate.WaitingRun.WebResponse;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteHome;
import io.jenkins.plugins.mldeploy.jenkins.journal.JournalDamage;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.Assume;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

public class PagesTest {
    private static final String HOSTILE =
            "<img src=x onerror=document.title='hacked'><script>document.title='hacked'</script>";

    @Rule
    public JenkinsRule jenkins = new JenkinsRule();

    {
        // A busy machine starts its first Jenkins in minutes.
        jenkins.timeout = 600;
    }

    private WaitingRun world;

    @Before
    public void people() throws Exception {
        world = new WaitingRun(jenkins);
    }

    private void record(String job, long run, String text) throws IOException {
        SuiteHome.journal()
                .append(new Evidence(
                        Subject.commit("c".repeat(40)),
                        "mlTest",
                        "unit",
                        Verdict.FAIL,
                        Map.of("tests.passRate", 0.5),
                        List.of(new Reason("TESTS_FAILED", text)),
                        Map.of("failed", List.of(text)),
                        Map.of(),
                        new Origin(job, run, "c".repeat(40), text, true, List.of()),
                        Instant.parse("2026-11-22T10:00:00Z")));
    }

    private WorkflowRun decided() throws Exception {
        WorkflowRun run = world.start();
        String gate = run.getUrl() + "mldeploy/gates/" + WaitingRun.gateOf(run).id();
        world.post("bob", gate + "/approve", "{}");
        world.post("carol", gate + "/approve", "{}");
        world.finished(run, Result.SUCCESS);
        return run;
    }

    private List<String> pages(WorkflowRun run) {
        return List.of(
                "mldeploy/",
                "mldeploy/mine/",
                run.getUrl() + "mldeploy/",
                run.getParent().getUrl() + "mldeploy/",
                "manage/mldeploy-environments/");
    }

    @Test
    public void noPageHasAnInlineScriptStyleOrHandler() throws Exception {
        WorkflowRun run = decided();
        for (String page : pages(run)) {
            WebResponse response = world.get("admin", page);
            assertThat(response.getStatusCode()).as(page).isEqualTo(200);
            String html = response.getContentAsString();
            int panel = html.indexOf("id=\"main-panel\"");
            // Jenkins' own validate button hides its spinner so.
            String ours = html.substring(panel, html.indexOf("</footer>", panel))
                    .replace("<div style=\"display:none;\">", "<div>");
            assertThat(ours).as(page).doesNotContainPattern("(?i)<script(?![^>]*\\bsrc=)");
            assertThat(ours).as(page).doesNotContainPattern("(?i)<style|\\sstyle=|\\son[a-z]+\\s*=|javascript:");
        }
    }

    @Test
    public void whatTheScriptsAskForIsThere() throws Exception {
        WorkflowRun run = decided();
        for (String page : pages(run).subList(0, 4)) {
            String html = world.get("reader", page).getContentAsString();
            var scripts = Pattern.compile("src=\"[^\"]*?/(mldeploy/page/[a-z.]+\\.js)\"")
                    .matcher(html);
            assertThat(scripts.find()).as(page).isTrue();
            do {
                WebResponse script = world.get("reader", scripts.group(1));
                assertThat(script.getStatusCode()).as(scripts.group(1)).isEqualTo(200);
                assertThat(script.getContentType()).isEqualTo("text/javascript");
            } while (scripts.find());
        }
        assertThat(world.get("reader", "mldeploy/page/dashboard.css").getContentType())
                .isEqualTo("text/css");
        assertThat(world.get("reader", "plugin/ml-deployment-pipeline/in-jenkins.css")
                        .getStatusCode())
                .isEqualTo(200);
        for (String none : List.of("index.html", "nothing.js", "..%2f..%2fweb.xml", "PageFile.class", "")) {
            assertThat(world.get("reader", "mldeploy/page/" + none).getStatusCode())
                    .as(none)
                    .isGreaterThanOrEqualTo(400);
        }
    }

    @Test
    public void hostileTextsAreJsonThatNoBrowserTakesForAPage() throws Exception {
        WorkflowRun run = decided();
        record("shop", run.getNumber(), HOSTILE);

        for (String address : List.of(
                "mldeploy/overview",
                "mldeploy/gates/",
                run.getUrl() + "mldeploy/report",
                run.getParent().getUrl() + "mldeploy/runs",
                run.getUrl() + "mldeploy/gates/api/json")) {
            WebResponse response = world.get("reader", address);
            assertThat(response.getStatusCode()).as(address).isEqualTo(200);
            assertThat(response.getContentType()).isEqualTo("application/json");
            assertThat(response.getResponseHeaderValue("X-Content-Type-Options"))
                    .isEqualTo("nosniff");
            assertThat(response.getResponseHeaderValue("Cache-Control")).contains("no-store");
        }
        for (String page : pages(run)) {
            assertThat(world.get("admin", page).getContentAsString())
                    .as(page)
                    .doesNotContain("<img src=x")
                    .doesNotContain("<script>alert");
        }
    }

    @Test
    public void theReportOfARunHasTheGateThatItWaitedFor() throws Exception {
        WorkflowRun run = decided();

        JSONObject report = JSONObject.fromObject(
                world.get("reader", run.getUrl() + "mldeploy/report").getContentAsString());

        assertThat(report.getJSONObject("run").getString("verdict")).isEqualTo("PASS");
        assertThat(report.getJSONArray("accounts").toString())
                .contains("approveGate")
                .contains("decision: APPROVED")
                .contains("bob (sre)");
    }

    @Test
    public void rowsAndTotalsHoldOnlyWhatTheReaderMaySee() throws Exception {
        WorkflowRun run = decided();
        int own = JSONObject.fromObject(world.get("admin", "mldeploy/overview").getContentAsString())
                .getInt("records");
        jenkins.createProject(org.jenkinsci.plugins.workflow.job.WorkflowJob.class, "hidden");
        record("hidden", 1, "hidden reason");
        record("gone", 1, "reason of a job that is gone");
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ)
                .everywhere()
                .toEveryone()
                .grant(Item.READ)
                .onItems(run.getParent())
                .to("reader")
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin"));

        JSONObject reader =
                JSONObject.fromObject(world.get("reader", "mldeploy/overview").getContentAsString());
        assertThat(reader.getInt("records")).isEqualTo(own);
        assertThat(reader.toString()).doesNotContain("hidden").doesNotContain("gone");
        JSONObject anonymous =
                JSONObject.fromObject(world.get(null, "mldeploy/overview").getContentAsString());
        assertThat(anonymous.getInt("records")).isZero();
        assertThat(anonymous.getJSONArray("runs").size()).isZero();
        JSONObject admin =
                JSONObject.fromObject(world.get("admin", "mldeploy/overview").getContentAsString());
        assertThat(admin.getInt("records")).isEqualTo(own + 2);
        assertThat(world.get("reader", "job/hidden/mldeploy/runs").getStatusCode())
                .isEqualTo(404);
    }

    @Test
    public void theBadgeCountsWhatWaitsForTheReader() throws Exception {
        WorkflowRun run = world.start();

        assertThat(world.get("bob", "mldeploy/mine/gates/").getContentAsString())
                .contains("\"shop\"");
        assertThat(world.get("bob", "").getContentAsString()).contains("1 gate(s) wait for you");
        assertThat(world.get("eve", "").getContentAsString()).doesNotContain("wait for you");
        assertThat(world.get("bob", run.getUrl()).getContentAsString()).contains("waits for people");
        assertThat(run.getAction(RunPage.class).isWaiting()).isTrue();
        String gate = run.getUrl() + "mldeploy/gates/" + WaitingRun.gateOf(run).id();
        world.post("bob", gate + "/approve", "{}");
        assertThat(world.get("bob", "").getContentAsString()).doesNotContain("wait for you");
        world.post("carol", gate + "/approve", "{}");
        world.finished(run, Result.SUCCESS);
        assertThat(run.getAction(RunPage.class).isWaiting()).isFalse();
    }

    @Test
    public void aBrokenJournalIsAnAnswerAndNoStackTrace() throws Exception {
        WorkflowRun run = decided();
        JournalDamage.change("approveGate", "approveGatE");

        for (String address : List.of(
                "mldeploy/overview",
                run.getUrl() + "mldeploy/report",
                run.getParent().getUrl() + "mldeploy/runs")) {
            WebResponse response = world.get("reader", address);
            assertThat(response.getStatusCode()).as(address).isEqualTo(503);
            assertThat(response.getContentAsString()).contains("changed after it was written");
        }
    }

    /** A real browser builds the pages, and shows what is hostile as text. */
    @Test
    public void aRealBrowserShowsHostileTextsAsText() throws Exception {
        String chromium = Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .filter(path -> Files.isExecutable(Path.of(path)))
                .findFirst()
                .orElse(null);
        Assume.assumeNotNull(chromium);
        WorkflowRun run = decided();
        record("shop", run.getNumber(), HOSTILE);
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .toEveryone());

        for (String page : pages(run).subList(0, 4)) {
            Process browser = new ProcessBuilder(
                            chromium,
                            "--headless",
                            "--no-sandbox",
                            "--disable-gpu",
                            "--virtual-time-budget=10000",
                            "--user-data-dir=" + jenkins.jenkins.getRootDir() + "/chromium",
                            "--dump-dom",
                            jenkins.getURL() + page)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String dom = new String(browser.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(browser.waitFor()).isZero();
            assertThat(dom).as(page).doesNotContain("<title>hacked").doesNotContain("<img src=\"x\"");
            if (!page.endsWith("mine/")) {
                assertThat(dom).as(page).contains("&lt;img src=x onerror=");
            }
        }
    }
}
