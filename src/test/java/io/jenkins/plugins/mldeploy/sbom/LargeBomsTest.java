package io.jenkins.plugins.mldeploy.sbom;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.SmallHeap;
import org.junit.Test;

/** Memory does not grow with the size of the documents, but for 64 bits a reference. */
public class LargeBomsTest {
    @Test
    public void fourDocumentsWith100_000ComponentsMergeIn96MebibytesOfHeap() throws Exception {
        assertThat(run(96, "merge", "100000")).contains("merged 100000 components");
    }

    @Test
    public void theSchemaIsCheckedPieceByPieceIn96Mebibytes() throws Exception {
        assertThat(run(96, "schema", "3000")).contains("valid");
    }

    @Test
    public void documentsWith30_000ComponentsAreComparedIn64Mebibytes() throws Exception {
        assertThat(run(64, "difference", "30000")).contains("added 7, removed 0");
    }

    @Test
    public void aTextOfOneGibibyteThatNobodyNeedsIsSkippedIn64Mebibytes() throws Exception {
        assertThat(run(64, "longText", "1024")).contains("skipped, then found 1");
    }

    private static String run(int mebibytes, String... arguments) throws Exception {
        SmallHeap.Outcome outcome = SmallHeap.run(mebibytes, LargeBoms.class, arguments);
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        return outcome.output();
    }
}
