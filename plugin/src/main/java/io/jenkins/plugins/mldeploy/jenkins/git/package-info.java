/** What the Git plugin, where it is installed, recorded about a run's checkout. Nothing else of the suite knows that plugin. */
package io.jenkins.plugins.mldeploy.jenkins.git;
