package io.jenkins.plugins.mldeploy.policy;

import java.io.Serializable;

/**
 * A time without deployments.
 *
 * @param from first day ({@code 2026-12-20}) or moment ({@code 2026-12-20T18:00}), in the window's time zone
 * @param to last day, included, or moment
 * @param reason why, for the refusal
 */
public record Freeze(String from, String to, String reason) implements Serializable {}
