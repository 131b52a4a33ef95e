package io.jenkins.plugins.mldeploy.cli;

import io.jenkins.plugins.mldeploy.gate.Voter;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Somebody who answers a gate on this machine, as {@code NAME[:GROUP]}. Nobody is authenticated on a laptop: these are practice identities, and the record says so.
 */
record Identity(String name, Set<String> groups) {
    Voter voter() {
        return new Voter(name, groups, "practice", "command line");
    }

    static final class Converter implements ITypeConverter<Identity> {
        @Override
        public Identity convert(String text) {
            String[] parts = text.split(":", 2);
            if (!parts[0].matches("[A-Za-z0-9._@-]{1,64}") || (parts.length == 2 && parts[1].isBlank())) {
                throw new TypeConversionException("'" + text + "' is not NAME or NAME:GROUP");
            }
            return new Identity(parts[0], parts.length == 2 ? Set.of(parts[1]) : Set.of());
        }
    }
}
