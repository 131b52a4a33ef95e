package io.jenkins.plugins.mldeploy.mltest;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What a schema asks of the values of one column: keywords of JSON Schema 2020-12, and two more that look at the whole column.
 *
 * @param types what a value may be, empty for anything
 * @param nullable true when {@code type} has {@code null} in it, so that a required column may have rows without a value
 * @param allowed the only values allowed ({@code enum}), empty for any
 * @param minimum lowest number allowed
 * @param maximum highest number allowed
 * @param minLength fewest characters allowed
 * @param maxLength most characters allowed
 * @param pattern regular expression that each text must hold, null for none
 * @param format {@code date} or {@code date-time} (ISO 8601), null for any
 * @param unique not of JSON Schema: true when no two rows may have the same value
 * @param maxNullShare not of JSON Schema: how large a share of the rows may have no value, null for no limit
 */
// Names that say nothing about values. Any other unknown one is an error, because its rule would not be checked.
@JsonIgnoreProperties({"title", "description", "examples", "default", "$comment"})
record ColumnRule(
        Set<Type> types,
        boolean nullable,
        Set<String> allowed,
        Double minimum,
        Double maximum,
        Long minLength,
        Long maxLength,
        Pattern pattern,
        String format,
        boolean unique,
        Double maxNullShare) {

    /** The types of JSON Schema without {@code null}. In JSON Lines, a number in quotes is a string; a CSV value is whatever it reads as. */
    enum Type {
        STRING,
        INTEGER,
        NUMBER,
        BOOLEAN,
        ARRAY,
        OBJECT
    }

    @JsonCreator
    static ColumnRule of(
            @JsonProperty("type") JsonNode type,
            @JsonProperty("enum") List<JsonNode> allowed,
            @JsonProperty("minimum") Double minimum,
            @JsonProperty("maximum") Double maximum,
            @JsonProperty("minLength") Long minLength,
            @JsonProperty("maxLength") Long maxLength,
            @JsonProperty("pattern") String pattern,
            @JsonProperty("format") String format,
            @JsonProperty("unique") Boolean unique,
            @JsonProperty("maxNullShare") Double maxNullShare) {
        List<String> names = names(type);
        Set<Type> types = EnumSet.noneOf(Type.class);
        names.stream().filter(name -> !name.equals("null")).forEach(name -> types.add(type(name)));
        boolean nullable = names.contains("null");
        Set<String> values = new LinkedHashSet<>();
        for (JsonNode value : allowed == null ? List.<JsonNode>of() : allowed) {
            if (value.isContainerNode()) {
                throw new IllegalArgumentException("enum takes texts, numbers, booleans and null");
            }
            nullable |= value.isNull();
            if (!value.isNull()) {
                values.add(value.asText());
            }
        }
        if (allowed != null && values.isEmpty()) {
            throw new IllegalArgumentException("enum allows no value at all");
        }
        if (minimum != null && maximum != null && minimum > maximum
                || minLength != null && maxLength != null && minLength > maxLength) {
            throw new IllegalArgumentException("the lower bound is above the upper one");
        }
        if ((minimum != null || maximum != null) && !types.contains(Type.INTEGER) && !types.contains(Type.NUMBER)) {
            throw new IllegalArgumentException("minimum and maximum need type integer or number");
        }
        if (format != null && !format.equals("date") && !format.equals("date-time")) {
            throw new IllegalArgumentException("format '" + Text.line(format, 40) + "' is none of date, date-time");
        }
        if (maxNullShare != null && !(maxNullShare >= 0 && maxNullShare <= 1)) {
            throw new IllegalArgumentException("maxNullShare must lie between 0 and 1");
        }
        return new ColumnRule(
                types,
                nullable,
                values,
                minimum,
                maximum,
                minLength,
                maxLength,
                pattern(pattern),
                format,
                Boolean.TRUE.equals(unique),
                maxNullShare);
    }

    private static List<String> names(JsonNode type) {
        List<String> names = new ArrayList<>();
        if (type != null && !type.isNull()) {
            for (JsonNode name : type.isArray() ? type : List.of(type)) {
                names.add(name.isTextual() ? name.asText() : name.toString());
            }
        }
        return names;
    }

    private static Type type(String name) {
        for (Type type : Type.values()) {
            if (type.name().toLowerCase(Locale.ROOT).equals(name)) {
                return type;
            }
        }
        throw new IllegalArgumentException(
                "type '" + Text.line(name, 40) + "' is none of string, integer, number, boolean, array, object, null");
    }

    private static Pattern pattern(String text) {
        try {
            return text == null ? null : Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("pattern is no regular expression: " + e.getDescription(), e);
        }
    }

    /** True when the column holds numbers, as far as its rule says. */
    boolean numeric() {
        return types.contains(Type.INTEGER) || types.contains(Type.NUMBER);
    }

    /** What is wrong with a value that is there, null when nothing is. Uniqueness and missing values are judged over all rows. */
    String problem(Cell cell) {
        if (!types.isEmpty() && types.stream().noneMatch(type -> fits(type, cell))) {
            return "is no "
                    + String.join(
                            " or ",
                            types.stream()
                                    .map(type -> type.name().toLowerCase(Locale.ROOT))
                                    .toList());
        }
        if (!allowed.isEmpty() && !allowed.contains(cell.text())) {
            return "is none of the allowed values";
        }
        Double number = minimum == null && maximum == null ? null : cell.number();
        if (number != null && minimum != null && number < minimum) {
            return "is below " + minimum;
        }
        if (number != null && maximum != null && number > maximum) {
            return "is above " + maximum;
        }
        return textProblem(cell.text());
    }

    private String textProblem(String text) {
        if (minLength != null || maxLength != null) {
            long length = text.codePointCount(0, text.length());
            if (minLength != null && length < minLength) {
                return "is shorter than " + minLength + " characters";
            }
            if (maxLength != null && length > maxLength) {
                return "is longer than " + maxLength + " characters";
            }
        }
        if (pattern != null && !PatientText.find(pattern, text)) {
            return "does not match " + pattern;
        }
        if ("date".equals(format) && !parses(() -> LocalDate.parse(text))) {
            return "is no date like 2026-11-22";
        }
        if ("date-time".equals(format) && !parses(() -> DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text))) {
            return "is no date-time like 2026-11-22T13:00:00Z";
        }
        return null;
    }

    private static boolean fits(Type type, Cell cell) {
        Cell.Kind kind = cell.kind();
        return switch (type) {
            case STRING -> kind == Cell.Kind.TEXT || kind == Cell.Kind.STRING;
            case INTEGER -> {
                Double number = cell.number();
                yield number != null && number == Math.rint(number);
            }
            case NUMBER -> cell.number() != null;
            case BOOLEAN ->
                kind == Cell.Kind.BOOLEAN
                        || kind == Cell.Kind.TEXT && cell.text().matches("(?i)true|false");
            case ARRAY -> kind == Cell.Kind.LIST;
            case OBJECT -> kind == Cell.Kind.OBJECT;
        };
    }

    private static boolean parses(Runnable parse) {
        try {
            parse.run();
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
