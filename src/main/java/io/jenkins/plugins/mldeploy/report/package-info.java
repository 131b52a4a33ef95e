/**
 * How a report that somebody else wrote is read: one XML and one JSON factory with limits, and one typed error with a place.
 * Every reader of the suite goes through here, so that no entity, depth, number or string of a hostile report can hurt.
 * Knows no other package of the suite.
 */
package io.jenkins.plugins.mldeploy.report;
