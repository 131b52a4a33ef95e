package io.jenkins.plugins.mldeploy.mltest;

/**
 * A column of a Parquet file. Of one that holds lists or objects, only the levels of the first leaf matter: they say where a row begins, and whether it has
 * anything.
 *
 * @param leaf which of the stored leaves it is, or its first one
 * @param type what that leaf stores
 * @param length of its values, where they are of a fixed length
 * @param definition highest definition level of that leaf: its values are there
 * @param repetition highest repetition level of that leaf
 * @param present definition level from which on the row has a value of this column
 * @param container LIST or OBJECT; null for plain values
 * @param text how plain values read; null for the others
 */
record ParquetColumn(
        String name,
        int leaf,
        ParquetSchema.Physical type,
        int length,
        int definition,
        int repetition,
        int present,
        Cell.Kind container,
        ParquetText text) {}
