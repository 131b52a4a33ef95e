package io.jenkins.plugins.mldeploy.mltest;

import static io.jenkins.plugins.mldeploy.mltest.MadeParquet.ascii;
import static io.jenkins.plugins.mldeploy.mltest.MadeParquet.file;
import static io.jenkins.plugins.mldeploy.mltest.MadeParquet.header;
import static io.jenkins.plugins.mldeploy.mltest.MadeParquet.i32;
import static io.jenkins.plugins.mldeploy.mltest.MadeParquet.i64;
import static io.jenkins.plugins.mldeploy.mltest.MadeParquet.join;
import static io.jenkins.plugins.mldeploy.mltest.MadeParquet.le32;
import static io.jenkins.plugins.mldeploy.mltest.MadeParquet.levels;
import static io.jenkins.plugins.mldeploy.mltest.MadeParquet.list;
import static io.jenkins.plugins.mldeploy.mltest.MadeParquet.root;
import static io.jenkins.plugins.mldeploy.mltest.MadeParquet.signed;
import static io.jenkins.plugins.mldeploy.mltest.MadeParquet.struct;
import static io.jenkins.plugins.mldeploy.mltest.MadeParquet.sub;
import static io.jenkins.plugins.mldeploy.mltest.MadeParquet.text;
import static io.jenkins.plugins.mldeploy.mltest.MadeParquet.unsigned;

import io.airlift.compress.zstd.ZstdCompressor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/** Parquet files that somebody might feed the reader, by what is wrong with them. */
final class HostileParquet {
    private static final int INT32 = 1;
    private static final int INT96 = 3;
    private static final int BYTES = 6;
    private static final int FIXED = 7;
    private static final byte[] THREE = le32(1, 2, 3);

    private static final String MALFORMED = "REPORT_MALFORMED";
    private static final String TRUNCATED = "REPORT_TRUNCATED";
    private static final String LARGE = "REPORT_TOO_LARGE";
    private static final String UNSUPPORTED = "DATA_FORMAT_UNSUPPORTED";

    private HostileParquet() {}

    /** @param code how it must be refused */
    record Hostile(byte[] bytes, String code) {}

    private static final class Table {
        private final Map<String, Hostile> all = new LinkedHashMap<>();

        private void add(String code, String what, byte[] bytes) {
            if (all.put(what, new Hostile(bytes, code)) != null) {
                throw new IllegalStateException(what);
            }
        }

        /** The sound file with one lie in it. */
        private void lie(String code, String what, Consumer<MadeParquet> lie) {
            MadeParquet made = sound();
            lie.accept(made);
            add(code, what, made.bytes());
        }

        private void page(String code, String what, int type, int encoding, byte[] body) {
            add(code, what, MadeParquet.of(type, -1).page(encoding, body).bytes());
        }
    }

    /** Three integers: nothing is wrong. */
    static MadeParquet sound() {
        return MadeParquet.of(INT32, -1).page(0, THREE);
    }

    static Map<String, Hostile> all() {
        Table table = new Table();
        frames(table);
        footers(table);
        schemas(table);
        chunks(table);
        pages(table);
        levelsAndIndexes(table);
        encodings(table);
        values(table);
        return table.all;
    }

    private static void frames(Table table) {
        byte[] sound = sound().bytes();
        table.add(MALFORMED, "empty", new byte[0]);
        table.add(MALFORMED, "CSV", ascii("a,b\n1,2\n"));
        table.add(MALFORMED, "HTML", ascii("<!doctype html><title>502 Bad Gateway</title>"));
        table.add(
                MALFORMED,
                "a pointer to large storage",
                ascii("version https://git-lfs.github.com/spec/v1\nsize 12\n"));
        table.add(TRUNCATED, "magic only", ascii("PAR1"));
        table.add(TRUNCATED, "magic twice", ascii("PAR1PAR1"));
        table.add(MALFORMED, "nothing between", ascii("PAR1\0\0\0\0PAR1"));
        table.add(
                UNSUPPORTED,
                "encrypted",
                join(ascii("PARE"), Arrays.copyOfRange(sound, 4, sound.length - 4), ascii("PARE")));
        table.add(TRUNCATED, "something behind", join(sound, new byte[3]));
        table.add(MALFORMED, "another beginning", join(ascii("ORC1"), Arrays.copyOfRange(sound, 4, sound.length)));
        table.add(MALFORMED, "footer longer than the file", join(ascii("PAR1"), le32(1000), ascii("PAR1")));
        table.add(MALFORMED, "footer of 4 GiB", join(ascii("PAR1"), le32(-1), ascii("PAR1")));
        for (int i = 1; i < 20; i++) {
            byte[] cut = Arrays.copyOf(sound, sound.length * i / 20);
            table.add(TRUNCATED, "cut at " + i + "/20", cut);
        }
    }

