package io.jenkins.plugins.mldeploy.mltest;

import io.airlift.compress.Decompressor;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/** How the pages of a chunk are compressed; in the order of their codes. */
enum ParquetCodec {
    UNCOMPRESSED,
    SNAPPY,
    GZIP,
    LZO,
    BROTLI,
    /** Hadoop's own framing of LZ4, which its writers did not agree on. */
    LZ4,
    ZSTD,
    LZ4_RAW;

    static ParquetCodec of(int code) throws ParquetFault {
        if (code < 0 || code >= values().length) {
            throw ParquetFault.malformed("there is no compression " + code);
        }
        ParquetCodec codec = values()[code];
        if (codec == LZO || codec == BROTLI || codec == LZ4) {
            throw ParquetFault.unsupported("it is compressed with " + codec
                    + "; write it with snappy, zstd, gzip or lz4_raw (pandas: to_parquet(compression='zstd'))");
        }
        return codec;
    }

    /** Fills {@code target} from an index on. */
    void decompress(byte[] source, int at, int length, byte[] target, int to) throws ParquetFault {
        int room = target.length - to;
        int got;
        try {
            got = switch (this) {
                case SNAPPY -> fill(new SnappyDecompressor(), source, at, length, target, to);
                case ZSTD -> fill(new ZstdDecompressor(), source, at, length, target, to);
                case LZ4_RAW -> fill(new Lz4Decompressor(), source, at, length, target, to);
                case GZIP -> gzip(source, at, length, target, to);
                default -> {
                    System.arraycopy(source, at, target, to, Math.min(length, room));
                    yield length;
                }
            };
        } catch (IOException | RuntimeException e) {
            ParquetFault fault = ParquetFault.malformed("a page is no " + this + ": " + e.getMessage());
            fault.initCause(e);
            throw fault;
        }
        if (got != room) {
            throw ParquetFault.malformed("a page has not the " + room + " bytes that it claims");
        }
    }

    private static int fill(Decompressor codec, byte[] source, int at, int length, byte[] target, int to) {
        return codec.decompress(source, at, length, target, to, target.length - to);
    }

    private static int gzip(byte[] source, int at, int length, byte[] target, int to) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(source, at, length))) {
            int got = in.readNBytes(target, to, target.length - to);
            return in.read() < 0 ? got : -1;
        }
    }
}
