package io.jenkins.plugins.mldeploy.mltest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import java.io.IOException;
import java.util.List;
import org.junit.Test;

public class JunitReaderTest {
    private static TestSummary tests(String xml) throws IOException {
        return Reports.tests(Reports.of("r.xml", xml));
    }

    private static List<String> names(List<TestLine> lines) {
        return lines.stream().map(TestLine::name).toList();
    }

    @Test
    public void pytestXunit2() throws IOException {
        TestSummary tests = Reports.tests(Reports.fixture("pytest-junit-fail.xml"));
        assertThat(tests.total()).isEqualTo(3);
        assertThat(tests.passed()).isEqualTo(1);
        assertThat(names(tests.failedTests()))
                .containsExactly("tests_failing.test_fail.test_error", "tests_failing.test_fail.test_fail");
        assertThat(tests.failedTests().get(1).message())
                .isEqualTo("AssertionError: arithmetic <broke> & \"quoted\" ünï");
    }

    @Test
    public void pytestXunit1() throws IOException {
        assertThat(Reports.tests(Reports.fixture("pytest-junit-xunit1-fail.xml")))
                .usingRecursiveComparison()
                .isEqualTo(Reports.tests(Reports.fixture("pytest-junit-fail.xml")));
    }

    @Test
    public void pytestThatPassed() throws IOException {
        TestSummary tests = Reports.tests(Reports.fixture("pytest-junit-pass.xml"));
        assertThat(tests.failed()).isZero();
        assertThat(tests.total()).isEqualTo(tests.passed() + tests.skipped()).isPositive();
    }

    @Test
    public void pytestThatSelectedNothing() throws IOException {
        assertThat(Reports.tests(Reports.fixture("pytest-junit-none.xml")).total())
                .isZero();
    }

    @Test
    public void promptfooJunit() throws IOException {
        TestSummary tests = Reports.tests(Reports.fixture("promptfoo-junit.junit.xml"));
        assertThat(tests.total()).isEqualTo(2);
        assertThat(tests.passed()).isEqualTo(2);
    }

    @Test
    public void promptfooXmlIsNoJunitAndTheMessageSaysWhatToWrite() {
        assertThatThrownBy(() -> Reports.tests(Reports.fixture("promptfoo-results.xml")))
                .isInstanceOf(UnreadableReport.class)
                .hasMessageContaining("promptfoo-results.xml:1:")
                .hasMessageContaining("-o out.junit.xml");
    }

    @Test
    public void surefireWithRerunsSkipsAndOutput() throws IOException {
        TestSummary tests = tests(
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuite xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" name="com.acme.ShopTest" time="0.1" tests="4" errors="0" skipped="1" failures="1" flakes="1">
                  <properties><property name="os" value="Linux"/></properties>
                  <testcase name="works" classname="com.acme.ShopTest" time="0.01"/>
                  <testcase name="flickers" classname="com.acme.ShopTest" time="0.01">
                    <flakyFailure message="expected 1" type="AssertionError"><stackTrace>at X</stackTrace><system-out>o</system-out></flakyFailure>
                  </testcase>
                  <testcase name="breaks" classname="com.acme.ShopTest" time="0.01">
                    <failure message="no" type="AssertionError"><![CDATA[at Y]]></failure>
                    <rerunFailure message="no again" type="AssertionError"><stackTrace>at Y</stackTrace></rerunFailure>
                    <system-out><![CDATA[<testcase name="fake"/>]]></system-out>
                  </testcase>
                  <testcase name="later" classname="com.acme.ShopTest"><skipped message="not yet"/></testcase>
                  <system-err>noise</system-err>
                </testsuite>""");
        assertThat(tests.total()).isEqualTo(4);
        assertThat(tests.passed()).isEqualTo(1);
        assertThat(tests.skipped()).isEqualTo(1);
        assertThat(tests.failedTests().stream().map(TestLine::display))
                .containsExactly(
                        "com.acme.ShopTest.breaks: 0/2 passed: no again",
                        "com.acme.ShopTest.flickers: 1/2 passed: expected 1");
    }

    @Test
    public void suitesMayBeNestedAndOneMayBreakOutsideItsTests() throws IOException {
        TestSummary tests = tests(
                """
                <testsuites><testsuite name="outer"><testsuite name="inner"><testcase name="a"/></testsuite>
                <testsuite name="setup"><error message="no database"/></testsuite></testsuite></testsuites>""");
        assertThat(tests.total()).isEqualTo(2);
        assertThat(names(tests.failedTests())).containsExactly("setup.(suite)");
    }

    @Test
    public void aSuiteThatCountsFailuresThatNoTestHasContradictsItself() {
        assertThatThrownBy(() -> tests("<testsuite failures='1' tests='1'><testcase name='a'/></testsuite>"))
                .isInstanceOfSatisfying(
                        UnreadableReport.class, e -> assertThat(e.code()).isEqualTo("REPORT_CONTRADICTS_ITSELF"));
    }

    @Test
    public void googleTestSaysNotRun() throws IOException {
        assertThat(tests("<testsuites><testsuite><testcase name='a' status='notrun'/></testsuite></testsuites>")
                        .skipped())
                .isEqualTo(1);
    }

    @Test
    public void troubleOfTheProviderIsToldFromFailuresOfTheApplication() throws IOException {
        TestSummary tests = tests(
                """
                <testsuite>
                <testcase name="1"><error type="provider" message="gave no answer"/></testcase>
                <testcase name="2"><error message="API error: 429 Too Many Requests"/></testcase>
                <testcase name="3"><error message="Error code: 503 - overloaded"/></testcase>
                <testcase name="4"><failure message="openai.RateLimitError: Error code: 429">trace</failure></testcase>
                <testcase name="5"><failure type="anthropic._exceptions.OverloadedError">x</failure></testcase>
                <testcase name="6"><failure message="failed">E   litellm.exceptions.APIConnectionError: refused</failure></testcase>
                <testcase name="7"><failure message="AssertionError: assert 503 == 200"/></testcase>
                <testcase name="8"><failure message="expected status 429"/></testcase>
                <testcase name="9"><error message="failed on setup with fixture exploded at line 429"/></testcase>
                <testcase name="10"><error type="application" message="the API gave no answer"/></testcase>
                </testsuite>""");
        assertThat(tests.notEvaluated()).isEqualTo(6);
        assertThat(names(tests.failedTests())).containsExactly("10", "7", "8", "9");
    }

    @Test
    public void aMessageIsOneShortLineWithoutPowerOverATerminal() throws IOException {
        TestLine line = tests(
                        "<testsuite><testcase name='a'><failure>&#10; \n" + "x".repeat(5_000)
                                + "</failure></testcase><testcase name='b\u202Ec'><failure message='ok &#x9b;31m'/></testcase></testsuite>")
                .failedTests()
                .get(0);
        assertThat(line.message()).hasSize(Text.MESSAGE + 1).endsWith("x…");
        assertThat(tests(
                                "<testsuite><testcase name='b\u202Ec'><failure message='ok &#x9b;31m'/></testcase></testsuite>")
                        .failedTests()
                        .get(0)
                        .display())
                .isEqualTo("b\uFFFDc: ok \uFFFD31m");
    }
}
