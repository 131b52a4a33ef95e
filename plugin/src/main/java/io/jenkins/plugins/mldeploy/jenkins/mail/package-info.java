/** Mail about gates, where the Mailer plugin is installed; nothing else of the suite needs that one. */
package io.jenkins.plugins.mldeploy.jenkins.mail;
