package io.jenkins.plugins.mldeploy.deploy;

import java.io.Serializable;

/**
 * What goes into the rendering of a release.
 *
 * @param name of the chart
 * @param version of the chart, null when it can't be read without unpacking
 * @param digest SHA-256 over the sorted files of the chart, or of the packed chart
 * @param valuesHash SHA-256 over the values files, the values set, and the image; no value itself
 */
record ChartFacts(String name, String version, String digest, String valuesHash) implements Serializable {}
