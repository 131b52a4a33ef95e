package io.jenkins.plugins.mldeploy.pipeline.declarative;

import org.codehaus.groovy.ast.ASTNode;

/** A place in the Jenkinsfile: line and column count from 1; a tab is one column, as in Groovy's own messages. */
public record Position(int line, int column) implements Comparable<Position> {

    public Position {
        line = Math.max(1, line);
        column = Math.max(1, column);
    }

    /** Where the node begins. Nodes that Groovy made up itself have no place and count as the file's first character. */
    public static Position of(ASTNode node) {
        return new Position(node.getLineNumber(), node.getColumnNumber());
    }

    @Override
    public int compareTo(Position other) {
        return line != other.line ? Integer.compare(line, other.line) : Integer.compare(column, other.column);
    }

    @Override
    public String toString() {
        return line + ":" + column;
    }
}
