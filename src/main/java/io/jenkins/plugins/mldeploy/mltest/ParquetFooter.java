package io.jenkins.plugins.mldeploy.mltest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** What a Parquet file says of itself at its end: columns, rows, and where their pages lie. Kept as bytes; a row group is looked up when its turn comes. */
final class ParquetFooter {
    private static final String PLAIN = "PAR1";
    private static final String ENCRYPTED = "PARE";

    /** Magic in front; length of the footer and magic behind. */
    private static final int FRAME = 12;

    private static final int STEP = 1 << 20;

    private final byte[] bytes;
    private final long pagesEnd;
    private List<ParquetColumn> columns;
    private long rows = -1;
    private boolean groupsRead;
    private int groups;
    private int[] groupAt = new int[16];
    private long[] groupRows = new long[16];

    private ParquetFooter(byte[] bytes, long pagesEnd) {
        this.bytes = bytes;
        this.pagesEnd = pagesEnd;
    }

    static ParquetFooter read(FileChannel file) throws IOException {
        long size = file.size();
        if (size < FRAME) {
            throw size < 4 || !magic(file, 0).equals(PLAIN)
                    ? ParquetFault.malformed("it is no Parquet file: it does not begin with PAR1")
                    : ParquetFault.truncated("it ends before its footer; was the tool that wrote it stopped?");
        }
        String first = magic(file, 0);
        String last = magic(file, size - 4);
        if (first.equals(ENCRYPTED) || last.equals(ENCRYPTED)) {
            throw ParquetChunk.encrypted();
        }
        if (!first.equals(PLAIN)) {
            throw ParquetFault.malformed("it is no Parquet file: it does not begin with PAR1");
        }
        if (!last.equals(PLAIN)) {
            throw ParquetFault.truncated("it does not end with PAR1; was the tool that wrote it stopped?");
        }
        long length = bytes(file, size - 8, 4).order(ByteOrder.LITTLE_ENDIAN).getInt() & 0xffffffffL;
        if (length > size - FRAME) {
            throw ParquetFault.malformed("its footer claims " + length + " bytes, more than the file has");
        }
        if (length > ParquetLimits.FOOTER) {
            throw ParquetFault.tooLarge("its footer is longer than " + ParquetLimits.FOOTER
                    + " bytes; write larger row groups, or fewer columns");
        }
        ParquetFooter footer =
                new ParquetFooter(bytes(file, size - 8 - length, (int) length).array(), size - 8 - length);
        try {
            footer.read();
        } catch (ThriftReader.EndReached e) {
            throw ParquetFault.malformed("its footer: " + e.getMessage());
        }
        return footer;
    }

    /** Exactly so many bytes; step by step, because a channel copies each through memory outside of the heap. */
    static ByteBuffer bytes(FileChannel file, long at, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.position() < length) {
            bytes.limit(Math.min(length, bytes.position() + STEP));
            if (file.read(bytes, at + bytes.position()) < 0) {
                throw ParquetFault.truncated("it became shorter while it was read");
            }
        }
        return bytes.flip();
    }

    private static String magic(FileChannel file, long at) throws IOException {
        return new String(bytes(file, at, 4).array(), StandardCharsets.ISO_8859_1);
    }

    private void read() throws ParquetFault {
        ThriftReader thrift = new ThriftReader(bytes, 0, bytes.length);
        thrift.struct((id, type) -> {
            switch (id) {
                case 2 -> {
                    once(columns == null);
                    columns = ParquetSchema.read(thrift, type);
                }
                case 3 -> rows = thrift.integer(type);
                case 4 -> {
                    once(!groupsRead);
                    groupsRead = true;
                    thrift.list(type, element -> group(thrift, element));
                }
                case 8, 9 -> throw ParquetChunk.encrypted();
                default -> thrift.skip(type);
            }
        });
        if (columns == null || !groupsRead || rows < 0) {
            throw ParquetFault.malformed("its footer lacks the schema, the row groups or the number of rows");
        }
        if (rows > ParquetLimits.ROWS) {
            throw ParquetFault.tooLarge(
                    "it has " + rows + " rows, more than " + ParquetLimits.ROWS + "; check a sample of it");
        }
        long sum = 0;
        for (int i = 0; i < groups; i++) {
            if (groupRows[i] > rows - sum) {
                throw ParquetFault.malformed(
                        "row group " + (i + 1) + " claims " + groupRows[i] + " rows, the file has " + rows);
            }
            sum += groupRows[i];
        }
        if (sum != rows) {
            throw ParquetFault.malformed("its row groups have " + sum + " rows, its footer claims " + rows);
        }
    }

    private static void once(boolean first) throws ParquetFault {
        if (!first) {
            throw ParquetFault.malformed("its footer says the same twice");
        }
    }

    private void group(ThriftReader thrift, int type) throws ParquetFault {
        if (groups == ParquetLimits.GROUPS) {
            throw ParquetFault.tooLarge("it has more than " + ParquetLimits.GROUPS + " row groups; write larger ones");
        }
        if (groups == groupAt.length) {
            groupAt = Arrays.copyOf(groupAt, groups * 2);
            groupRows = Arrays.copyOf(groupRows, groups * 2);
        }
        groupAt[groups] = thrift.position();
        groupRows[groups] = -1;
        thrift.struct(type, (id, field) -> {
            if (id == 3) {
                groupRows[groups] = thrift.integer(field);
            } else {
                thrift.skip(field);
            }
        });
        if (groupRows[groups++] < 0) {
            throw ParquetFault.malformed("row group " + groups + " doesn't say how many rows it has");
        }
    }

    List<ParquetColumn> columns() {
        return columns;
    }

    long rows() {
        return rows;
    }

    int groups() {
        return groups;
    }

    long rows(int group) {
        return groupRows[group];
    }

    /** The chunks of the columns, in their order, in one row group; of those that are wanted. */
    ParquetChunk[] chunks(int group, boolean[] wanted) throws ParquetFault {
        ParquetChunk[] chunks = new ParquetChunk[columns.size()];
        ThriftReader thrift = new ThriftReader(bytes, groupAt[group], bytes.length);
        int[] at = {0, 0};
        thrift.struct((id, field) -> {
            if (id != 1) {
                thrift.skip(field);
                return;
            }
            thrift.list(field, type -> {
                int leaf = at[0]++;
                int column = at[1];
                if (column == chunks.length || columns.get(column).leaf() != leaf) {
                    thrift.skip(type);
                    return;
                }
                at[1]++;
                if (wanted[column]) {
                    chunks[column] =
                            ParquetChunk.read(thrift, type, columns.get(column).type(), pagesEnd);
                } else {
                    thrift.skip(type);
                }
            });
        });
        if (at[1] != chunks.length) {
            throw ParquetFault.malformed("row group " + (group + 1) + " lacks columns of the schema");
        }
        return chunks;
    }
}
