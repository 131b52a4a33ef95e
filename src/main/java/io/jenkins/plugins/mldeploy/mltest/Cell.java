package io.jenkins.plugins.mldeploy.mltest;

/**
 * A value of a data set.
 *
 * @param kind what the file says that it is
 * @param text as the file holds it, empty for nothing, lists and objects
 */
record Cell(Kind kind, String text) {
    /** What the file says that a value is; CSV says only TEXT or NOTHING. */
    enum Kind {
        NOTHING,
        TEXT,
        STRING,
        NUMBER,
        BOOLEAN,
        LIST,
        OBJECT
    }

    static final Cell NOTHING = new Cell(Kind.NOTHING, "");

    /** A CSV value: the empty one is nothing. */
    static Cell ofCsv(String text) {
        return text.isEmpty() ? NOTHING : new Cell(Kind.TEXT, text);
    }

    boolean isNothing() {
        return kind == Kind.NOTHING;
    }

    /** The number, null when it is none. */
    Double number() {
        return kind == Kind.TEXT || kind == Kind.NUMBER ? Numbers.parse(text) : null;
    }
}
