package io.jenkins.plugins.mldeploy.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import org.junit.Test;

public class CronTest {
    @Test
    public void fieldsAreReadAsInCrontab() {
        matches("* 9-16 * * 1-5", "2026-11-20T16:59", true);
        matches("* 9-16 * * 1-5", "2026-11-20T17:00", false);
        matches("* 9-16 * * 1-5", "2026-11-21T10:00", false);
        matches("* 9-16 * * mon-FRI", "2026-11-20T10:00", true);
        matches("*/15 * * * *", "2026-11-20T10:45", true);
        matches("*/15 * * * *", "2026-11-20T10:46", false);
        matches("5/20 * * * *", "2026-11-20T10:25", true);
        matches("0,30 8,20 * jan,nov *", "2026-11-20T20:30", true);
        matches("* * * * 7", "2026-11-22T10:00", true);
        matches("* * * * 0", "2026-11-22T10:00", true);
        matches("* * 29 2 *", "2028-02-29T10:00", true);
    }

    @Test
    public void whenBothDaysAreRestrictedEitherMayMatch() {
        matches("* * 13 * 5", "2026-11-13T10:00", true);
        matches("* * 13 * 5", "2026-11-20T10:00", true);
        matches("* * 13 * 5", "2026-11-14T10:00", false);
        matches("* * */2 * 5", "2026-11-20T10:00", false);
    }

    @Test
    public void theNextMinuteIsFoundAcrossYearsAndClockChanges() {
        next("* 9-16 * * 1-5", "2026-11-20T17:00+01:00[Europe/Paris]", "2026-11-23T09:00+01:00[Europe/Paris]");
        next("0 0 29 2 *", "2026-11-20T17:00+01:00[Europe/Paris]", "2028-02-29T00:00+01:00[Europe/Paris]");
        // 02:30 is not there on the night when clocks go forward.
        next("30 2 * * *", "2026-03-29T00:00+01:00[Europe/Paris]", "2026-03-30T02:30+02:00[Europe/Paris]");
        assertThat(Cron.parse("0 0 31 2 *").next(ZonedDateTime.parse("2026-01-01T00:00Z[UTC]")))
                .isEmpty();
    }

    @Test
    public void whatIsNoCronExpressionIsRefused() {
        for (String wrong : List.of(
                "",
                "*",
                "* * * *",
                "* * * * * *",
                "60 * * * *",
                "* 24 * * *",
                "* * 0 * *",
                "* * 32 * *",
                "* * * 13 *",
                "* * * * 8",
                "5-1 * * * *",
                "*/0 * * * *",
                "1-2-3 * * * *",
                "1//2 * * * *",
                ", * * * *",
                "@daily",
                "H * * * *",
                "-1 * * * *",
                "1.5 * * * *",
                "* * * foo *",
                "٣ * * * *",
                "999999999999 * * * *")) {
            assertThatThrownBy(() -> Cron.parse(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static void matches(String cron, String time, boolean expected) {
        assertThat(Cron.parse(cron).matches(LocalDateTime.parse(time)))
                .as(cron + " at " + time)
                .isEqualTo(expected);
    }

    private static void next(String cron, String from, String expected) {
        assertThat(Cron.parse(cron).next(ZonedDateTime.parse(from))).contains(ZonedDateTime.parse(expected));
    }
}
