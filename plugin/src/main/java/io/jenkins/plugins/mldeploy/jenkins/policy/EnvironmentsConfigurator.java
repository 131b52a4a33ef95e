package io.jenkins.plugins.mldeploy.jenkins.policy;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import io.jenkins.plugins.casc.Attribute;
import io.jenkins.plugins.casc.ConfigurationContext;
import io.jenkins.plugins.casc.ConfiguratorException;
import io.jenkins.plugins.casc.RootElementConfigurator;
import io.jenkins.plugins.casc.model.CNode;
import io.jenkins.plugins.casc.model.Mapping;
import io.jenkins.plugins.casc.model.Scalar;
import io.jenkins.plugins.casc.model.Sequence;
import io.jenkins.plugins.mldeploy.policy.EnvironmentsText;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Configuration as code: {@code mlDeployment:} at the top of the file, with the keys of {@code environments.yaml} below, and {@code retention}. What the engine refuses is refused here with its messages, and
 * keeps Jenkins from starting with rules that nobody meant.
 */
@Extension(optional = true)
public final class EnvironmentsConfigurator implements RootElementConfigurator<MlDeploymentConfiguration> {
    /** Its model of a file drops the key before anybody sees it, so that nothing can be said where the key may be left out. */
    private static final String LOST =
            " (configuration as code loses a number with a point unless it is in quotes: write min: \"0.9\")";

    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]{0,15})(\\.[0-9]{1,15})?");

    @NonNull
    @Override
    public String getName() {
        return "mlDeployment";
    }

    @Override
    public Class<MlDeploymentConfiguration> getTarget() {
        return MlDeploymentConfiguration.class;
    }

    @Override
    public MlDeploymentConfiguration getTargetComponent(ConfigurationContext context) {
        return MlDeploymentConfiguration.get();
    }

    /** The keys are the engine's; it names the nearest known one when a key is not. */
    @NonNull
    @Override
    public Set<Attribute<MlDeploymentConfiguration, ?>> describe() {
        return Set.of();
    }

    @NonNull
    @Override
    public MlDeploymentConfiguration configure(CNode config, ConfigurationContext context)
            throws ConfiguratorException {
        MlDeploymentConfiguration target = getTargetComponent(context);
        try {
            Map<String, Object> values = values(config, context);
            Map<?, ?> retention = retention(values);
            target.replace(EnvironmentsText.of(values), age(retention, "payloads"), age(retention, "records"));
        } catch (IOException e) {
            throw new ConfiguratorException(this, e.getMessage(), e);
        }
        return target;
    }

    @Override
    public MlDeploymentConfiguration check(CNode config, ConfigurationContext context) throws ConfiguratorException {
        try {
            Map<String, Object> values = values(config, context);
            Map<?, ?> retention = retention(values);
            MlDeploymentConfiguration.retention(age(retention, "payloads"), age(retention, "records"));
            MlDeploymentConfiguration.parse(EnvironmentsText.of(values));
        } catch (IOException | IllegalArgumentException e) {
            String hint = e.getMessage() != null && e.getMessage().contains("'min' or 'max'") ? LOST : "";
            throw new ConfiguratorException(this, e.getMessage() + hint, e);
        }
        return getTargetComponent(context);
    }

    @CheckForNull
    @Override
    public CNode describe(MlDeploymentConfiguration instance, ConfigurationContext context) throws Exception {
        Mapping mapping = new Mapping();
        if (!instance.getYaml().isBlank()) {
            mapping.putAll(export(EnvironmentsText.values(instance.getYaml())).asMapping());
        }
        Mapping retention = new Mapping();
        if (!instance.getKeepPayloads().isBlank()) {
            retention.put("payloads", instance.getKeepPayloads());
        }
        if (!instance.getKeepRecords().isBlank()) {
            retention.put("records", instance.getKeepRecords());
        }
        if (!retention.isEmpty()) {
            mapping.put("retention", retention);
        }
        return mapping.isEmpty() ? null : mapping;
    }

    private static Map<String, Object> values(CNode config, ConfigurationContext context) throws ConfiguratorException {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Map.Entry<String, CNode> entry : config.asMapping().entrySet()) {
            values.put(entry.getKey(), value(entry.getValue(), false, context));
        }
        return values;
    }

    /** Takes the one key that is not the engine's out of the values: how long this host keeps what it recorded. */
    private static Map<?, ?> retention(Map<String, Object> values) throws IOException {
        Object retention = values.remove("retention");
        if (retention == null) {
            return Map.of();
        }
        if (retention instanceof Map<?, ?> map && List.of("payloads", "records").containsAll(map.keySet())) {
            return map;
        }
        throw new IOException("retention has payloads and records, nothing else: " + retention);
    }

    private static String age(Map<?, ?> retention, String key) {
        return retention.get(key) instanceof String text ? text : "";
    }

    /**
     * JCasC knows scalars as texts only. Below a key, what looks like a number or a truth value is one; in a list everything is a text, for example the id of a user that is all digits.
     */
    private static Object value(CNode node, boolean inList, ConfigurationContext context) throws ConfiguratorException {
        switch (node.getType()) {
            case MAPPING:
                return values(node, context);
            case SEQUENCE:
                List<Object> list = new ArrayList<>();
                for (CNode element : node.asSequence()) {
                    list.add(value(element, true, context));
                }
                return list;
            default:
                String text = context.getSecretSourceResolver()
                        .resolve(node.asScalar().getValue());
                if (inList) {
                    return text;
                }
                if (text.equals("true") || text.equals("false")) {
                    return text.equals("true");
                }
                if (text.matches("[0-9]{1,9}")) {
                    return Integer.valueOf(text);
                }
                return NUMBER.matcher(text).matches() ? new BigDecimal(text) : text;
        }
    }

    private static CNode export(Object value) {
        if (value instanceof Map<?, ?> map) {
            Mapping mapping = new Mapping();
            map.forEach((key, each) -> mapping.put(String.valueOf(key), export(each)));
            return mapping;
        }
        if (value instanceof List<?> list) {
            Sequence sequence = new Sequence();
            list.forEach(element -> sequence.add(export(element)));
            return sequence;
        }
        if (value instanceof Boolean truth) {
            return new Scalar(truth);
        }
        // In quotes, or the next start would lose it: see LOST.
        return value instanceof Integer number ? new Scalar(number) : new Scalar(String.valueOf(value));
    }
}
