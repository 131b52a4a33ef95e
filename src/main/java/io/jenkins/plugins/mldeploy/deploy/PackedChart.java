package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Reads {@code Chart.yaml} out of a packed chart (a gzipped tar, POSIX.1-1988 headers), without unpacking anything. */
final class PackedChart {
    private static final int BLOCK = 512;
    private static final int LONGEST = 1 << 20;
    /** Unpacked; Helm itself takes no more than 100 MiB. */
    private static final long MOST = 100L << 20;

    private PackedChart() {}

    /** Empty when it is no packed chart, which helm itself will say. */
    static Map<?, ?> description(String source, Path file) throws IOException {
        try (InputStream in = new GZIPInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            byte[] header = new byte[BLOCK];
            long read = 0;
            while (in.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0) {
                long size = octal(header);
                if (size < 0 || read + size > MOST) {
                    throw new UnreadableReport("CHART_TOO_LARGE", source, "more than 100 MiB; is it really a chart?");
                }
                if (name(header).matches("[^/]+/Chart\\.yaml") && size <= LONGEST) {
                    String text = new String(in.readNBytes((int) size), StandardCharsets.UTF_8);
                    return new YamlDocuments.Document(1, text).load(source) instanceof Map<?, ?> map ? map : Map.of();
                }
                long blocks = (size + BLOCK - 1) / BLOCK * BLOCK;
                in.skipNBytes(blocks);
                read += blocks;
            }
            return Map.of();
        } catch (ZipException | EOFException notPacked) {
            return Map.of();
        }
    }

    private static String name(byte[] header) {
        int end = 0;
        while (end < 100 && header[end] != 0) {
            end++;
        }
        return new String(header, 0, end, StandardCharsets.UTF_8);
    }

    private static long octal(byte[] header) {
        long size = 0;
        for (int i = 124; i < 136 && header[i] >= '0' && header[i] <= '7'; i++) {
            size = size * 8 + header[i] - '0';
        }
        return size;
    }
}
