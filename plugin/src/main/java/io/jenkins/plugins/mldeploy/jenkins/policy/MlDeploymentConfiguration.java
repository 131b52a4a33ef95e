package io.jenkins.plugins.mldeploy.jenkins.policy;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.Util;
import hudson.XmlFile;
import hudson.model.listeners.SaveableListener;
import io.jenkins.plugins.mldeploy.evidence.Retention;
import io.jenkins.plugins.mldeploy.policy.Environments;
import io.jenkins.plugins.mldeploy.policy.EnvironmentsFile;
import io.jenkins.plugins.mldeploy.verdict.Durations;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jenkins.model.GlobalConfiguration;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;

/**
 * The environments of this controller, kept as the very text of {@code environments.yaml}: the engine reads it in both hosts, so that Jenkins has no second form of the rules that could
 * differ. Its page is {@link EnvironmentsLink}, its configuration as code {@link EnvironmentsConfigurator}.
 */
@Extension
@Symbol("mlDeployment")
public final class MlDeploymentConfiguration extends GlobalConfiguration {
    /** How messages call the text. */
    static final String NAME = "environments";

    private static final Duration FOR_EVER = Duration.ofDays(365_000);

    private String yaml = "";
    private String keepPayloads = "";
    private String keepRecords = "";

    private transient volatile Environments read;

    public MlDeploymentConfiguration() {
        load();
    }

    /** The one of this controller. */
    public static MlDeploymentConfiguration get() {
        return ExtensionList.lookupSingleton(MlDeploymentConfiguration.class);
    }

    /** As it was given; empty when there is none. */
    @NonNull
    public synchronized String getYaml() {
        return yaml;
    }

    /** How long reports, SBOMs and differences are kept, for example {@code 180d}; empty: for ever. */
    @NonNull
    public synchronized String getKeepPayloads() {
        return keepPayloads;
    }

    /** How long records are kept; empty: for ever. */
    @NonNull
    public synchronized String getKeepRecords() {
        return keepRecords;
    }

    /** Empty when everything is kept for ever. */
    public synchronized Optional<Retention> retention() {
        return retention(keepPayloads, keepRecords);
    }

    /** @throws IllegalArgumentException when one is no duration, or records would be kept for a shorter time than payloads */
    static Optional<Retention> retention(String payloads, String records) {
        if (payloads.isBlank() && records.isBlank()) {
            return Optional.empty();
        }
        return Optional.of(new Retention(
                payloads.isBlank() ? FOR_EVER : Durations.parse(payloads),
                records.isBlank() ? FOR_EVER : Durations.parse(records)));
    }

    /** Replaces all environments, keeps the retention, and saves. */
    public synchronized void replace(String text) throws IOException {
        replace(text, keepPayloads, keepRecords);
    }

    /**
     * Replaces everything, and saves.
     *
     * @throws IOException when it is wrong, with every mistake and its place; then everything stays as it was
     */
    public synchronized void replace(String text, String payloads, String records) throws IOException {
        String given = Util.fixNull(text).replace("\r\n", "\n");
        Environments fresh = parse(given);
        try {
            retention(Util.fixNull(payloads), Util.fixNull(records));
        } catch (IllegalArgumentException e) {
            throw new IOException("retention: " + e.getMessage(), e);
        }
        String before = yaml;
        String payloadsBefore = keepPayloads;
        String recordsBefore = keepRecords;
        yaml = given;
        keepPayloads = Util.fixNull(payloads).strip();
        keepRecords = Util.fixNull(records).strip();
        try {
            // Not save(): that one only logs when the disk is full, and the old rules would come back with the next
            // start.
            getConfigFile().write(this);
        } catch (IOException | RuntimeException e) {
            yaml = before;
            keepPayloads = payloadsBefore;
            keepRecords = recordsBefore;
            throw e;
        }
        read = fresh;
        SaveableListener.fireOnChange(this, getConfigFile());
    }

    /**
     * As they are configured.
     *
     * @throws IOException when the stored text is wrong, for example because an older version of the suite reads it; nothing is deployed then
     */
    public Environments environments() throws IOException {
        Environments known = read;
        if (known == null) {
            synchronized (this) {
                known = parse(yaml);
                read = known;
            }
        }
        return known;
    }

    static Environments parse(String text) throws IOException {
        return text.isBlank()
                ? new Environments(List.of(), Map.of())
                : EnvironmentsFile.read(NAME, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public synchronized void load() {
        read = null;
        super.load();
    }

    @Override
    protected XmlFile getConfigFile() {
        return new XmlFile(new java.io.File(Jenkins.get().getRootDir(), "mldeploy-environments.xml"));
    }
}
