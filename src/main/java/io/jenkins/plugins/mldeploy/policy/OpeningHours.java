package io.jenkins.plugins.mldeploy.policy;

import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Window and freezes of an environment: may a deployment start now? What can't be understood counts as closed. */
final class OpeningHours {
    private static final DateTimeFormatter SHOWN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm VV");

    private OpeningHours() {}

    static List<Reason> missing(Environment environment, Instant now) {
        List<Reason> missing = new ArrayList<>();
        DeploymentWindow window = environment.window();
        try {
            for (DeploymentWindow each : window == null ? List.<DeploymentWindow>of() : window.all()) {
                ZonedDateTime there = now.atZone(ZoneId.of(each.timeZone()));
                Cron cron = Cron.parse(each.cron());
                if (!cron.matches(there.toLocalDateTime())) {
                    missing.add(new Reason(
                            "WINDOW_CLOSED",
                            "window: '%s' takes deployments in '%s'; it is %s there; %s"
                                    .formatted(
                                            environment.name(),
                                            each.cron(),
                                            SHOWN.format(there),
                                            cron.next(there)
                                                    .map(next -> "opens at " + SHOWN.format(next))
                                                    .orElse("it opens never: correct the window"))));
                }
            }
            String own = window == null ? "UTC" : window.timeZone();
            for (Freeze freeze : environment.freezes()) {
                ZoneId zone = ZoneId.of(freeze.timeZone() == null ? own : freeze.timeZone());
                LocalDateTime time = now.atZone(zone).toLocalDateTime();
                if (!time.isBefore(start(freeze)) && time.isBefore(end(freeze))) {
                    missing.add(new Reason(
                            "FROZEN",
                            "freeze: '%s' is frozen until %s%s"
                                    .formatted(
                                            environment.name(),
                                            SHOWN.format(end(freeze).atZone(zone)),
                                            freeze.reason() == null ? "" : " (" + freeze.reason() + ")")));
                }
            }
        } catch (DateTimeException | IllegalArgumentException e) {
            missing.add(new Reason(
                    "CONFIGURATION_WRONG",
                    "window or freeze of '" + environment.name() + "' can't be understood: " + e.getMessage()));
        }
        return missing;
    }

    /** The first moment from then on at which a deployment may start; empty when there is none within a year, or the rules can't be understood. */
    static Optional<Instant> next(Environment environment, Instant from) {
        Instant time = from;
        Instant last = from.plus(Duration.ofDays(366));
        while (time.isBefore(last)) {
            Optional<Instant> later;
            try {
                later = later(environment, time);
            } catch (DateTimeException | IllegalArgumentException e) {
                return Optional.empty();
            }
            if (later.isEmpty()) {
                return Optional.empty();
            }
            if (!later.get().isAfter(time)) {
                return Optional.of(time);
            }
            time = later.get();
        }
        return Optional.empty();
    }

    /** The moment itself when it is open, else one that lies later and before which it is closed for certain; empty when a window never opens. */
    private static Optional<Instant> later(Environment environment, Instant time) {
        DeploymentWindow window = environment.window();
        Instant later = time;
        for (DeploymentWindow each : window == null ? List.<DeploymentWindow>of() : window.all()) {
            Optional<ZonedDateTime> opens = Cron.parse(each.cron()).next(time.atZone(ZoneId.of(each.timeZone())));
            if (opens.isEmpty()) {
                return Optional.empty();
            }
            later = later.isAfter(opens.get().toInstant()) ? later : opens.get().toInstant();
        }
        String own = window == null ? "UTC" : window.timeZone();
        for (Freeze freeze : environment.freezes()) {
            ZoneId zone = ZoneId.of(freeze.timeZone() == null ? own : freeze.timeZone());
            LocalDateTime there = time.atZone(zone).toLocalDateTime();
            if (!there.isBefore(start(freeze)) && there.isBefore(end(freeze))) {
                Instant thaws = end(freeze).atZone(zone).toInstant();
                later = later.isAfter(thaws) ? later : thaws;
            }
        }
        return Optional.of(later);
    }

    /** The first moment of a freeze, in the environment's time zone. */
    static LocalDateTime start(Freeze freeze) {
        return isDay(freeze.from())
                ? LocalDate.parse(freeze.from()).atStartOfDay()
                : LocalDateTime.parse(freeze.from());
    }

    /** The first moment after a freeze; a last day is included. */
    static LocalDateTime end(Freeze freeze) {
        return isDay(freeze.to())
                ? LocalDate.parse(freeze.to()).plusDays(1).atStartOfDay()
                : LocalDateTime.parse(freeze.to());
    }

    private static boolean isDay(String text) {
        if (text == null) {
            throw new IllegalArgumentException("a freeze needs 'from' and 'to'");
        }
        return !text.contains("T");
    }
}