    private static void footers(Table table) {
        int most = ParquetLimits.FOOTER;
        table.add(LARGE, "footer of 17 MiB", file(new byte[0], new byte[17 << 20]));
        table.add(MALFORMED, "footer of zeros", file(new byte[0], new byte[most]));
        table.add(MALFORMED, "footer of structures in structures", file(new byte[0], filled(most, 0x1c)));
        table.add(
                MALFORMED,
                "footer of lists in lists",
                file(new byte[0], join(new byte[] {(byte) 0x79}, filled(most - 1, 0x19))));
        table.add(
                MALFORMED,
                "footer of numbers without an end",
                file(new byte[0], join(new byte[] {0x16}, filled(most - 1, 0xff))));
        table.add(MALFORMED, "footer cut in a structure", file(new byte[0], new byte[] {0x15, 2, 0x19}));
        table.add(MALFORMED, "a type that is not there", file(new byte[0], new byte[] {0x1e, 0}));
        table.add(
                MALFORMED,
                "a list of 2^62 row groups",
                file(new byte[0], join(new byte[] {0x49, (byte) 0xfc}, unsigned(1L << 62))));
        table.add(MALFORMED, "a text of 2^31 bytes", file(new byte[0], join(new byte[] {0x68}, unsigned(1L << 31))));
        table.add(MALFORMED, "a map of 2^62 entries", file(new byte[0], join(new byte[] {0x6b}, unsigned(1L << 62))));
        table.add(
                MALFORMED,
                "sixteen million row groups",
                file(
                        new byte[0],
                        join(new byte[] {0x49, (byte) 0xfc}, unsigned(most - 20), new byte[most - 20], new byte[] {0
                        })));
        table.add(
                LARGE,
                "sixteen million nodes",
                file(
                        new byte[0],
                        join(new byte[] {0x29, (byte) 0xfc}, unsigned(most - 20), new byte[most - 20], new byte[] {0
                        })));
        table.lie(
                MALFORMED,
                "no row groups",
                made -> made.footer.addAll(List.of(list(2, 12, made.schema.toArray(byte[][]::new)), i64(3, 3))));
        table.lie(
                MALFORMED,
                "no rows said",
                made -> made.footer.addAll(List.of(list(2, 12, made.schema.toArray(byte[][]::new)), list(4, 12))));
        table.lie(
                MALFORMED,
                "rows without row groups",
                made -> made.footer.addAll(
                        List.of(list(2, 12, made.schema.toArray(byte[][]::new)), i64(3, 3), list(4, 12))));
        table.lie(
                MALFORMED,
                "the schema twice",
                made -> made.footer.addAll(List.of(
                        list(2, 12, made.schema.toArray(byte[][]::new)),
                        list(2, 12, made.schema.toArray(byte[][]::new)),
                        i64(3, 0),
                        list(4, 12))));
        table.lie(
                UNSUPPORTED,
                "encrypted columns, by the footer",
                made -> made.footer.addAll(
                        List.of(list(2, 12, made.schema.toArray(byte[][]::new)), i64(3, 0), list(4, 12), sub(8))));
        table.lie(
                MALFORMED,
                "a number where a list must be",
                made -> made.footer.addAll(List.of(i32(2, 1), i64(3, 0), list(4, 12))));
        table.lie(MALFORMED, "a negative number of rows", made -> made.rows = -3);
        table.lie(LARGE, "2^62 rows", made -> made.rows = 1L << 62);
        table.lie(LARGE, "a row more than there may be", made -> made.rows = ParquetLimits.ROWS + 1);
        table.lie(MALFORMED, "a row group of fewer rows", made -> made.groupRows = 2L);
        table.lie(MALFORMED, "a row group of more rows", made -> made.groupRows = 1L << 62);
        table.lie(MALFORMED, "a row group of -1 rows", made -> made.groupRows = -1L);
        table.lie(MALFORMED, "fewer rows than values", made -> made.rows = 2);
        table.lie(MALFORMED, "more rows than values", made -> made.rows = 4);
    }

