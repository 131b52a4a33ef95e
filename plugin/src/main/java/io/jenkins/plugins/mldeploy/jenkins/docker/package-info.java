/** Logins of image registries by the Docker Commons plugin, where it is installed. Nothing else of the suite knows that plugin. */
package io.jenkins.plugins.mldeploy.jenkins.docker;
