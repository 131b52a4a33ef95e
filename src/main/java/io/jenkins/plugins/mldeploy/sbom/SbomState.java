package io.jenkins.plugins.mldeploy.sbom;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.jenkins.plugins.mldeploy.verdict.Judgement;
import java.util.List;

/** Where a generateSbom step is; saved by the host before each action. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
    @JsonSubTypes.Type(value = SbomState.Preparing.class, name = "preparing"),
    @JsonSubTypes.Type(value = SbomState.Probing.class, name = "probing"),
    @JsonSubTypes.Type(value = SbomState.Generating.class, name = "generating"),
    @JsonSubTypes.Type(value = SbomState.Inquiring.class, name = "inquiring"),
    @JsonSubTypes.Type(value = SbomState.Merging.class, name = "merging"),
    @JsonSubTypes.Type(value = SbomState.Signing.class, name = "signing"),
    @JsonSubTypes.Type(value = SbomState.Sealing.class, name = "sealing"),
    @JsonSubTypes.Type(value = SbomState.Fetching.class, name = "fetching"),
    @JsonSubTypes.Type(value = SbomState.Recording.class, name = "recording")
})
sealed interface SbomState {
    Call call();

    /** Targets are looked for, and leftovers removed. */
    record Preparing(Call call) implements SbomState {}

    /**
     * A generator is asked for its version.
     *
     * @param candidate index in {@link Call#generators()}
     * @param refused why each of those before it does not do
     */
    record Probing(Call call, int candidate, List<String> refused) implements SbomState {}

    /** A generator looks into a target. */
    record Generating(Call call, Generator generator, String version, int target) implements SbomState {}

    /** The controller is asked for metrics and time. */
    record Inquiring(Call call) implements SbomState {}

    /** The documents are merged. */
    record Merging(Call call, Inquiry inquiry) implements SbomState {}

    /** The controller signs the document by its digest: the key never leaves it. */
    record Signing(Call call, Merged merged, Judgement judgement) implements SbomState {}

    /** The signature is written beside the document. */
    record Sealing(Call call, Merged merged, Judgement judgement, String bundle) implements SbomState {}

    /** The result travels to the controller. */
    record Fetching(Call call, Merged merged, Judgement judgement) implements SbomState {}

    /**
     * Everything is recorded.
     *
     * @param merged null when nothing was written
     */
    record Recording(Call call, Merged merged, Judgement judgement) implements SbomState {}
}
