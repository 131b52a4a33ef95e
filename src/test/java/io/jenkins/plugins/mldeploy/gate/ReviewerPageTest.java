package io.jenkins.plugins.mldeploy.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.mldeploy.browser.Chromium;
import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.JournalFileStore;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.host.Commit;
import io.jenkins.plugins.mldeploy.local.DashboardServer;
import io.jenkins.plugins.mldeploy.local.ProjectHome;
import io.jenkins.plugins.mldeploy.policy.Environments;
import io.jenkins.plugins.mldeploy.policy.EnvironmentsFile;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * The reviewer's page in a real browser: by keyboard, for screen readers, in light and dark, on a phone and magnified. What is checked follows WCAG 2.2, level AA. Needs Chromium on this machine; {@code
 * -Dchromium.required=true} makes its absence a failure, {@code -Dpictures=FOLDER} keeps pictures for people to look at.
 */
public class ReviewerPageTest {
    private static final Subject OLD = Subject.image("sha256:" + "1".repeat(64));
    private static final Subject NEW = Subject.image("sha256:" + "2".repeat(64));
    private static final String PLAN = "c".repeat(64);
    private static final Clock CLOCK = Clock.systemUTC();

    /** Everything that can have the focus and is drawn, in the order of the document. */
    private static final String CONTROLS =
            """
            [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
              .filter(node => node.checkVisibility({visibilityProperty: true}))""";

    /** How a control is told from the others. */
    private static final String NAME =
            "(node => node.id || (node.tagName + ':' + (node.getAttribute('aria-label') || node.textContent).trim().slice(0, 60)))";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private JournalFileStore journal;
    private DashboardServer server;
    private Chromium browser;
    private String gate;

    @Before
    public void start() throws Exception {
        if (!Boolean.getBoolean("chromium.required")) {
            assumeTrue("Chromium is not on this machine", Chromium.program().isPresent());
        }
        Path directory = folder.newFolder("shop").toPath();
        ProjectHome project = ProjectHome.of(directory, null);
        Files.writeString(project.environmentsFile(), environmentsFile());
        Environments environments = EnvironmentsFile.read(project.environmentsFile());
        journal = JournalFileStore.open(project.journal(), warning -> {});
        history();
        LocalGateHost run = new LocalGateHost(project.state(), journal, environments, CLOCK, 12, true, "zoe");
        run.commits = List.of(
                new Commit(
                        "b".repeat(40),
                        null,
                        "Bob",
                        "bob@shop.example",
                        Instant.now(),
                        "Answer in the user's language"),
                new Commit("d".repeat(40), null, "Zoe", "zoe@shop.example", Instant.now(), "Newer tokenizer"));
        run.begin(Map.of(
                "id",
                "prod",
                "environment",
                "production",
                "deployment",
                "prod",
                "message",
                "Release 1.4 to production?",
                "parameters",
                Map.of("weight", 10, "fast", false)));
        gate = run.gateId();
        Gates gates = new Gates(project.state(), CLOCK);
        gates.comment(gate, new Voter("eve", Set.of(), "practice", "test"), "What about the cache of the old prompts?");
        gates.vote(
                gate,
                new Voter("bob", Set.of(), "practice", "test"),
                true,
                "The evaluation looks good, and the new finding is not reachable.",
                environments);
        server = DashboardServer.start(project, 0, CLOCK, error -> {});
        browser = new Chromium(folder.newFolder("profile").toPath());
        browser.dark(false);
        browser.size(1280, 900, 1);
        show();
    }

    private void show() throws Exception {
        browser.open(server.address());
        browser.until(
                "document.querySelector('#gates form') && document.getElementById('summary').textContent !== 'Loading …'");
    }

