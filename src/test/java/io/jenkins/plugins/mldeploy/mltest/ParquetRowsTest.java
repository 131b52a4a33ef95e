package io.jenkins.plugins.mldeploy.mltest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** Files that pyarrow, DuckDB and fastparquet wrote ({@code parquet/make.py}), in every type, compression, page version and encoding that is read: each value as the writer knew it. */
public class ParquetRowsTest {
    static Path fixture(String name) {
        try {
            return Path.of(ParquetRowsTest.class.getResource("parquet/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Map<String, Cell>> rows(String file) throws IOException {
        List<Map<String, Cell>> rows = new ArrayList<>();
        DataRows.read(ReportSource.of(file, fixture(file)), name -> true, (line, row) -> {
            rows.add(new HashMap<>(row));
            assertThat(line).isEqualTo(rows.size());
        });
        return rows;
    }

    private static void same(String file, String table) throws IOException {
        List<Map<String, Cell>> rows = rows(file);
        JsonNode expected = new ObjectMapper().readTree(fixture(table + ".json").toFile());
        expected.fields().forEachRemaining(column -> {
            String kind = column.getValue().get(0).asText();
            JsonNode values = column.getValue().get(1);
            assertThat(rows).hasSize(values.size()).allSatisfy(row -> assertThat(row)
                    .hasSize(expected.size()));
            for (int i = 0; i < values.size(); i++) {
                Cell cell = rows.get(i).get(column.getKey());
                String what = file + ", " + column.getKey() + ", row " + (i + 1);
                if (values.get(i).isNull()) {
                    assertThat(cell).as(what).isEqualTo(Cell.NOTHING);
                } else if (kind.equals("FLOAT") || kind.equals("DOUBLE")) {
                    assertThat(cell.kind()).as(what).isEqualTo(Cell.Kind.NUMBER);
                    Double value = Double.parseDouble(values.get(i).asText());
                    assertThat(Double.parseDouble(cell.text()))
                            .as(what)
                            .isEqualTo(
                                    kind.equals("DOUBLE") ? value : Double.valueOf(Float.toString(value.floatValue())));
                } else {
                    assertThat(cell)
                            .as(what)
                            .isEqualTo(new Cell(
                                    Cell.Kind.valueOf(kind), values.get(i).asText()));
                }
            }
        });
    }

    @Test
    public void everyTypeInEveryCompressionAndPageVersion() throws IOException {
        for (String file : List.of("none", "snappy", "zstd", "lz4", "plain", "v1", "v2")) {
            same("types-" + file + ".parquet", "types");
        }
    }

    @Test
    public void everyEncodingOverManyPages() throws IOException {
        for (String file : List.of("delta", "split", "dictionary")) {
            same("many-" + file + ".parquet", "many");
        }
    }

    @Test
    public void timesOfOldWriters() throws IOException {
        same("int96.parquet", "int96");
    }

    @Test
    public void otherWriters() throws IOException {
        for (String file : List.of("v1", "v2", "lz4", "gzip")) {
            same("duckdb-" + file + ".parquet", "duckdb");
        }
        same("fastparquet.parquet", "fastparquet");
    }

    @Test
    public void whatIsNotWantedIsNotRead() throws IOException {
        // Brotli is refused where a page has to be read.
        ReportSource brotli = ReportSource.of("b.parquet", fixture("types-brotli.parquet"));
        int[] rows = {0};
        DataRows.read(brotli, name -> false, (line, row) -> {
            rows[0]++;
            assertThat(row).containsEntry("int32", Cell.NOTHING).hasSize(37);
        });
        assertThat(rows).containsExactly(5);
        assertThatThrownBy(() -> DataRows.read(brotli, name -> name.equals("int32"), (line, row) -> {}))
                .isInstanceOfSatisfying(
                        UnreadableReport.class, e -> assertThat(e.code()).isEqualTo("DATA_FORMAT_UNSUPPORTED"))
                .hasMessage(
                        "b.parquet: column 'int32': it is compressed with BROTLI; write it with snappy, zstd, gzip or lz4_raw (pandas: to_parquet(compression='zstd'))");
    }

    @Test
    public void numbersReadAsInOtherFiles() throws IOException {
        List<Map<String, Cell>> rows = rows("types-none.parquet");
        assertThat(rows.stream().map(row -> row.get("double").text()))
                .containsExactly("0.1", "-1.0E300", "", "NaN", "12345678.0");
        assertThat(rows.stream().map(row -> row.get("float").text()))
                .containsExactly("0.5", "-10000000000.0", "", "Infinity", "1.0");
        assertThat(rows.get(3).get("double").number()).isNull();
    }
}
