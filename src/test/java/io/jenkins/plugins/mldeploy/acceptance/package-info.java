/**
 * The acceptance cases of the five steps and the dashboard, each a folder under {@code src/test/resources/acceptance}, and how one is played. Knows no host: the local host's test and the plugin's
 * give a {@link io.jenkins.plugins.mldeploy.acceptance.Host}. The plugin compiles this package too, so nothing in here may use other test classes of the engine.
 */
package io.jenkins.plugins.mldeploy.acceptance;
