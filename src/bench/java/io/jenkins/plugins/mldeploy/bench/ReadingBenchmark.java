package io.jenkins.plugins.mldeploy.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How long a warm JVM takes to read each file, and what it allocates for it (with the profiler {@code gc}). */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx2g"})
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 5, time = 3)
@State(Scope.Benchmark)
public class ReadingBenchmark {
    /** Name of a {@link Reading}. */
    @Param({"TRIVY", "TRIVY_PEER", "JUNIT", "JUNIT_PEER", "BOM", "BOM_PEER", "REWRITE", "REWRITE_PEER"})
    public String reading;

    @Benchmark
    public long read() throws Exception {
        return Reading.valueOf(reading).read();
    }
}