    private static void schemas(Table table) {
        table.lie(MALFORMED, "no schema", made -> made.schema.clear());
        table.lie(MALFORMED, "no columns", made -> made.schema
                .subList(1, made.schema.size())
                .clear());
        table.lie(MALFORMED, "columns that are not there", made -> made.schema.set(0, root(2)));
        table.lie(MALFORMED, "columns without a parent", made -> made.schema.add(made.schema.get(1)));
        table.lie(MALFORMED, "a column twice", made -> {
            made.schema.set(0, root(2));
            made.schema.add(made.schema.get(1));
        });
        table.lie(MALFORMED, "a column without a name", made -> made.schema.set(1, struct(i32(1, INT32), i32(3, 1))));
        table.lie(
                MALFORMED,
                "a name that is not UTF-8",
                made -> made.schema.set(
                        1, struct(i32(1, INT32), i32(3, 1), MadeParquet.binary(4, new byte[] {'a', -1}))));
        table.lie(
                LARGE,
                "a name of a mebibyte",
                made -> made.schema.set(1, struct(i32(1, INT32), i32(3, 1), text(4, "a".repeat(1 << 20)))));
        table.lie(LARGE, "more columns than there may be", made -> made.schema.set(0, root(ParquetLimits.COLUMNS + 1)));
        table.lie(MALFORMED, "-1 columns", made -> made.schema.set(0, root(-1)));
        table.lie(
                MALFORMED,
                "a type that nobody knows",
                made -> made.schema.set(1, struct(i32(1, 8), i32(3, 1), text(4, "a"))));
        table.lie(
                MALFORMED,
                "a repetition that nobody knows",
                made -> made.schema.set(1, struct(i32(1, INT32), i32(3, 3), text(4, "a"))));
        table.lie(MALFORMED, "neither type nor children", made -> made.schema.set(1, struct(i32(3, 1), text(4, "a"))));
        table.lie(
                MALFORMED,
                "type and children",
                made -> made.schema.set(1, struct(i32(1, INT32), i32(3, 1), text(4, "a"), i32(5, 1))));
        table.lie(MALFORMED, "fields nested without an end", made -> {
            made.schema.remove(1);
            for (int i = 0; i < 10_000; i++) {
                made.schema.add(struct(i32(3, 1), text(4, "a"), i32(5, 1)));
            }
        });
        table.lie(
                MALFORMED,
                "a field with 2^31 children",
                made -> made.schema.set(1, struct(i32(3, 1), text(4, "a"), i32(5, Integer.MAX_VALUE))));
        table.add(
                MALFORMED,
                "values of length 0",
                MadeParquet.of(FIXED, -1, 0).page(0, THREE).bytes());
        table.add(
                MALFORMED,
                "values of length 2^31",
                MadeParquet.of(FIXED, -1, Integer.MAX_VALUE).page(0, THREE).bytes());
        table.add(
                MALFORMED,
                "text in integers",
                MadeParquet.of(INT32, 0).page(0, THREE).bytes());
        table.add(
                MALFORMED,
                "dates in texts",
                MadeParquet.of(BYTES, 6).page(0, THREE).bytes());
        table.lie(
                MALFORMED,
                "a decimal of scale 2^31",
                made -> made.schema.set(
                        1,
                        struct(
                                i32(1, INT32),
                                i32(3, 1),
                                text(4, "a"),
                                i32(6, 5),
                                i32(7, Integer.MAX_VALUE),
                                i32(8, Integer.MAX_VALUE))));
        table.lie(
                MALFORMED,
                "a decimal of scale -1",
                made -> made.schema.set(
                        1, struct(i32(1, INT32), i32(3, 1), text(4, "a"), i32(6, 5), i32(7, -1), i32(8, 9))));
    }

