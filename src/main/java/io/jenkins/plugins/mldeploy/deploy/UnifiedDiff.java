package io.jenkins.plugins.mldeploy.deploy;

import java.util.ArrayList;
import java.util.List;

/**
 * The difference of two texts by lines, in the unified format with three lines of context. Bounded: beyond {@value #MOST_CELLS} comparisons the changed part is shown as
 * removed and added whole, beyond {@value #LONGEST} characters the rest is left out.
 */
final class UnifiedDiff {
    private static final int CONTEXT = 3;
    private static final int MOST_CELLS = 4_000_000;
    private static final int LONGEST = 256 << 10;

    private final List<String> old;
    private final List<String> young;
    /** Marks ' ', '-' or '+' with the line that it is about, in order. */
    private final List<String> marked = new ArrayList<>();

    private UnifiedDiff(List<String> old, List<String> young) {
        this.old = old;
        this.young = young;
    }

    /**
     * @param text empty when there is no difference
     * @param changedLines removed and added ones together
     */
    record Result(String text, int changedLines) {}

    static Result of(String old, String young) {
        UnifiedDiff diff = new UnifiedDiff(old.lines().toList(), young.lines().toList());
        diff.compare();
        int changed =
                (int) diff.marked.stream().filter(line -> line.charAt(0) != ' ').count();
        return new Result(changed == 0 ? "" : diff.hunks(), changed);
    }

    private void compare() {
        int head = 0;
        int shorter = Math.min(old.size(), young.size());
        while (head < shorter && old.get(head).equals(young.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < shorter - head && old.get(old.size() - 1 - tail).equals(young.get(young.size() - 1 - tail))) {
            tail++;
        }
        old.subList(0, head).forEach(line -> marked.add(" " + line));
        middle(old.subList(head, old.size() - tail), young.subList(head, young.size() - tail));
        old.subList(old.size() - tail, old.size()).forEach(line -> marked.add(" " + line));
    }

    private void middle(List<String> before, List<String> after) {
        int n = before.size();
        int m = after.size();
        if ((long) (n + 1) * (m + 1) > MOST_CELLS) {
            before.forEach(line -> marked.add("-" + line));
            after.forEach(line -> marked.add("+" + line));
            return;
        }
        int[][] common = new int[n + 1][m + 1];
        for (int i = n - 1; i >= 0; i--) {
            for (int j = m - 1; j >= 0; j--) {
                common[i][j] = before.get(i).equals(after.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        int i = 0;
        int j = 0;
        while (i < n || j < m) {
            if (i < n && j < m && before.get(i).equals(after.get(j))) {
                marked.add(" " + before.get(i++));
                j++;
            } else if (j == m || i < n && common[i + 1][j] >= common[i][j + 1]) {
                marked.add("-" + before.get(i++));
            } else {
                marked.add("+" + after.get(j++));
            }
        }
    }

    private String hunks() {
        StringBuilder text = new StringBuilder("--- what runs\n+++ this plan\n");
        int oldLine = 1;
        int newLine = 1;
        int at = 0;
        while (at < marked.size()) {
            int end = endOfHunk(at);
            if (end == at) {
                oldLine++;
                newLine++;
                at++;
                continue;
            }
            List<String> lines = marked.subList(at, end);
            int removed =
                    (int) lines.stream().filter(line -> line.charAt(0) != '+').count();
            int added =
                    (int) lines.stream().filter(line -> line.charAt(0) != '-').count();
            text.append("@@ -%d,%d +%d,%d @@\n".formatted(oldLine, removed, newLine, added));
            for (String line : lines) {
                text.append(line).append('\n');
                if (text.length() > LONGEST) {
                    return text.append("… the rest of the difference is left out\n")
                            .toString();
                }
            }
            oldLine += removed;
            newLine += added;
            at = end;
        }
        return text.toString();
    }

    /** The end of the hunk that begins at a line, or the line itself when no change is within its context. */
    private int endOfHunk(int start) {
        int lastChange = -1;
        for (int i = start; i < marked.size(); i++) {
            if (marked.get(i).charAt(0) != ' ') {
                if (lastChange < 0 && i - start > CONTEXT) {
                    return start;
                }
                lastChange = i;
            } else if (lastChange >= 0 ? i - lastChange > 2 * CONTEXT : i - start > CONTEXT) {
                break;
            }
        }
        return lastChange < 0 ? start : Math.min(marked.size(), lastChange + 1 + CONTEXT);
    }
}
