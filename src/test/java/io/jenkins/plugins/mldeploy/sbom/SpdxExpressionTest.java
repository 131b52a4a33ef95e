package io.jenkins.plugins.mldeploy.sbom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.mldeploy.sbom.LicenseRules.Answer;
import java.util.List;
import java.util.Map;
import org.junit.Test;

public class SpdxExpressionTest {
    private static final LicenseRules NO_AGPL = new LicenseRules(List.of("AGPL-3.0-only"), List.of());
    private static final LicenseRules ONLY_MIT_APACHE = new LicenseRules(List.of(), List.of("MIT", "Apache-2.0"));

    @Test
    public void aChoiceNeedsOneAllowedLicenceAndACombinationAll() {
        Map<String, Answer> expected = Map.of(
                "MIT", Answer.ALLOWED,
                "AGPL-3.0-only", Answer.DENIED,
                "agpl-3.0-ONLY", Answer.DENIED,
                "AGPL-3.0", Answer.DENIED,
                "MIT OR AGPL-3.0-only", Answer.ALLOWED,
                "MIT AND AGPL-3.0-only", Answer.DENIED,
                "MIT OR AGPL-3.0-only AND BSD-3-Clause", Answer.ALLOWED,
                "(MIT OR AGPL-3.0-only) AND BSD-3-Clause", Answer.ALLOWED,
                "(MIT AND AGPL-3.0-only) OR (AGPL-3.0-only AND ISC)", Answer.DENIED,
                "((AGPL-3.0-only))", Answer.DENIED);
        expected.forEach(
                (text, answer) -> assertThat(NO_AGPL.judgeText(text)).as(text).isEqualTo(answer));
    }

    @Test
    public void anAllowListRefusesWhatItDoesNotNameAndCantJudgeWhatNobodyKnows() {
        Map<String, Answer> expected = Map.of(
                "MIT", Answer.ALLOWED,
                "MIT AND Apache-2.0", Answer.ALLOWED,
                "ISC", Answer.DENIED,
                "ISC OR MIT", Answer.ALLOWED,
                "LicenseRef-ours", Answer.DENIED,
                "BSD", Answer.UNKNOWN,
                "BSD AND MIT", Answer.UNKNOWN,
                "The MIT License", Answer.UNKNOWN,
                "NOASSERTION", Answer.UNKNOWN,
                "", Answer.UNKNOWN);
        expected.forEach((text, answer) ->
                assertThat(ONLY_MIT_APACHE.judgeText(text)).as(text).isEqualTo(answer));
    }

    @Test
    public void exceptionsPlusAndPatternsAreUnderstood() {
        LicenseRules gpl = new LicenseRules(List.of("GPL-2.0-only", "SSPL-*"), List.of());
        assertThat(gpl.judgeText("GPL-2.0-only WITH Classpath-exception-2.0")).isEqualTo(Answer.DENIED);
        assertThat(gpl.judgeText("GPL-2.0 WITH Classpath-exception-2.0")).isEqualTo(Answer.DENIED);
        assertThat(gpl.judgeText("GPL-2.0+"))
                .as("or later, which the rule does not name")
                .isEqualTo(Answer.ALLOWED);
        assertThat(gpl.judgeText("SSPL-1.0")).isEqualTo(Answer.DENIED);
        LicenseRules classpath =
                new LicenseRules(List.of("GPL-2.0-only"), List.of("GPL-2.0-only WITH Classpath-exception-2.0", "MIT"));
        assertThat(classpath.judgeText("GPL-2.0-only WITH Classpath-exception-2.0"))
                .isEqualTo(Answer.ALLOWED);
        assertThat(classpath.judgeText("GPL-2.0-only")).isEqualTo(Answer.DENIED);
        assertThat(new LicenseRules(List.of("Apache-1.0"), List.of()).judgeText("Apache-1.0+"))
                .isEqualTo(Answer.DENIED);
        assertThat(new LicenseRules(List.of("LicenseRef-Proprietary"), List.of())
                        .judgeText("MIT AND licenseref-proprietary"))
                .isEqualTo(Answer.DENIED);
        assertThat(new LicenseRules(List.of("Commercial (ask us!)"), List.of()).judgeText("commercial (ask us!)"))
                .as("a name is compared as it is")
                .isEqualTo(Answer.DENIED);
    }

    @Test
    public void andBindsTighterThanOr() throws Exception {
        assertThat(SpdxExpression.parse("A OR B AND C WITH E")).hasToString("Or[parts=[A, And[parts=[B, C WITH E]]]]");
    }

    @Test
    public void whatIsNoExpressionIsUnknownAndNeverAllowed() {
        List<String> hostile = List.of(
                "(".repeat(100_000) + "MIT" + ")".repeat(100_000),
                "(".repeat(65) + "MIT" + ")".repeat(65),
                "(".repeat(19_000),
                "MIT)",
                "(MIT",
                "()",
                "MIT AND",
                "OR MIT",
                "MIT MIT",
                "AND",
                "WITH",
                "MIT WITH",
                "MIT WITH WITH",
                "MIT WITH (MIT)",
                "+MIT",
                "MIT +",
                "MIT++",
                "MIT, Apache-2.0",
                "MIT/Apache-2.0",
                "MIT | ISC",
                "MIT\u0000",
                "MIT\uFF0B",
                "ＭＩＴ",
                "МIT",
                "MIT; rm -rf /",
                "MIT OR OR ISC",
                " OR ".repeat(5_000),
                "MIT AND ".repeat(5_000),
                "😀");
        for (String text : hostile) {
            String shown = text.length() > 40 ? text.substring(0, 40) : text;
            assertThat(ONLY_MIT_APACHE.judgeText(text)).as(shown).isEqualTo(Answer.UNKNOWN);
            assertThatThrownBy(() -> SpdxExpression.parse(text)).as(shown).isInstanceOf(SpdxExpression.NotSpdx.class);
        }
    }
}