    private static void chunks(Table table) {
        table.lie(MALFORMED, "pages before the file", made -> made.offset = -1);
        table.lie(MALFORMED, "pages in the magic", made -> made.offset = 0);
        table.lie(MALFORMED, "pages behind the file", made -> made.offset = 1L << 62);
        table.lie(MALFORMED, "pages in the footer", made -> made.offset = 40);
        table.lie(MALFORMED, "a chunk longer than the file", made -> made.size = Long.MAX_VALUE);
        table.lie(MALFORMED, "a chunk of -1 bytes", made -> made.size = -1L);
        table.lie(MALFORMED, "a chunk of no bytes", made -> made.size = 0L);
        table.lie(MALFORMED, "a chunk that ends in a header", made -> made.size = 5L);
        table.lie(MALFORMED, "a chunk that ends in a page", made -> made.size = 30L);
        table.lie(MALFORMED, "a compression that nobody knows", made -> made.codec = 99);
        table.lie(UNSUPPORTED, "Brotli", made -> made.codec = 4);
        table.lie(UNSUPPORTED, "LZO", made -> made.codec = 3);
        table.lie(UNSUPPORTED, "LZ4 of Hadoop", made -> made.codec = 5);
        table.lie(MALFORMED, "2^62 values", made -> made.values = 1L << 62);
        table.lie(MALFORMED, "-1 values", made -> made.values = -1);
        table.lie(UNSUPPORTED, "another file", made -> made.chunk.add(text(1, "/etc/passwd")));
        table.lie(UNSUPPORTED, "an encrypted chunk", made -> made.chunk.add(sub(8)));
    }

    private static void pages(Table table) {
        byte[] body = join(levels(3, 1), THREE);
        table.add(MALFORMED, "no page", made(new byte[40], new byte[0], 0));
        table.add(MALFORMED, "noise for a page", made(filled(40, 0xff), new byte[0], 0));
        table.add(MALFORMED, "a page of -1 bytes", made(header(-1, body.length, 3, 0), body, 0));
        table.add(LARGE, "a page of 2 GiB", made(header(Integer.MAX_VALUE, Integer.MAX_VALUE, 3, 0), body, 0));
        table.add(LARGE, "a page of 64 MiB", made(header(ParquetLimits.PAGE + 1, body.length, 3, 0), body, 1));
        table.add(MALFORMED, "a page of other lengths", made(header(body.length + 1, body.length, 3, 0), body, 0));
        table.add(MALFORMED, "a page of -1 values", made(header(body.length, body.length, -1, 0), body, 0));
        table.add(MALFORMED, "a page of 4 values", made(header(body.length, body.length, 4, 0), body, 0));
        table.add(MALFORMED, "a page of 2 values", made(header(body.length, body.length, 2, 0), body, 0));
        table.add(MALFORMED, "a page of no values", made(header(body.length, body.length, 0, 0), body, 0));
        table.add(
                MALFORMED,
                "a page in no encoding",
                made(struct(i32(1, 0), i32(2, body.length), i32(3, body.length)), body, 0));
        table.add(
                MALFORMED,
                "a wrong checksum",
                made(
                        struct(
                                i32(1, 0),
                                i32(2, body.length),
                                i32(3, body.length),
                                i32(4, 7),
                                sub(5, i32(1, 3), i32(2, 0), i32(3, 3), i32(4, 3))),
                        body,
                        0));
        table.add(
                UNSUPPORTED,
                "levels of old",
                made(
                        struct(
                                i32(1, 0),
                                i32(2, body.length),
                                i32(3, body.length),
                                sub(5, i32(1, 3), i32(2, 0), i32(3, 4), i32(4, 4))),
                        body,
                        0));
        table.add(LARGE, "a header of 9 MiB", made(struct(MadeParquet.binary(9, new byte[9 << 20])), body, 0));
        table.add(MALFORMED, "levels longer than the page", made(second(-1 >>> 1, 0), body, 0));
        table.add(MALFORMED, "levels of -1 bytes", made(second(-1, 0), body, 0));
        for (int codec : new int[] {1, 2, 6, 7}) {
            ParquetCodec name = ParquetCodec.values()[codec];
            table.add(MALFORMED, "noise for " + name, made(header(100, 60, 3, 0), filled(60, 0xff), codec));
            table.add(MALFORMED, "zeros for " + name, made(header(100, 60, 3, 0), new byte[60], codec));
            table.add(MALFORMED, "nothing for " + name, made(header(100, 0, 3, 0), new byte[0], codec));
        }
        table.add(
                MALFORMED,
                "Snappy that claims 4 GiB",
                made(header(100, 6, 3, 0), join(unsigned(0xffffffffL), new byte[1]), 1));
        table.add(
                MALFORMED,
                "Snappy that copies from before",
                made(header(100, 6, 3, 0), join(unsigned(100), new byte[] {(byte) 0xfe, 0x10, 0x10, 0, 0}), 1));
        byte[] gzip = gzip(new byte[1 << 20]);
        table.add(MALFORMED, "gzip of more than the page", made(header(100, gzip.length, 3, 0), gzip, 2));
        table.add(MALFORMED, "gzip of less than the page", made(header(2 << 20, gzip.length, 3, 0), gzip, 2));
        byte[] zstd = zstd(new byte[1 << 20]);
        table.add(MALFORMED, "zstd of more than the page", made(header(100, zstd.length, 3, 0), zstd, 6));
        table.add(MALFORMED, "zstd of less than the page", made(header(2 << 20, zstd.length, 3, 0), zstd, 6));
        table.add(
                MALFORMED,
                "zstd cut",
                made(header(1 << 20, zstd.length / 2, 3, 0), Arrays.copyOf(zstd, zstd.length / 2), 6));
    }

