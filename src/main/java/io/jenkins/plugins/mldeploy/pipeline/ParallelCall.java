package io.jenkins.plugins.mldeploy.pipeline;

import groovy.lang.Closure;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@code parallel} hands to the program: its branches by name. */
record ParallelCall(Map<String, Closure<?>> branches, boolean failFast) implements Serializable {

    /** @throws IllegalArgumentException when an argument is no block */
    static ParallelCall of(Map<String, Object> arguments) {
        Map<String, Closure<?>> branches = new LinkedHashMap<>();
        boolean failFast = false;
        for (Map.Entry<String, Object> argument : arguments.entrySet()) {
            if (argument.getValue() instanceof Closure<?> body) {
                branches.put(argument.getKey(), body);
            } else if (argument.getKey().equals("failFast") && argument.getValue() instanceof Boolean flag) {
                failFast = flag;
            } else {
                throw new IllegalArgumentException("parallel: '" + argument.getKey() + "' must be a block { … }"
                        + (argument.getKey().equalsIgnoreCase("failFast") ? " or failFast: true or false" : ""));
            }
        }
        return new ParallelCall(branches, failFast);
    }
}
