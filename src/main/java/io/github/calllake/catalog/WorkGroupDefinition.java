package io.github.calllake.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.athena.model.EncryptionConfiguration;
import software.amazon.awssdk.services.athena.model.EncryptionOption;
import software.amazon.awssdk.services.athena.model.ResultConfiguration;
import software.amazon.awssdk.services.athena.model.WorkGroup;
import software.amazon.awssdk.services.athena.model.WorkGroupConfiguration;

/**
 * An Athena workgroup: where its results go, how they are encrypted, how much a query may scan. Clients cannot have it
 * otherwise.
 *
 * @param name the Chime data lake's name for it, {@code <database>-AmazonChimeSDKDataAnalytics}
 * @param description says whose it is
 * @param results where results go, {@code s3://bucket/prefix/}
 * @param scanLimitBytes how much a query may scan at most
 * @param key the KMS key of results; empty for S3's own encryption
 * @see <a href="https://docs.aws.amazon.com/athena/latest/APIReference/API_WorkGroupConfiguration.html">WorkGroupConfiguration</a>
 */
record WorkGroupDefinition(String name, String description, String results, long scanLimitBytes, Optional<String> key) {

    WorkGroupConfiguration configuration() {
        return WorkGroupConfiguration.builder()
                .enforceWorkGroupConfiguration(true)
                .publishCloudWatchMetricsEnabled(true)
                .bytesScannedCutoffPerQuery(scanLimitBytes)
                .resultConfiguration(ResultConfiguration.builder()
                        .outputLocation(results)
                        .encryptionConfiguration(encryption())
                        .build())
                .build();
    }

    private EncryptionConfiguration encryption() {
        EncryptionConfiguration.Builder encryption = EncryptionConfiguration.builder()
                .encryptionOption(key.isPresent() ? EncryptionOption.SSE_KMS : EncryptionOption.SSE_S3);
        key.ifPresent(encryption::kmsKey);
        return encryption.build();
    }

    boolean isOurs(WorkGroup group) {
        return description.equals(group.description());
    }

    /** What is otherwise. */
    List<String> differences(WorkGroup group) {
        WorkGroupConfiguration deployed = group.configuration();
        ResultConfiguration results = Optional.ofNullable(deployed.resultConfiguration())
                .orElseGet(() -> ResultConfiguration.builder().build());
        EncryptionConfiguration encrypted = Optional.ofNullable(results.encryptionConfiguration())
                .orElseGet(() -> EncryptionConfiguration.builder().build());
        List<String> found = new ArrayList<>();
        compare(found, "result location", this.results, results.outputLocation());
        compare(
                found,
                "result encryption",
                encryption().encryptionOptionAsString(),
                encrypted.encryptionOptionAsString());
        compare(found, "result key", key.orElse(null), encrypted.kmsKey());
        compare(found, "scan limit", scanLimitBytes, deployed.bytesScannedCutoffPerQuery());
        compare(found, "enforcement of these", true, deployed.enforceWorkGroupConfiguration());
        compare(found, "state", "ENABLED", group.stateAsString());
        return found;
    }

    private void compare(
            List<String> found,
            String what,
            @org.jspecify.annotations.Nullable Object defined,
            @org.jspecify.annotations.Nullable Object deployed) {
        if (!java.util.Objects.equals(defined, deployed)) {
            found.add("workgroup " + name + ": " + what + " is " + deployed + ", defined as " + defined);
        }
    }
}
