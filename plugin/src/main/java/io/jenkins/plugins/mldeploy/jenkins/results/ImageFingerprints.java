package io.jenkins.plugins.mldeploy.jenkins.results;

import hudson.Extension;
import hudson.model.Fingerprint;
import hudson.model.Run;
import hudson.tasks.Fingerprinter;
import io.jenkins.plugins.mldeploy.evidence.ImageReference;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteListener;
import io.jenkins.plugins.mldeploy.step.StepResult;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;

/**
 * Fingerprints each image that a step was about, so that Jenkins shows which runs scanned and deployed it. Jenkins' fingerprints are MD5 sums: as the docker plugins do, the first half of the SHA-256 stands for it. Images without a digest have
 * none.
 */
@Extension
public final class ImageFingerprints implements SuiteListener {
    private static final Logger LOGGER = Logger.getLogger(ImageFingerprints.class.getName());
    private static final int MD5_LENGTH = 32;
    private static final int MOST = 50;

    @Override
    public void ended(Run<?, ?> run, String step, String id, StepResult result) {
        try {
            Map<String, String> records = new LinkedHashMap<>();
            for (String image : images(result.returned())) {
                String digest = ImageReference.tryParse(image)
                        .map(ImageReference::digest)
                        .orElse(null);
                if (digest == null || !digest.matches("sha256:[0-9a-f]{64}") || records.size() == MOST) {
                    continue;
                }
                String hash = digest.substring(digest.indexOf(':') + 1).substring(0, MD5_LENGTH);
                // No build made it for Jenkins' purposes: which one did, the journal knows.
                Fingerprint fingerprint = Jenkins.get().getFingerprintMap().getOrCreate((Run<?, ?>) null, image, hash);
                fingerprint.addFor(run);
                records.put(image, hash);
            }
            if (!records.isEmpty()) {
                attach(run, records);
            }
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "the images of " + run + " could not be fingerprinted", e);
        }
    }

    private static void attach(Run<?, ?> run, Map<String, String> records) throws IOException {
        synchronized (run) {
            Fingerprinter.FingerprintAction action = run.getAction(Fingerprinter.FingerprintAction.class);
            if (action == null) {
                run.addAction(new Fingerprinter.FingerprintAction(run, records));
            } else {
                action.add(records);
            }
            run.save();
        }
    }

    private static Set<String> images(Map<String, Object> returned) {
        Set<String> images = new LinkedHashSet<>();
        if (returned.get("images") instanceof List<?> several) {
            several.forEach(each -> images.add(String.valueOf(each)));
        }
        if (returned.get("image") instanceof String image && !image.isEmpty()) {
            String digest = returned.get("digest") instanceof String given ? given : "";
            images.add(image.contains("@") || digest.isEmpty() ? image : image + "@" + digest);
        }
        return images;
    }
}
