package io.jenkins.plugins.mldeploy.mltest;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Parquet files written byte by byte, so that every field may lie: one column {@code a}, one row group. */
final class MadeParquet {
    /** A field of a structure in Thrift's compact protocol. */
    record Field(int id, int type, byte[] value) {}

    final List<byte[]> schema = new ArrayList<>();
    final List<Field> chunk = new ArrayList<>();
    private final ByteArrayOutputStream pages = new ByteArrayOutputStream();
    private final int type;
    long rows = 3;
    Long groupRows;
    long values = 3;
    int codec;
    long offset = 4;
    Long size;
    List<Field> footer = new ArrayList<>();

    private MadeParquet(int type) {
        this.type = type;
    }

    /** An optional column with this physical type and this annotation of old ({@code converted}), negative for none. */
    static MadeParquet of(int type, int converted) {
        return of(type, converted, 0);
    }

    static MadeParquet of(int type, int converted, int length) {
        MadeParquet made = new MadeParquet(type);
        made.schema.add(root(1));
        made.schema.add(
                converted < 0
                        ? struct(i32(1, type), i32(2, length), i32(3, 1), text(4, "a"))
                        : struct(i32(1, type), i32(2, length), i32(3, 1), text(4, "a"), i32(6, converted)));
        return made;
    }

    static byte[] root(int children) {
        return struct(text(4, "schema"), i32(5, children));
    }

    /** A data page of three values that are there. */
    MadeParquet page(int encoding, byte[] body) {
        return page(3, encoding, join(levels(3, 1), body));
    }

    MadeParquet page(int count, int encoding, byte[] body) {
        return raw(header(body.length, body.length, count, encoding), body);
    }

    MadeParquet dictionary(int count, byte[] body) {
        return raw(struct(i32(1, 2), i32(2, body.length), i32(3, body.length), sub(7, i32(1, count), i32(2, 0))), body);
    }

    static byte[] header(int unpacked, int stored, int count, int encoding) {
        return struct(
                i32(1, 0),
                i32(2, unpacked),
                i32(3, stored),
                sub(5, i32(1, count), i32(2, encoding), i32(3, 3), i32(4, 3)));
    }

    MadeParquet raw(byte[]... parts) {
        pages.writeBytes(join(parts));
        return this;
    }

    /** Definition levels of a page of the first version: one run. */
    static byte[] levels(int count, int level) {
        byte[] run = join(unsigned((long) count << 1), new byte[] {(byte) level});
        return join(le32(run.length), run);
    }

    byte[] bytes() {
        if (footer.isEmpty()) {
            List<Field> meta = new ArrayList<>(List.of(
                    i32(1, type),
                    i32(4, codec),
                    i64(5, values),
                    i64(7, size == null ? pages.size() : size),
                    i64(9, offset)));
            List<Field> whole = new ArrayList<>(chunk);
            whole.add(sub(3, meta.toArray(Field[]::new)));
            footer.add(i32(1, 1));
            footer.add(list(2, 12, schema.toArray(byte[][]::new)));
            footer.add(i64(3, rows));
            footer.add(list(
                    4,
                    12,
                    struct(
                            list(1, 12, struct(whole.toArray(Field[]::new))),
                            i64(3, groupRows == null ? rows : groupRows))));
        }
        return file(pages.toByteArray(), struct(footer.toArray(Field[]::new)));
    }

    static byte[] file(byte[] pages, byte[] footer) {
        return join(ascii("PAR1"), pages, footer, le32(footer.length), ascii("PAR1"));
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    static byte[] le32(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            bytes.putInt(value);
        }
        return bytes.array();
    }

    static byte[] unsigned(long value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long rest = value;
        for (; (rest & ~0x7fL) != 0; rest >>>= 7) {
            out.write((int) (rest & 0x7f | 0x80));
        }
        out.write((int) rest);
        return out.toByteArray();
    }

    static byte[] signed(long value) {
        return unsigned(value << 1 ^ value >> 63);
    }

    static Field i32(int id, int value) {
        return new Field(id, 5, signed(value));
    }

    static Field i64(int id, long value) {
        return new Field(id, 6, signed(value));
    }

    static Field text(int id, String value) {
        return binary(id, value.getBytes(StandardCharsets.UTF_8));
    }

    static Field binary(int id, byte[] value) {
        return new Field(id, 8, join(unsigned(value.length), value));
    }

    static Field sub(int id, Field... fields) {
        return new Field(id, 12, struct(fields));
    }

    static Field list(int id, int type, byte[]... elements) {
        return new Field(id, 9, join(new byte[] {(byte) (0xf0 | type)}, unsigned(elements.length), join(elements)));
    }

    static byte[] struct(Field... fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Field field : fields) {
            out.write(field.type());
            out.writeBytes(signed(field.id()));
            out.writeBytes(field.value());
        }
        out.write(0);
        return out.toByteArray();
    }
}
