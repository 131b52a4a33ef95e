package io.jenkins.plugins.mldeploy.policy;

import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A cron expression of five fields (minute, hour, day of month, month, day of week) as in crontab(5): {@code *}, numbers, ranges, lists, steps, and the first
 * three letters of months and days; Sunday is 0 and 7. When both day fields are restricted, either may match.
 */
final class Cron {
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

    private final BitSet minutes;
    private final BitSet hours;
    private final BitSet days;
    private final BitSet months;
    private final BitSet weekdays;
    private final boolean anyDay;
    private final boolean anyWeekday;

    private Cron(String[] fields) {
        minutes = field("minute", fields[0], 0, 59, List.of());
        hours = field("hour", fields[1], 0, 23, List.of());
        days = field("day of month", fields[2], 1, 31, List.of());
        months = field("month", fields[3], 1, 12, MONTHS);
        weekdays = field("day of week", fields[4], 0, 7, DAYS);
        if (weekdays.get(7)) {
            weekdays.set(0);
        }
        anyDay = fields[2].startsWith("*");
        anyWeekday = fields[4].startsWith("*");
    }

    /** @throws IllegalArgumentException that names the field */
    static Cron parse(String text) {
        String[] fields = text.strip().split("\\s+");
        if (fields.length != 5) {
            throw new IllegalArgumentException("'" + text + "' has " + fields.length
                    + " fields, a cron expression has five: minute hour day-of-month month day-of-week");
        }
        return new Cron(fields);
    }

    boolean matches(LocalDateTime time) {
        return minutes.get(time.getMinute()) && hours.get(time.getHour()) && matchesDay(time);
    }

    /** The first matching minute from then on, empty when there is none within four years. */
    Optional<ZonedDateTime> next(ZonedDateTime from) {
        ZonedDateTime time = from.truncatedTo(ChronoUnit.MINUTES);
        ZonedDateTime end = time.plusYears(4);
        while (time.isBefore(end)) {
            if (!matchesDay(time.toLocalDateTime())) {
                time = time.plusDays(1).truncatedTo(ChronoUnit.DAYS);
            } else if (!hours.get(time.getHour())) {
                time = time.plusHours(1).truncatedTo(ChronoUnit.HOURS);
            } else if (!minutes.get(time.getMinute())) {
                time = time.plusMinutes(1);
            } else {
                return Optional.of(time);
            }
        }
        return Optional.empty();
    }

    private boolean matchesDay(LocalDateTime time) {
        boolean day = days.get(time.getDayOfMonth());
        boolean weekday = weekdays.get(time.getDayOfWeek().getValue() % 7);
        boolean either = anyDay || anyWeekday ? day && weekday : day || weekday;
        return either && months.get(time.getMonthValue());
    }

    private static BitSet field(String what, String text, int low, int high, List<String> names) {
        BitSet set = new BitSet();
        for (String part : text.split(",", -1)) {
            String[] stepped = part.split("/", -1);
            String range = stepped[0];
            int from = low;
            int to = high;
            if (!range.equals("*")) {
                String[] ends = range.split("-", -1);
                from = number(what, ends[0], low, names);
                to = ends.length == 1 ? (stepped.length > 1 ? high : from) : number(what, ends[1], low, names);
                if (ends.length > 2) {
                    throw wrong(what, part);
                }
            }
            int step = stepped.length == 1 ? 1 : number(what, stepped[1], low, List.of());
            if (stepped.length > 2 || step < 1 || from < low || to > high || from > to) {
                throw wrong(what, part);
            }
            for (int value = from; value <= to; value += step) {
                set.set(value);
            }
        }
        return set;
    }

    private static int number(String what, String text, int low, List<String> names) {
        int name = names.indexOf(text.toLowerCase(Locale.ROOT));
        if (name >= 0) {
            return name + low;
        }
        if (!text.matches("[0-9]{1,2}")) {
            throw wrong(what, text);
        }
        return Integer.parseInt(text);
    }

    private static IllegalArgumentException wrong(String what, String text) {
        return new IllegalArgumentException("'" + text + "' is no " + what + " of a cron expression");
    }
}
