package io.jenkins.plugins.mldeploy.mltest;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The columns of a Parquet file. Its schema is a tree, written as the list of its nodes in depth-first order; a column of the table is a child of the root,
 * and what is stored are the leaves below.
 */
final class ParquetSchema {
    /** Fields in fields in fields. */
    private static final int DEPTH = 100;

    private final List<Element> elements;
    private final List<ParquetColumn> columns = new ArrayList<>();
    private int next;
    private int leaves;

    private ParquetSchema(List<Element> elements) {
        this.elements = elements;
    }

    /** How a value is stored; in the order of their codes. */
    enum Physical {
        BOOLEAN,
        INT32,
        INT64,
        INT96,
        FLOAT,
        DOUBLE,
        BYTE_ARRAY,
        FIXED_LEN_BYTE_ARRAY;

        static Physical of(int code) throws ParquetFault {
            if (code < 0 || code >= values().length) {
                throw ParquetFault.malformed("there is no physical type " + code);
            }
            return values()[code];
        }
    }

    /** What a stored value means. */
    enum Annotation {
        STRING,
        UUID,
        FLOAT16,
        INTERVAL,
        /** Bytes that are a document of their own, such as BSON. */
        BINARY,
        SIGNED,
        UNSIGNED,
        DATE,
        TIME,
        TIMESTAMP,
        DECIMAL
    }

    /**
     * A node of the tree.
     *
     * @param physical null for one with children
     * @param repetition 0 required, 1 optional, 2 repeated
     * @param annotation null for none, or for one that changes nothing
     * @param list true for a list
     * @param nanos unit of times
     * @param utc true for times in UTC, false for those of no time zone
     */
    record Element(
            String name,
            Physical physical,
            int length,
            int repetition,
            int children,
            Annotation annotation,
            boolean list,
            int scale,
            int precision,
            long nanos,
            boolean utc) {}

    /** Reads the list of nodes. */
    static List<ParquetColumn> read(ThriftReader thrift, int type) throws ParquetFault {
        List<Element> elements = new ArrayList<>();
        thrift.list(type, element -> {
            if (elements.size() > 4 * ParquetLimits.COLUMNS) {
                throw ParquetFault.tooLarge("the schema has more than " + 4 * ParquetLimits.COLUMNS + " nodes");
            }
            ParquetSchemaElement read = new ParquetSchemaElement();
            thrift.struct(element, (id, field) -> read.field(thrift, id, field));
            elements.add(read.element());
        });
        return new ParquetSchema(elements).columns();
    }

    private List<ParquetColumn> columns() throws ParquetFault {
        if (elements.isEmpty()
                || elements.get(0).physical() != null
                || elements.get(0).children() < 1) {
            throw ParquetFault.malformed("the schema has no columns");
        }
        int count = elements.get(0).children();
        if (count > ParquetLimits.COLUMNS) {
            throw ParquetFault.tooLarge("it has " + count + " columns, more than " + ParquetLimits.COLUMNS);
        }
        Set<String> names = new HashSet<>();
        next = 1;
        for (int i = 0; i < count; i++) {
            Element top = element();
            if (top.name().isEmpty() || !names.add(top.name())) {
                throw ParquetFault.malformed("the schema must name every column, each once");
            }
            column(top);
        }
        if (next != elements.size()) {
            throw ParquetFault.malformed("the schema goes on behind its last column");
        }
        return columns;
    }

    private void column(Element top) throws ParquetFault {
        int leaf = leaves;
        Levels first = new Levels(0, 0).below(top);
        try {
            Levels levels = leaf(top, first, 0);
            if (leaves == leaf) {
                throw ParquetFault.malformed("there is nothing in it");
            }
            boolean list = top.list() || top.repetition() == 2;
            Cell.Kind container = list ? Cell.Kind.LIST : top.physical() == null ? Cell.Kind.OBJECT : null;
            columns.add(new ParquetColumn(
                    top.name(),
                    leaf,
                    elements.get(levels.element).physical(),
                    elements.get(levels.element).length(),
                    levels.definition,
                    levels.repetition,
                    top.repetition() == 1 ? 1 : 0,
                    container,
                    container == null ? ParquetText.of(top) : null));
        } catch (ParquetFault e) {
            throw ParquetFault.malformed("column '" + Text.line(top.name(), 60) + "': " + e.getMessage());
        }
    }

    private final class Levels {
        private final int definition;
        private final int repetition;
        private int element;

        private Levels(int definition, int repetition) {
            this.definition = definition;
            this.repetition = repetition;
        }

        private Levels below(Element child) {
            Levels below = new Levels(
                    definition + (child.repetition() == 0 ? 0 : 1), repetition + (child.repetition() == 2 ? 1 : 0));
            below.element = next - 1;
            return below;
        }
    }

    /** Passes over a node and what is below it; returns the levels of the first leaf, null when there is none. */
    private Levels leaf(Element node, Levels levels, int depth) throws ParquetFault {
        if (node.physical() != null) {
            leaves++;
            return levels;
        }
        if (depth == DEPTH) {
            throw ParquetFault.malformed("fields nested deeper than " + DEPTH);
        }
        Levels first = null;
        for (int i = 0; i < node.children(); i++) {
            Element child = element();
            Levels found = leaf(child, levels.below(child), depth + 1);
            first = first == null ? found : first;
        }
        return first;
    }

    private Element element() throws ParquetFault {
        if (next == elements.size()) {
            throw ParquetFault.malformed("the schema ends before its last column");
        }
        return elements.get(next++);
    }
}
