package io.jenkins.plugins.mldeploy.dashboard;

import java.util.List;

/**
 * An environment, as a column of the matrix.
 *
 * @param tier free text, may be null
 * @param demands what it demands, in words; empty for an open one
 */
public record Place(String name, String tier, boolean isProtected, String enforcement, List<String> demands) {}
