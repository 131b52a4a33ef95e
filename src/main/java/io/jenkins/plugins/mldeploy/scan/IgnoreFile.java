package io.jenkins.plugins.mldeploy.scan;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import java.io.IOException;
import java.io.InputStream;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;

/**
 * Reads {@code .containerscan.yaml}: findings that somebody answers for until a date.
 *
 * <pre>{@code
 * ignore:
 *   - id: CVE-2024-35195        # or an alias of it
 *     package: requests         # optional: only in this package
 *     reason: the session is never used with verify=False
 *     owner: team-chat
 *     expires: 2027-01-31       # the last day, UTC
 * }</pre>
 *
 * Everything but {@code package} is required: what shall hold for ever is a VEX statement.
 */
final class IgnoreFile {
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_ENTRIES = 5_000;
    private static final List<String> KEYS = List.of("id", "package", "reason", "owner", "expires");
    private static final YAMLFactory YAML = factory();

    private final String file;
    private final YAMLParser yaml;

    private IgnoreFile(String file, YAMLParser yaml) {
        this.file = file;
        this.yaml = yaml;
    }

    private static YAMLFactory factory() {
        LoaderOptions limits = new LoaderOptions();
        limits.setCodePointLimit(MAX_BYTES);
        limits.setNestingDepthLimit(20);
        limits.setMaxAliasesForCollections(0);
        limits.setAllowDuplicateKeys(false);
        return YAMLFactory.builder()
                .loaderOptions(limits)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .build();
    }

    /**
     * @throws UnreadableReport {@code IGNORE_FILE_WRONG} with file, line and what to write
     */
    static List<IgnoreEntry> read(String file, InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new UnreadableReport(
                    "IGNORE_FILE_WRONG", file, "more than 1 MiB; nobody answers for that many findings");
        }
        try (YAMLParser yaml = YAML.createParser(bytes)) {
            return new IgnoreFile(file, yaml).entries();
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            UnreadableReport wrong = new UnreadableReport(
                    "IGNORE_FILE_WRONG",
                    file,
                    at == null ? 0 : at.getLineNr(),
                    at == null ? 0 : at.getColumnNr(),
                    "not valid YAML: "
                            + String.valueOf(e.getOriginalMessage())
                                    .lines()
                                    .findFirst()
                                    .orElse(""));
            wrong.initCause(e);
            throw wrong;
        } catch (org.yaml.snakeyaml.error.YAMLException e) {
            UnreadableReport wrong = new UnreadableReport(
                    "IGNORE_FILE_WRONG",
                    file,
                    "not valid YAML: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
            wrong.initCause(e);
            throw wrong;
        } catch (java.io.CharConversionException e) {
            UnreadableReport wrong =
                    new UnreadableReport("IGNORE_FILE_WRONG", file, "not text in UTF-8: " + e.getMessage());
            wrong.initCause(e);
            throw wrong;
        }
    }

    private List<IgnoreEntry> entries() throws IOException {
        List<IgnoreEntry> entries = new ArrayList<>();
        JsonToken first = next();
        if (first == null || first == JsonToken.VALUE_NULL) {
            throw wrong("the file is empty; write 'ignore: []' or delete it");
        }
        expect(JsonToken.START_OBJECT, "a map with 'ignore:'");
        boolean seen = false;
        while (next() == JsonToken.FIELD_NAME) {
            if (!yaml.currentName().equals("ignore")) {
                throw wrong("unknown key '" + shown(yaml.currentName()) + "'; there is only 'ignore'");
            }
            seen = true;
            if (next() == JsonToken.VALUE_NULL) {
                continue;
            }
            expect(JsonToken.START_ARRAY, "a list of entries");
            while (next() != JsonToken.END_ARRAY) {
                expect(JsonToken.START_OBJECT, "an entry with id, reason, owner and expires");
                if (entries.size() == MAX_ENTRIES) {
                    throw wrong("more than " + MAX_ENTRIES + " entries");
                }
                entries.add(entry());
            }
        }
        if (!seen) {
            throw wrong("'ignore:' is missing");
        }
        if (next() != null) {
            throw wrong("a second document; one file has one");
        }
        return entries;
    }

    private IgnoreEntry entry() throws IOException {
        int line = yaml.currentTokenLocation().getLineNr();
        Map<String, String> values = new LinkedHashMap<>();
        while (next() == JsonToken.FIELD_NAME) {
            String key = yaml.currentName();
            if (!KEYS.contains(key)) {
                throw wrong("unknown key '" + shown(key) + "'; an entry has " + String.join(", ", KEYS));
            }
            JsonToken value = next();
            if (!value.isScalarValue()) {
                throw wrong("'" + key + "' must be one text");
            }
            values.put(
                    key,
                    value == JsonToken.VALUE_NULL
                            ? ""
                            : ReportCursor.bounded(yaml.getText().strip(), 1_000));
        }
        for (String key : KEYS) {
            if (!key.equals("package") && values.getOrDefault(key, "").isEmpty()) {
                String id = values.getOrDefault("id", "");
                throw at(
                        line, 0, "the entry" + (id.isEmpty() ? "" : " for " + id) + " has no " + key + "; " + why(key));
            }
        }
        return new IgnoreEntry(
                values.get("id"),
                values.getOrDefault("package", ""),
                values.get("reason"),
                values.get("owner"),
                date(line, values.get("expires")),
                line);
    }

    private static String why(String key) {
        return switch (key) {
            case "reason" -> "say why it may be ignored";
            case "owner" -> "say who answers for it";
            case "expires" -> "give its last day as YYYY-MM-DD (what holds for ever is a VEX statement)";
            default -> "say which finding it is about";
        };
    }

    private LocalDate date(int line, String text) throws UnreadableReport {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw at(line, 0, "expires '" + shown(text) + "' is not a date; write YYYY-MM-DD");
        }
    }

    private JsonToken next() throws IOException {
        JsonToken token = yaml.nextToken();
        if (token != null && (yaml.isCurrentAlias() || yaml.getObjectId() != null)) {
            throw wrong("anchors and aliases are not allowed here; write the entry out");
        }
        return token;
    }

    private void expect(JsonToken wanted, String what) throws UnreadableReport {
        if (yaml.currentToken() != wanted) {
            throw wrong("expected " + what);
        }
    }

    private UnreadableReport wrong(String what) {
        JsonLocation at = yaml.currentTokenLocation();
        return at(at == null ? 1 : at.getLineNr(), at == null ? 1 : at.getColumnNr(), what);
    }

    private UnreadableReport at(int line, int column, String what) {
        return new UnreadableReport("IGNORE_FILE_WRONG", file, Math.max(line, 1), Math.max(column, 1), what);
    }

    private static String shown(String text) {
        return ReportCursor.bounded(text, 60);
    }
}