    private static void levelsAndIndexes(Table table) {
        table.add(MALFORMED, "levels longer than the page has", page(join(le32(1000), new byte[4], THREE)));
        table.add(MALFORMED, "levels of a negative length", page(join(le32(-1), THREE)));
        table.add(MALFORMED, "no levels", page(new byte[2]));
        table.add(MALFORMED, "a run of none", page(join(le32(2), new byte[] {0, 1}, THREE)));
        table.add(MALFORMED, "a packed run of none", page(join(le32(2), new byte[] {1, 1}, THREE)));
        table.add(MALFORMED, "a run cut", page(join(le32(1), new byte[] {6}, THREE)));
        table.add(MALFORMED, "a packed run cut", page(join(le32(1), new byte[] {3}, THREE)));
        table.add(MALFORMED, "a run header without an end", page(join(le32(9), filled(9, 0xff), THREE)));
        table.add(MALFORMED, "a level that is too high", page(join(levels(3, 2), THREE)));
        table.add(MALFORMED, "too few levels", page(join(levels(2, 1), THREE)));
        table.page(MALFORMED, "no dictionary", INT32, 8, new byte[] {1, 6, 0});
        byte[] indexes = {1, 6, 1};
        table.add(
                MALFORMED,
                "an index that is too high",
                MadeParquet.of(INT32, -1)
                        .dictionary(1, le32(5))
                        .page(8, indexes)
                        .bytes());
        table.add(
                MALFORMED,
                "an index that is far too high",
                MadeParquet.of(INT32, -1)
                        .dictionary(3, THREE)
                        .page(8, join(new byte[] {32, 6}, le32(-1)))
                        .bytes());
        table.add(
                MALFORMED,
                "indexes of 33 bits",
                MadeParquet.of(INT32, -1)
                        .dictionary(3, THREE)
                        .page(8, new byte[] {33, 6, 0, 0, 0, 0, 0})
                        .bytes());
        table.add(
                MALFORMED,
                "no width of the indexes",
                MadeParquet.of(INT32, -1)
                        .dictionary(3, THREE)
                        .page(8, new byte[0])
                        .bytes());
        table.add(
                MALFORMED,
                "an empty dictionary",
                MadeParquet.of(INT32, -1)
                        .dictionary(0, new byte[0])
                        .page(8, indexes)
                        .bytes());
        table.add(
                MALFORMED,
                "two dictionaries",
                MadeParquet.of(INT32, -1)
                        .dictionary(3, THREE)
                        .dictionary(3, THREE)
                        .page(8, indexes)
                        .bytes());
        table.add(
                MALFORMED,
                "a dictionary of 2^31 integers",
                MadeParquet.of(INT32, -1)
                        .dictionary(Integer.MAX_VALUE, THREE)
                        .page(8, indexes)
                        .bytes());
        table.add(
                MALFORMED,
                "a dictionary of 2^31 texts",
                MadeParquet.of(BYTES, 0)
                        .dictionary(Integer.MAX_VALUE, THREE)
                        .page(8, indexes)
                        .bytes());
        table.add(
                MALFORMED,
                "a dictionary of -1 texts",
                MadeParquet.of(BYTES, 0).dictionary(-1, THREE).page(8, indexes).bytes());
        table.add(
                MALFORMED,
                "a dictionary with a text too long",
                MadeParquet.of(BYTES, 0)
                        .dictionary(2, le32(0, 900))
                        .page(8, indexes)
                        .bytes());
        table.add(
                MALFORMED,
                "a dictionary with a text of -4 bytes",
                MadeParquet.of(BYTES, 0)
                        .dictionary(2, le32(-4, 0))
                        .page(8, indexes)
                        .bytes());
        table.add(
                MALFORMED,
                "a dictionary and nothing else",
                MadeParquet.of(INT32, -1).dictionary(3, THREE).bytes());
    }

