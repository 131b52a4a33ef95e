/**
 * What the steps found, in the places where Jenkins' own users look: the fingerprint of an image lists its builds and deployments, and with the Checks API plugin each step is a check of the commit. Nothing is judged in here, and nothing
 * of it counts: the record in the journal does.
 */
package io.jenkins.plugins.mldeploy.jenkins.results;
