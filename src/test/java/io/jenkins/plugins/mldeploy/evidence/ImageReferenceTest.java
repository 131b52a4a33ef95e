package io.jenkins.plugins.mldeploy.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.Test;

public class ImageReferenceTest {
    @Test
    public void anImageReferenceFollowsItsGrammar() {
        String digest = "@sha256:" + "1".repeat(64);
        for (String good : List.of(
                "a",
                "a:1",
                "a/b:1",
                "registry:5000/name:tag" + digest,
                "localhost/x_y--z.a" + digest,
                "127.0.0.1:5000/o:1.2")) {
            assertThat(ImageReference.parse(good)).as(good).hasToString(good);
        }
        ImageReference both = ImageReference.parse("registry:5000/name:tag" + digest);
        assertThat(both.registry()).isEqualTo("registry:5000");
        assertThat(both.repository()).isEqualTo("registry:5000/name");
        assertThat(both.tag()).isEqualTo("tag");
        assertThat(both.digest()).isEqualTo(digest.substring(1));
        for (String bad : List.of(
                "",
                " a",
                "a ",
                "-a",
                "--help",
                "a:",
                "a@",
                "A",
                "a//b",
                "a/",
                "/a",
                "https://a/b",
                "a:1:2x/",
                "a;b",
                "a$(b)",
                "a\nb",
                "a:1@sha256:123",
                "a@md5:" + "1".repeat(32),
                "a" + "b".repeat(600),
                "a:" + "t".repeat(129),
                "a..b",
                "a..b:5000/c",
                "a-.b:5000/c",
                "[::1]:5000/a",
                "A".repeat(255) + "/a",
                "a".repeat(501),
                "a" + "-".repeat(11) + "b",
                "docker:a/b:1",
                "ü:1")) {
            assertThat(ImageReference.tryParse(bad)).as(bad).isEmpty();
        }
        long before = System.nanoTime();
        ImageReference.tryParse("a-".repeat(249) + "!");
        ImageReference.tryParse("a/".repeat(249) + "!");
        ImageReference.tryParse("a.a".repeat(160) + "!");
        assertThat(System.nanoTime() - before)
                .as("no catastrophic backtracking")
                .isLessThan(20_000_000_000L);
    }

    @Test
    public void whatIsNoReferenceIsRefusedWithASentence() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImageReference.parse("https://a/b"))
                .withMessageContaining("'https://a/b' is not the name of an image; write [host[:port]/]path");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImageReference.parse("x\u001b[31m" + "y".repeat(1000)))
                .satisfies(refused -> assertThat(refused.getMessage())
                        .doesNotContain("\u001b")
                        .hasSizeLessThan(300));
        assertThatIllegalArgumentException().isThrownBy(() -> ImageReference.parse(null));
        assertThatIllegalArgumentException().isThrownBy(() -> new ImageReference("a:1", null, null));
        assertThatIllegalArgumentException().isThrownBy(() -> new ImageReference("a", "1;b", null));
    }

    @Test
    public void anImageThatLooksLikeASchemeGetsItsRegistry() {
        assertThat(ImageReference.parse("dir:latest").unmistakable()).isEqualTo("docker.io/library/dir:latest");
        assertThat(ImageReference.parse("localhost:5000/shop/api:1.2").unmistakable())
                .isEqualTo("localhost:5000/shop/api:1.2");
    }

    @Test
    public void theRegistryIsTheFirstPartOnlyWhenItLooksLikeAHost() {
        assertThat(ImageReference.parse("team/api").registry()).isEqualTo("docker.io");
        assertThat(ImageReference.parse("api:1").registry()).isEqualTo("docker.io");
        assertThat(ImageReference.parse("localhost/api").registry()).isEqualTo("localhost");
    }

    @Test
    public void onlyADigestIsASubject() {
        String digest = "sha256:" + "a".repeat(64);
        assertThat(ImageReference.parse("team/api:1@" + digest).subject()).contains(new Subject(digest));
        assertThat(ImageReference.parse("team/api:1").subject()).isEmpty();
    }
}