    private static void encodings(Table table) {
        table.page(MALFORMED, "too few integers", INT32, 0, le32(1, 2));
        table.page(MALFORMED, "too few booleans", 0, 0, new byte[0]);
        table.page(MALFORMED, "too few times", INT96, 0, new byte[30]);
        table.page(UNSUPPORTED, "an encoding that nobody knows", INT32, 42, THREE);
        table.page(UNSUPPORTED, "packed bits of old", INT32, 4, THREE);
        table.page(MALFORMED, "runs of integers", INT32, 3, join(le32(2), new byte[] {6, 1}));
        table.page(MALFORMED, "deltas of texts", BYTES, 5, THREE);
        table.page(MALFORMED, "split texts", BYTES, 9, THREE);
        table.page(MALFORMED, "texts of integers", INT32, 6, THREE);
        table.page(MALFORMED, "prefixes of integers", INT32, 7, THREE);
        table.page(MALFORMED, "no deltas", INT32, 5, new byte[0]);
        table.page(MALFORMED, "blocks of 0", INT32, 5, delta(0, 1, 3, 1));
        table.page(MALFORMED, "blocks of 2^62", INT32, 5, delta(1L << 62, 1, 3, 1));
        table.page(MALFORMED, "blocks in 0 parts", INT32, 5, delta(128, 0, 3, 1));
        table.page(MALFORMED, "blocks in 7 parts", INT32, 5, delta(128, 7, 3, 1));
        table.page(MALFORMED, "blocks in 2^31 parts", INT32, 5, delta(128, 1L << 31, 3, 1));
        table.page(MALFORMED, "2^62 deltas", INT32, 5, delta(128, 4, 1L << 62, 1));
        table.page(MALFORMED, "2^31 deltas that are not there", INT32, 5, delta(128, 4, Integer.MAX_VALUE, 1));
        table.page(MALFORMED, "one delta", INT32, 5, delta(128, 4, 1, 1));
        table.page(
                MALFORMED,
                "deltas of 65 bits",
                INT32,
                5,
                join(delta(128, 4, 3, 1), signed(1), new byte[] {65, 0, 0, 0}, new byte[600]));
        table.page(
                MALFORMED,
                "deltas cut",
                INT32,
                5,
                join(delta(128, 4, 3, 1), signed(1), new byte[] {32, 0, 0, 0}, new byte[60]));
        table.page(MALFORMED, "lengths that are not there", BYTES, 6, delta(128, 4, Integer.MAX_VALUE, 1));
        table.page(
                MALFORMED, "texts that are not there", BYTES, 6, join(delta(128, 4, 3, 100), signed(0), new byte[4]));
        table.page(MALFORMED, "a text of -1 bytes", BYTES, 6, join(delta(128, 4, 3, -1), signed(0), new byte[4]));
        table.page(
                MALFORMED,
                "a prefix of nothing",
                BYTES,
                7,
                join(delta(128, 4, 3, 5), signed(0), new byte[4], delta(128, 4, 3, 0), signed(0), new byte[4]));
        table.page(MALFORMED, "too few split integers", INT32, 9, le32(1, 2));
    }

