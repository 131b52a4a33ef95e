package io.jenkins.plugins.mldeploy.mltest;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32;

/** The pages of one chunk, one at a time in memory, without their compression. */
final class ParquetPages {
    /** Enough for a header without long statistics. */
    private static final int HEADER = 4 << 10;
    /** Statistics quote the lowest and the highest value. */
    private static final int LONGEST_HEADER = 8 << 20;

    private final FileChannel file;
    private final ParquetLimits limits;
    private final ParquetChunk chunk;
    private final ParquetCodec codec;
    private long at;
    private long held;
    private ParquetPage page;
    private byte[] bytes;

    ParquetPages(FileChannel file, ParquetLimits limits, ParquetChunk chunk) throws ParquetFault {
        this.file = file;
        this.limits = limits;
        this.chunk = chunk;
        codec = ParquetCodec.of(chunk.codec());
        at = chunk.from();
    }

    /** Goes to the next page; the memory of the one before is free, unless it was kept. */
    void next() throws IOException {
        limits.release(held);
        held = 0;
        bytes = null;
        header();
        if (page.stored() > chunk.to() - at) {
            throw ParquetFault.malformed("a page goes beyond the end of its chunk");
        }
        boolean packed = codec != ParquetCodec.UNCOMPRESSED && page.compressed();
        int levels = page.definitionLength() + page.repetitionLength();
        if (!packed && page.stored() != page.unpacked()) {
            throw ParquetFault.malformed("a page that is not compressed has two lengths");
        }
        limits.unpacked(page.unpacked());
        held = page.unpacked();
        limits.hold(held);
        if (packed) {
            limits.hold(page.stored());
            try {
                byte[] stored = stored();
                bytes = new byte[page.unpacked()];
                System.arraycopy(stored, 0, bytes, 0, levels);
                if (levels < bytes.length) {
                    codec.decompress(stored, levels, stored.length - levels, bytes, levels);
                }
            } finally {
                limits.release(page.stored());
            }
        } else {
            bytes = stored();
        }
        at += page.stored();
    }

    private void header() throws IOException {
        long rest = chunk.to() - at;
        if (rest == 0) {
            throw ParquetFault.malformed("its pages end before its last value");
        }
        for (int length = HEADER; ; length = LONGEST_HEADER) {
            int window = (int) Math.min(rest, length);
            limits.hold(window);
            try {
                byte[] start = ParquetFooter.bytes(file, at, window).array();
                ThriftReader thrift = new ThriftReader(start, 0, window);
                page = ParquetPage.read(thrift);
                at += thrift.position();
                return;
            } catch (ThriftReader.EndReached e) {
                if (window == rest) {
                    throw ParquetFault.malformed("its pages end in the middle of a header");
                }
                if (length == LONGEST_HEADER) {
                    throw ParquetFault.tooLarge("the header of a page is longer than " + LONGEST_HEADER + " bytes");
                }
            } finally {
                limits.release(window);
            }
        }
    }

    private byte[] stored() throws IOException {
        byte[] stored = ParquetFooter.bytes(file, at, page.stored()).array();
        if (page.checksum() != null) {
            CRC32 sum = new CRC32();
            sum.update(stored);
            if ((int) sum.getValue() != page.checksum()) {
                throw ParquetFault.malformed("a page has not the checksum that it was written with");
            }
        }
        return stored;
    }

    ParquetPage page() {
        return page;
    }

    byte[] bytes() {
        return bytes;
    }

    /** The caller goes on using the bytes of this page, and releases their memory. */
    long keep() {
        long kept = held;
        held = 0;
        return kept;
    }

    boolean atEnd() {
        return at == chunk.to();
    }

    void close() {
        limits.release(held);
        held = 0;
        bytes = null;
    }
}
