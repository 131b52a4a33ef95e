package io.jenkins.plugins.mldeploy.bench;

import edu.hm.hafner.analysis.FileReaderFactory;
import edu.hm.hafner.analysis.parser.TrivyParser;
import edu.hm.hafner.coverage.parser.JunitParser;
import edu.hm.hafner.util.FilteredLog;
import io.jenkins.plugins.mldeploy.mltest.JunitReading;
import io.jenkins.plugins.mldeploy.sbom.BomReading;
import io.jenkins.plugins.mldeploy.scan.TrivyReading;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cyclonedx.Version;
import org.cyclonedx.generators.BomGeneratorFactory;
import org.cyclonedx.model.Bom;
import org.cyclonedx.parsers.JsonParser;

/** One way to read one of the made files. Two of the same {@link #subject} read the same bytes. */
enum Reading {
    TRIVY("Trivy report", "containerScan", MadeReports.TRIVY, TrivyReading::read),
    TRIVY_PEER("Trivy report", "analysis-model", MadeReports.TRIVY, Reading::analysisModel),
    JUNIT("JUnit XML", "mlTest", MadeReports.JUNIT, JunitReading::read),
    JUNIT_PEER("JUnit XML", "coverage-model", MadeReports.JUNIT, Reading::coverageModel),
    BOM("CycloneDX, read", "generateSbom", MadeReports.BOM, BomReading::read),
    BOM_PEER("CycloneDX, read", "cyclonedx-core-java", MadeReports.BOM, Reading::cyclonedx),
    REWRITE("CycloneDX, read and written", "generateSbom", MadeReports.BOM, BomReading::merge),
    REWRITE_PEER("CycloneDX, read and written", "cyclonedx-core-java", MadeReports.BOM, Reading::cyclonedxRewrite);

    private interface Work {
        long on(Path file) throws Exception;
    }

    final String subject;
    final String who;
    final String file;
    private final Work work;

    Reading(String subject, String who, String file, Work work) {
        this.subject = subject;
        this.who = who;
        this.file = file;
        this.work = work;
    }

    /** Reads the file and says how many findings, tests or components it found, so that nobody is measured who found less. */
    long read() throws Exception {
        long found = work.on(MadeReports.folder().resolve(file));
        if (found != MadeReports.found(file)) {
            throw new IllegalStateException(this + " found " + found + ", not " + MadeReports.found(file));
        }
        return found;
    }

    private static long analysisModel(Path file) {
        return new TrivyParser()
                .parse(new FileReaderFactory(file, StandardCharsets.UTF_8))
                .size();
    }

    private static long coverageModel(Path file) throws Exception {
        try (Reader in = Files.newBufferedReader(file)) {
            return new JunitParser()
                    .parse(in, file.toString(), new FilteredLog("errors"))
                    .getTestCases()
                    .size();
        }
    }

    private static Bom parsed(Path file) throws Exception {
        try (InputStream in = Files.newInputStream(file)) {
            return new JsonParser().parse(in);
        }
    }

    private static long cyclonedx(Path file) throws Exception {
        return parsed(file).getComponents().size();
    }

    private static long cyclonedxRewrite(Path file) throws Exception {
        Bom bom = parsed(file);
        Files.writeString(
                file.resolveSibling("rewritten-by-peer.json"),
                BomGeneratorFactory.createJson(Version.VERSION_16, bom).toJsonString());
        return bom.getComponents().size();
    }
}
