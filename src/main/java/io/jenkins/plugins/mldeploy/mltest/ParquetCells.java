package io.jenkins.plugins.mldeploy.mltest;

import java.io.IOException;
import java.nio.channels.FileChannel;

/** The values of one column in the rows of one row group. */
final class ParquetCells {
    private static final int RLE = 3;

    private final ParquetColumn column;
    private final ParquetLimits limits;
    private final ParquetPages pages;
    private final Cell container;
    /** Values, nulls and elements of lists that no page was read for. */
    private long ahead;
    /** Those of the page at hand. */
    private int left;

    private HybridRuns repetitions;
    private HybridRuns definitions;
    private int valuesAt;
    private ParquetValues values;
    private ParquetDictionary dictionary;
    private long dictionaryHeld;
    /** Repetition level that was read already, because it says that the row before has ended; -1 for none. */
    private int repetition = -1;

    ParquetCells(ParquetColumn column, ParquetChunk chunk, long rows, FileChannel file, ParquetLimits limits)
            throws ParquetFault {
        this.column = column;
        this.limits = limits;
        this.ahead = chunk.values();
        if (column.repetition() == 0 ? ahead != rows : ahead < rows) {
            throw ParquetFault.malformed("it has " + ahead + " values in a row group of " + rows + " rows");
        }
        if (column.repetition() > 0) {
            limits.values(ahead - rows);
        }
        container = column.container() == null ? null : new Cell(column.container(), "");
        pages = new ParquetPages(file, limits, chunk);
    }

    /** The value in the next row. */
    Cell next() throws IOException {
        if (column.repetition() > 0) {
            return repeated();
        }
        if (left == 0) {
            page();
        }
        left--;
        int definition = definitions == null ? 0 : definitions.next();
        if (container != null) {
            return definition < column.present() ? Cell.NOTHING : container;
        }
        if (definition < column.definition()) {
            return Cell.NOTHING;
        }
        if (values == null) {
            // Only now: a page of nulls need not hold even the head of an encoding.
            values = ParquetValues.of(column, pages.page().encoding(), pages.bytes(), valuesAt, dictionary);
        }
        Cell cell = values.next();
        limits.unpacked(cell.text().length());
        return cell;
    }

    /** A row with lists in it goes on as long as the repetition level is not 0. */
    private Cell repeated() throws IOException {
        if (repetition < 0) {
            repetition = repetitionLevel();
        }
        if (repetition != 0) {
            throw ParquetFault.malformed("its first value goes on with a row that is not there");
        }
        boolean present = definitions.next() >= column.present();
        for (repetition = -1; left > 0 || ahead > 0; definitions.next()) {
            repetition = repetitionLevel();
            if (repetition == 0) {
                break;
            }
            repetition = -1;
        }
        return present ? container : Cell.NOTHING;
    }

    private int repetitionLevel() throws IOException {
        if (left == 0) {
            page();
        }
        left--;
        return repetitions.next();
    }

    /** To be called after the last row. */
    void end() throws ParquetFault {
        if (left > 0 || ahead > 0 || repetition >= 0) {
            throw ParquetFault.malformed("it has more values than the row group has rows");
        }
        close();
    }

    void close() {
        pages.close();
        limits.release(dictionaryHeld);
        dictionaryHeld = 0;
        dictionary = null;
        values = null;
    }

    private void page() throws IOException {
        if (ahead == 0) {
            throw ParquetFault.malformed("it has fewer values than the row group has rows");
        }
        values = null;
        definitions = null;
        repetitions = null;
        while (left == 0) {
            pages.next();
            ParquetPage page = pages.page();
            if (page.type() == ParquetPage.DICTIONARY) {
                dictionary(page);
            } else if (page.hasValues()) {
                if (page.values() > ahead) {
                    throw ParquetFault.malformed("its pages have more values than its footer claims");
                }
                left = page.values();
            }
        }
        ahead -= left;
        levels(pages.page());
    }

    private void dictionary(ParquetPage page) throws ParquetFault {
        if (dictionary != null) {
            throw ParquetFault.malformed("it has two dictionaries in one row group");
        }
        if (column.container() == null) {
            if (page.encoding() != 0 && page.encoding() != 2) {
                throw ParquetFault.malformed("a dictionary in the encoding " + page.encoding());
            }
            dictionary = new ParquetDictionary(column, pages.bytes(), page.values(), limits);
            dictionaryHeld = pages.keep() + dictionary.held();
        }
    }

    private void levels(ParquetPage page) throws ParquetFault {
        byte[] bytes = pages.bytes();
        if (page.type() == ParquetPage.DATA_2) {
            int middle = page.repetitionLength();
            valuesAt = middle + page.definitionLength();
            repetitions = runs(bytes, 0, middle, column.repetition());
            definitions = runs(bytes, middle, valuesAt, column.definition());
        } else {
            valuesAt = 0;
            repetitions = runs(bytes, page.repetitionEncoding(), column.repetition());
            definitions = runs(bytes, page.definitionEncoding(), column.definition());
        }
    }

    private static HybridRuns runs(byte[] bytes, int from, int to, int highest) {
        return highest == 0 ? null : new HybridRuns(bytes, from, to, HybridRuns.width(highest), highest);
    }

    private HybridRuns runs(byte[] bytes, int encoding, int highest) throws ParquetFault {
        if (highest == 0) {
            return null;
        }
        if (encoding != RLE) {
            throw ParquetFault.unsupported(
                    "its levels are in the encoding " + encoding + ", which is long out of use; write the file anew");
        }
        int from = valuesAt + 4;
        valuesAt = from + ParquetValues.span(bytes, valuesAt);
        return runs(bytes, from, valuesAt, highest);
    }
}