    private static void values(Table table) {
        table.page(MALFORMED, "a text of a negative length", BYTES, 0, le32(-1, 0, 0));
        table.page(MALFORMED, "a text of 2 GiB", BYTES, 0, le32(Integer.MAX_VALUE, 0, 0));
        table.page(MALFORMED, "a text too short", BYTES, 0, join(le32(0, 0), new byte[3]));
        table.add(
                LARGE,
                "a text of 2 MiB",
                MadeParquet.of(BYTES, 0)
                        .page(0, join(le32(2 << 20), new byte[2 << 20], le32(0, 0)))
                        .bytes());
        table.add(
                LARGE,
                "prefixes that grow",
                MadeParquet.of(BYTES, -1).page(7, growing()).bytes());
        table.add(
                MALFORMED,
                "a text that is not UTF-8",
                MadeParquet.of(BYTES, 0)
                        .page(0, join(le32(1), new byte[] {-1}, le32(0, 0)))
                        .bytes());
        table.add(
                MALFORMED,
                "a time of -1",
                MadeParquet.of(INT32, 7).page(0, le32(-1, 0, 0)).bytes());
        table.add(
                MALFORMED,
                "a time behind midnight",
                MadeParquet.of(INT32, 7).page(0, le32(86_400_000, 0, 0)).bytes());
        MadeParquet decimal = MadeParquet.of(BYTES, 5).page(0, join(le32(10_000), new byte[10_000], le32(0, 0)));
        decimal.schema.set(1, struct(i32(1, BYTES), i32(3, 1), text(4, "a"), i32(6, 5), i32(7, 2), i32(8, 20)));
        table.add(MALFORMED, "a decimal of 10,000 bytes", decimal.bytes());
    }

    /** The first text has 600,000 bytes, the second as many more. */
    private static byte[] growing() {
        int half = 600_000;
        byte[] prefixes = join(delta(128, 4, 3, 0), signed(half), new byte[4]);
        return join(prefixes, delta(128, 4, 3, half), signed(0), new byte[4], new byte[3 * half]);
    }

    private static byte[] delta(long block, long parts, long count, long first) {
        return join(unsigned(block), unsigned(parts), unsigned(count), signed(first));
    }

    private static byte[] page(byte[] body) {
        return MadeParquet.of(INT32, -1).page(3, 0, body).bytes();
    }

    private static byte[] made(byte[] header, byte[] body, int codec) {
        MadeParquet made = MadeParquet.of(INT32, -1).raw(header, body);
        made.codec = codec;
        return made.bytes();
    }

    private static byte[] second(int definition, int repetition) {
        int length = join(levels(3, 1), THREE).length;
        return struct(
                i32(1, 3),
                i32(2, length),
                i32(3, length),
                sub(8, i32(1, 3), i32(2, 0), i32(3, 3), i32(4, 0), i32(5, definition), i32(6, repetition)));
    }

    private static byte[] filled(int length, int value) {
        byte[] all = new byte[length];
        Arrays.fill(all, (byte) value);
        return all;
    }

    static byte[] zstd(byte[] bytes) {
        ZstdCompressor compressor = new ZstdCompressor();
        byte[] out = new byte[compressor.maxCompressedLength(bytes.length)];
        return Arrays.copyOf(out, compressor.compress(bytes, 0, bytes.length, out, 0, out.length));
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
