package io.jenkins.plugins.mldeploy.sbom;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds how a component got into a target, by breadth-first search from the component towards the target's root: one pass over the graph a step, so that the graph
 * is never in memory.
 */
final class DependencyPaths {
    private static final int MAX_STEPS = 16;
    private static final int MAX_REACHED = 20_000;

    private DependencyPaths() {}

    /** References from just below the root down to just above {@code ref}; empty when the graph says nothing. */
    static List<String> above(BomFile file, String root, String ref) throws IOException {
        Map<String, String> childOf = new HashMap<>(Map.of(ref, ref));
        Map<String, String> frontier = Map.of(ref, ref);
        String highest = ref;
        for (int step = 0; step < MAX_STEPS && !frontier.isEmpty() && childOf.size() < MAX_REACHED; step++) {
            Map<String, String> reached = new HashMap<>();
            Map<String, String> current = frontier;
            file.field(
                    "dependencies",
                    parser -> Dependencies.each(parser, (parent, kind, target) -> {
                        if (target != null
                                && "dependsOn".equals(kind)
                                && current.containsKey(target)
                                && !childOf.containsKey(parent)
                                && childOf.size() < MAX_REACHED) {
                            childOf.put(parent, target);
                            reached.put(parent, target);
                        }
                    }));
            if (root != null && reached.containsKey(root)) {
                return down(childOf, reached.get(root), ref);
            }
            highest = reached.isEmpty()
                    ? highest
                    : reached.keySet().stream().sorted().findFirst().orElse(highest);
            frontier = reached;
        }
        // The root is not in the graph, as with generators that only relate packages: from the highest that was
        // reached.
        return down(childOf, highest, ref);
    }

    private static List<String> down(Map<String, String> childOf, String from, String ref) {
        List<String> path = new ArrayList<>();
        for (String at = from; !at.equals(ref); at = childOf.get(at)) {
            path.add(at);
        }
        return path;
    }
}
