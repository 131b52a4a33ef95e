package io.jenkins.plugins.mldeploy.cli;

import io.jenkins.plugins.mldeploy.local.PracticeIdentity;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Takes a practice identity from the command line. */
final class IdentityConverter implements ITypeConverter<PracticeIdentity> {
    @Override
    public PracticeIdentity convert(String text) {
        try {
            return PracticeIdentity.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
