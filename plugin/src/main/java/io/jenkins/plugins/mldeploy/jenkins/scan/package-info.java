/** The step {@code containerScan} in Jenkins: its parameters, for the Pipeline engine and the snippet generator. No logic in here: that is the engine's. */
package io.jenkins.plugins.mldeploy.jenkins.scan;
