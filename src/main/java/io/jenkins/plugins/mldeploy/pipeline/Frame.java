package io.jenkins.plugins.mldeploy.pipeline;

import java.io.Serializable;
import java.util.Map;

/**
 * What an enclosing block changes for the steps in it. Frames form a list from the innermost outwards; a branch of a {@code
 * parallel} begins at the frame of the block that holds the {@code parallel}.
 *
 * @param environment variables set here; {@code PATH+NAME} puts its value in front of {@code PATH}
 * @param secrets variables whose value is a part of a credential, as {@code id#part}: only the reference is ever saved
 * @param directory absolute, or null for the enclosing one
 * @param stage the stage that begins here, or null
 * @param prefix the branch name for output, or null
 * @param timestamps whether each line is printed with its time; null: as outside
 */
record Frame(
        Frame parent,
        Map<String, String> environment,
        Map<String, String> secrets,
        String directory,
        StageRecord stage,
        String prefix,
        Boolean timestamps)
        implements Serializable {

    static Frame root() {
        return new Frame(null, Map.of(), Map.of(), null, null, null, null);
    }

    Frame withEnvironment(Map<String, String> variables) {
        return new Frame(this, variables, Map.of(), null, null, null, null);
    }

    Frame withSecrets(Map<String, String> references) {
        return new Frame(this, Map.of(), references, null, null, null, null);
    }

    Frame in(String path) {
        return new Frame(this, Map.of(), Map.of(), path, null, null, null);
    }

    Frame in(StageRecord record) {
        return new Frame(this, Map.of(), Map.of(), null, record, null, null);
    }

    Frame prefixed(String branch) {
        return new Frame(this, Map.of(), Map.of(), null, null, branch, null);
    }

    Frame timed() {
        return new Frame(this, Map.of(), Map.of(), null, null, null, true);
    }

    String currentDirectory() {
        return directory != null ? directory : parent == null ? null : parent.currentDirectory();
    }

    StageRecord currentStage() {
        return stage != null ? stage : parent == null ? null : parent.currentStage();
    }

    String currentPrefix() {
        return prefix != null ? prefix : parent == null ? null : parent.currentPrefix();
    }

    boolean printsTime() {
        return timestamps != null ? timestamps : parent != null && parent.printsTime();
    }
}