    @After
    public void stop() throws Exception {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
        }
        if (journal != null) {
            journal.close();
        }
    }

    @Test
    public void everyControlIsReachedByTabInItsOrderAndShowsThatItHasTheFocus() throws Exception {
        unfold();
        List<String> controls = texts(CONTROLS + ".map(" + NAME + ")");
        assertThat(controls).hasSizeGreaterThan(20).contains("approve-" + gate, "bypass-" + gate, "who-" + gate);
        Set<String> reached = new LinkedHashSet<>();
        for (int i = 0; i < 3 * controls.size() && !reached.containsAll(controls); i++) {
            browser.press("Tab");
            JsonNode focus = browser.value(
                    "(() => { const node = document.activeElement, style = getComputedStyle(node), box = node.getBoundingClientRect();"
                            + " return {name: " + NAME
                            + "(node), outline: style.outlineStyle, width: parseFloat(style.outlineWidth),"
                            + " seen: box.bottom > 0 && box.top < innerHeight, body: node === document.body}; })()");
            if (focus.get("body").booleanValue()) {
                continue;
            }
            reached.add(focus.get("name").textValue());
            assertThat(focus.get("outline").textValue()).as(focus.toString()).isNotEqualTo("none");
            assertThat(focus.get("width").doubleValue()).as(focus.toString()).isGreaterThanOrEqualTo(2);
            assertThat(focus.get("seen").booleanValue()).as(focus.toString()).isTrue();
        }
        List<String> inOrder = new ArrayList<>(reached);
        inOrder.retainAll(controls);
        assertThat(inOrder).isEqualTo(controls.stream().distinct().toList());
    }

    @Test
    public void aVoteIsGivenByKeyboardAloneAndItsResultIsReadOut() throws Exception {
        focus("who-" + gate);
        browser.type("carol");
        // Refused first: the reason is read out, and nothing that was typed is lost.
        tabTo("reject-" + gate);
        browser.press("Enter");
        browser.until("document.getElementById('answer').textContent.startsWith('a rejection needs a reason')");
        assertThat(live("answer")).isEqualTo("a rejection needs a reason: what has to change?");
        assertThat(browser.value("document.activeElement.id").textValue()).isEqualTo("reject-" + gate);
        assertThat(browser.value("document.getElementById('who-" + gate + "').value")
                        .textValue())
                .isEqualTo("carol");

        focus("why-" + gate);
        browser.type("I checked the licences");
        tabTo("approve-" + gate);
        browser.press("Space");
        browser.until("document.getElementById('answer').textContent.includes('APPROVED')");
        assertThat(live("answer")).isEqualTo("gate " + gate + " is APPROVED");
        browser.until("!document.querySelector('#gates form')");
        // The gate is gone, and with it the button that had the focus: it goes to what was said, not to the top of the
        // page.
        assertThat(browser.value("document.activeElement.id").textValue()).isEqualTo("answer");
        assertThat(browser.value("document.querySelector('#settled').textContent")
                        .textValue())
                .contains("APPROVED", "Release 1.4 to production?");
    }

    @Test
    public void somebodyElsesVoteTakesNeitherTheFocusNorWhatIsWritten() throws Exception {
        focus("why-" + gate);
        browser.type("half a sen");
        server.close();
        browser.value("fetch('api/gates').catch(() => 0).then(() => 1)");
        ProjectHome project = ProjectHome.of(folder.getRoot().toPath().resolve("shop"), null);
        new Gates(project.state(), CLOCK)
                .comment(gate, new Voter("dora", Set.of(), "practice", "test"), "Another remark");
        int port = server.address().getPort();
        server = DashboardServer.start(project, port, CLOCK, error -> {});
        browser.until("document.querySelector('#gates').textContent.includes('Another remark')");
        assertThat(browser.value("document.activeElement.id").textValue()).isEqualTo("why-" + gate);
        browser.type("tence");
        assertThat(browser.value("document.activeElement.value").textValue()).isEqualTo("half a sentence");
    }

    /** Records of one call differ in their subject only, and are a row or a card together; the same call made again is another. */
    @Test
    public void whatOneCallRecordedOfItsSourceAndItsImagesIsSaidOnce() throws Exception {
        String findings =
                "['git:1', 'sha256:2', 'sha256:3', 'git:1'].map((subject, index) => ({seq: 9 - index, subject,"
                        + " step: 'helmDeploy', id: 'prod', verdict: 'PASS', at: '2026-11-01T10:00:00Z', reasons: [], gates: [], metrics: {}}))";
        String head = "job: 'shop', number: 7, verdict: 'PASS', at: '2026-11-01T10:00:00Z'";

        assertThat(texts("import(new URL('runs.js', document.baseURI)).then(({runs}) => [...runs([{" + head
                        + ", findings: " + findings
                        + "}])[0].querySelectorAll('tbody tr')].map(row => row.textContent))"))
                .containsExactly("987helmDeploy prodPASSgit:1sha256:2sha256:3", "6helmDeploy prodPASSgit:1");
        assertThat(texts("import(new URL('report.js', document.baseURI)).then(({report}) => report({run: {"
                        + head + "}, accounts: " + findings
                        + ".map(finding => ({finding, hash: 'abc' + finding.seq, sections: []}))})"
                        + ".filter(node => node.tagName === 'ARTICLE')"
                        + ".map(node => node.querySelector('.muted').textContent.replace(/.*about/, 'about')))"))
                .containsExactly(
                        "about git:1, record 9 abc9; sha256:2, record 8 abc8; sha256:3, record 7 abc7",
                        "about git:1, record 6 abc6");

        String measured = findings.replace("metrics: {}", "metrics: {correct: 1}");
        assertThat(texts("import(new URL('trend.js', document.baseURI)).then(({trend}) => {"
                        + " const place = document.body.appendChild(document.createElement('div')); trend(place, [{"
                        + head + ", findings: " + measured + ".slice(0, 3)}, {job: 'shop', number: 6, findings: "
                        + measured
                        + ".slice(0, 3)}]); return [place.querySelector('.chart').getAttribute('aria-label')]; })"))
                .containsExactly("helmDeploy prod: correct: #6 1, #7 1");
    }

    @Test
    public void aScreenReaderGetsANameAndARoleOfEveryControlAndHeadingsInTheirOrder() throws Exception {
        unfold();
        List<String> nameless = new ArrayList<>();
        List<String> roles = new ArrayList<>();
        for (JsonNode node : browser.accessible()) {
            String role = node.at("/role/value").asText();
            boolean focusable = false;
            for (JsonNode property : node.path("properties")) {
                focusable |= property.get("name").asText().equals("focusable")
                        && property.at("/value/value").asBoolean();
            }
            // The answer has the focus only when its button is gone; its text is what is read then.
            if (focusable && !Set.of("RootWebArea", "status").contains(role)) {
                roles.add(role);
                if (node.at("/name/value").asText().isBlank() || role.equals("generic")) {
                    nameless.add(node.toString());
                }
            }
        }
        assertThat(nameless).isEmpty();
        assertThat(roles)
                .contains("button", "textbox", "spinbutton", "combobox", "link", "region", "DisclosureTriangle");
        assertThat(texts("[...document.querySelectorAll('header, main, section, article, form')]"
                        + ".filter(node => ['SECTION', 'ARTICLE', 'FORM'].includes(node.tagName)"
                        + " && !node.getAttribute('aria-label') && !document.getElementById(node.getAttribute('aria-labelledby')))"
                        + ".map(node => node.textContent.slice(0, 60))"))
                .as("parts without a name")
                .isEmpty();
        List<Integer> levels =
                texts("[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(node => node.tagName[1])").stream()
                        .map(Integer::valueOf)
                        .toList();
        assertThat(levels.get(0)).isEqualTo(1);
        for (int i = 1; i < levels.size(); i++) {
            assertThat(levels.get(i)).as("heading %d of %s", i, levels).isLessThanOrEqualTo(levels.get(i - 1) + 1);
        }
        assertThat(texts("[...document.querySelectorAll('[id]')].map(node => node.id)"))
                .doesNotHaveDuplicates();
        assertThat(browser.value("document.documentElement.lang").textValue()).isEqualTo("en");
        // Colour alone says nothing: every coloured word is a word.
        assertThat(texts("[...document.querySelectorAll('.tag')].map(node => node.textContent)"))
                .isNotEmpty()
                .allMatch(text -> !text.isBlank());
    }

    @Test
    public void everyTextStandsOutFromItsGroundInLightAndInDark() throws Exception {
        for (boolean dark : new boolean[] {false, true}) {
            browser.dark(dark);
            unfold();
            assertThat(texts(CONTRAST)).as(dark ? "dark" : "light").isEmpty();
            picture(dark ? "gate-dark.png" : "gate.png");
        }
    }

    /** 930 pixels are what Jenkins' side panel leaves of 1280. */
    @Test
    public void theRecordsOfARunFitWithoutAScrollBarOfTheirOwn() throws Exception {
        unfold();
        assertThat(browser.value("document.querySelectorAll('#runs td').length").intValue())
                .isGreaterThan(10);
        for (int width : new int[] {1280, 1000, 930, 390, 320}) {
            browser.size(width, 900, 1);
            assertThat(
                            texts(
                                    "[...document.querySelectorAll('#runs .scroll')].filter(node => node.checkVisibility()"
                                            + " && node.scrollWidth > node.clientWidth).map(node => node.scrollWidth + ' in ' + node.clientWidth)"))
                    .as(width + " pixels")
                    .isEmpty();
            // Each value is there, and for who hears the page it stands in a cell of a table.
            assertThat(browser.value(
                                    "[...document.querySelectorAll('#runs td[data-title] > *')]"
                                            + ".filter(node => !node.checkVisibility() || node.getBoundingClientRect().width < 20).length")
                            .intValue())
                    .as(width + " pixels")
                    .isZero();
            assertThat(browser.accessible().stream()
                            .filter(node -> node.at("/role/value").asText().equals("columnheader")))
                    .as(width + " pixels")
                    .isNotEmpty();
            if (System.getProperty("pictures") != null) {
                browser.picture(Path.of(System.getProperty("pictures")).resolve("runs-" + width + ".png"), "#runs");
            }
        }
    }

    @Test
    public void nothingSticksOutOnAPhoneNorMagnified() throws Exception {
        // A phone; 200 % and 400 % on a screen of 1280 pixels (WCAG 1.4.4 and 1.4.10).
        int[][] sizes = {{360, 800, 3}, {640, 512, 2}, {320, 256, 4}};
        for (int[] size : sizes) {
            browser.size(size[0], size[1], size[2]);
            unfold();
            String as = size[0] + " pixels";
            // What has a scroll bar of its own may be wider within it.
            assertThat(texts(
                            "[...document.querySelectorAll('body *')].filter(node => !node.closest('.scroll, pre, .skip')"
                                    + " && node.checkVisibility() && node.getBoundingClientRect().right > innerWidth + 1)"
                                    + ".map(node => node.tagName + ' ' + node.textContent.slice(0, 40))"))
                    .as(as)
                    .isEmpty();
            assertThat(browser.value("document.documentElement.scrollWidth").intValue())
                    .as(as)
                    .isLessThanOrEqualTo(size[0]);
            // Big enough to be hit (WCAG 2.5.8).
            assertThat(
                            texts(
                                    "[...document.querySelectorAll('#gates button, #gates input, #gates select, #gates textarea, #gates summary')]"
                                            + ".filter(node => node.checkVisibility()).map(node => ({node, box: node.getBoundingClientRect()}))"
                                            + ".filter(({box}) => box.width < 24 || box.height < 24).map(({node, box}) => node.tagName + ' ' + node.textContent + ' ' + box.height)"))
                    .as(as)
                    .isEmpty();
        }
        browser.size(360, 800, 1);
        picture("gate-narrow.png");
    }

    private void picture(String name) throws Exception {
        String pictures = System.getProperty("pictures");
        if (pictures != null) {
            show();
            browser.picture(Files.createDirectories(Path.of(pictures)).resolve(name), "#gates");
        }
    }

    private void unfold() throws Exception {
        browser.value("document.querySelectorAll('details').forEach(node => { node.open = true; })");
        browser.until("[...document.querySelectorAll('pre')].every(node => node.textContent !== 'Loading …')");
    }

    private void focus(String id) throws Exception {
        browser.value("document.getElementById('" + id + "').focus()");
    }

    private void tabTo(String id) throws Exception {
        for (int i = 0; i < 30; i++) {
            browser.press("Tab");
            if (browser.value("document.activeElement.id").textValue().equals(id)) {
                return;
            }
        }
        throw new AssertionError(id + " is not reached by Tab");
    }

    /** What a screen reader would read out when it changes. */
    private String live(String id) throws Exception {
        JsonNode region =
                browser.value("(node => ({role: node.getAttribute('role'), live: node.getAttribute('aria-live'),"
                        + " text: node.textContent, drawn: node.checkVisibility()}))(document.getElementById('" + id
                        + "'))");
        assertThat(region.get("role").textValue()).isEqualTo("status");
        assertThat(region.get("live").textValue()).isEqualTo("polite");
        assertThat(region.get("drawn").booleanValue()).isTrue();
        return region.get("text").textValue();
    }

    private List<String> texts(String script) throws Exception {
        List<String> texts = new ArrayList<>();
        browser.value(script).forEach(text -> texts.add(text.asText()));
        return texts;
    }

    /** Texts whose contrast with what is drawn behind them is less than WCAG 1.4.3 asks: 4.5, of large ones 3; and focus rings of less than 3 (1.4.11). */
    private static final String CONTRAST =
            """
            (() => {
              const rgb = text => (/rgba?\\((\\d+), (\\d+), (\\d+)(?:, ([\\d.]+))?\\)/.exec(text) ?? []).slice(1).map((part, i) => part === undefined ? 1 : Number(part));
              const light = ([r, g, b]) => [r, g, b].map(part => part / 255).map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
                .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
              const ratio = (one, other) => { const [a, b] = [light(one), light(other)].sort((x, y) => y - x); return (a + 0.05) / (b + 0.05); };
              const ground = node => { for (let at = node; at; at = at.parentElement) { const color = rgb(getComputedStyle(at).backgroundColor); if (color.length === 4 && color[3] > 0) return color; } return [255, 255, 255, 1]; };
              const poor = [];
              const all = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              while (all.nextNode()) {
                const node = all.currentNode.parentElement;
                if (!all.currentNode.textContent.trim() || !node.checkVisibility() || node.closest('canvas, noscript, script, .skip')) continue;
                const style = getComputedStyle(node), size = parseFloat(style.fontSize);
                const large = size >= 24 || size >= 18.66 && Number(style.fontWeight) >= 700;
                const found = ratio(rgb(style.color), ground(node));
                if (found < (large ? 3 : 4.5)) poor.push(`${all.currentNode.textContent.trim().slice(0, 40)}: ${found.toFixed(2)}`);
              }
              const ring = document.querySelector('.mldeploy'), accent = document.createElement('i');
              accent.style.color = 'var(--ml-accent)'; ring.append(accent);
              for (const part of document.querySelectorAll('#gates button, #gates input, #gates summary')) {
                const found = ratio(rgb(getComputedStyle(accent).color), ground(part.parentElement));
                if (found < 3) poor.push(`focus ring of ${part.id}: ${found.toFixed(2)}`);
              }
              accent.remove();
              return poor;
            })()""";

    private void history() throws IOException {
        tests(OLD, 0.91, 0.32, List.of());
        scan(OLD, "CVE-2025-1111");
        sbom(OLD, "{\"name\":\"fastapi\",\"version\":\"0.110\",\"licenses\":[{\"license\":{\"id\":\"MIT\"}}]}");
        append(
                OLD,
                Deployed.STEP,
                "prod",
                Verdict.PASS,
                Map.of(
                        "environment",
                        "production",
                        "deploymentId",
                        "d1",
                        "outcome",
                        "deployed",
                        "images",
                        List.of("reg.example/shop/api@" + OLD)),
                Map.of());
        tests(NEW, 0.93, 0.30, List.of());
        scan(NEW, "CVE-2025-2222");
        sbom(NEW, "{\"name\":\"fastapi\",\"version\":\"0.115\",\"licenses\":[{\"license\":{\"id\":\"MIT\"}}]}");
        String difference = journal.putPayload(new ByteArrayInputStream(
                "--- api, as it runs now\n+++ api, as planned\n-  image: reg.example/shop/api@sha256:1111\n+  image: reg.example/shop/api@sha256:2222\n-  replicas: 2\n+  replicas: 3\n"
                        .getBytes(StandardCharsets.UTF_8)));
        append(
                NEW,
                Deployed.STEP,
                "prod",
                Verdict.PASS,
                Map.of(
                        "environment",
                        "production",
                        Deployed.OUTCOME,
                        Deployed.PLANNED,
                        Deployed.DEPLOYMENT_ID,
                        "d2",
                        "planHash",
                        PLAN,
                        "strategy",
                        "canary",
                        "namespace",
                        "shop",
                        "changedLines",
                        4,
                        "releases",
                        List.of(Map.of(
                                "release", "api",
                                "chart", "charts/api",
                                "version", "1.4.0",
                                "chartDigest", "sha256:" + "e".repeat(64),
                                "images", List.of("reg.example/shop/api@" + NEW)))),
                Map.of("difference", difference));
    }

    private void tests(Subject subject, double faithfulness, double squares, List<String> failed) throws IOException {
        journal.append(new Evidence(
                subject,
                "mlTest",
                "llm",
                Verdict.PASS,
                Map.of("faithfulness", faithfulness, "toxicity", 0.01, "tests.passed", 60.0, "tests.failed", 0.0),
                List.of(),
                Map.of(
                        "failed",
                        failed,
                        "gates",
                        List.of(Map.of(
                                "metric",
                                "faithfulness",
                                "state",
                                "PASSED",
                                "sentence",
                                "faithfulness = " + faithfulness + ", at least 0.85")),
                        "samples",
                        Map.of("faithfulness", Map.of("count", 60, "mean", faithfulness, "squares", squares))),
                Map.of(),
                origin(),
                Instant.now()));
    }

    private void scan(Subject subject, String id) throws IOException {
        journal.append(new Evidence(
                subject,
                "containerScan",
                "image",
                Verdict.UNSTABLE,
                Map.of("total.high", 1.0),
                List.of(new Reason("GATE_MISSED", "total.high = 1, at most 0")),
                Map.of("findings", List.of(Map.of("id", id, "package", "zlib", "severity", "high"))),
                Map.of(),
                origin(),
                Instant.now()));
    }

    private void sbom(Subject subject, String components) throws IOException {
        String text = "{\"components\":[" + components + "]}";
        append(
                subject,
                "generateSbom",
                "app",
                Verdict.PASS,
                Map.of(),
                Map.of("sbom", journal.putPayload(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))));
    }

    private void append(
            Subject subject,
            String step,
            String id,
            Verdict verdict,
            Map<String, Object> details,
            Map<String, String> payloads)
            throws IOException {
        journal.append(new Evidence(
                subject, step, id, verdict, Map.of(), List.of(), details, payloads, origin(), Instant.now()));
    }

    private static Origin origin() {
        return new Origin("shop/llm-app/main", 12, "a".repeat(40), "main", true, List.of("zoe"));
    }

    private static String environmentsFile() {
        return """
                teams:
                  - {name: sre, users: [bob, dora]}
                  - {name: security, users: [carol]}
                  - {name: sre-leads, users: [lena]}
                environments:
                  - name: production
                    tier: production
                    jobs: [shop/llm-app/main]
                    approvers: [{group: sre}, {group: security}]
                    bypass: [sre-leads]
                    escalation: {after: 8h, standIns: [sre-leads]}
                    waitTimer: 10m
                    risk: {low: 10, high: 80}
                    freezes: [{from: "2020-12-20", to: "2099-01-04", reason: year end}]
                """;
    }
}
