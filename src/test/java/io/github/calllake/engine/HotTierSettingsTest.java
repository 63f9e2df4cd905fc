package io.github.calllake.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class HotTierSettingsTest {

    private static final String ARN = "arn:aws:iam::111122223333:role/reader";

    @Test
    void a_role_is_taken_with_and_without_its_quotes() {
        for (String given : new String[] {ARN, "'" + ARN + "'"}) {
            HotTierSettings settings = HotTierSettings.of("calls").withIamRole(given);

            assertThat(settings.iamRole()).isEqualTo(ARN);
            assertThat(settings.placeholders()).containsEntry("kinesis_iam_role", "'" + ARN + "'");
        }
        assertThat(HotTierSettings.of("calls").placeholders()).containsEntry("kinesis_iam_role", "default");
    }

    @Test
    void a_region_becomes_a_clause_and_no_region_none() {
        assertThat(HotTierSettings.of("calls").placeholders()).containsEntry("kinesis_region_clause", "");
        assertThat(HotTierSettings.of("calls").withRegion("eu-west-1").placeholders())
                .containsEntry("kinesis_region_clause", "REGION 'eu-west-1'");
    }

    @Test
    void what_does_not_do_is_refused_by_name() {
        HotTierSettings good = HotTierSettings.of("calls");
        refused(() -> HotTierSettings.of("My-Calls"), "the stream name is \"My-Calls\"");
        refused(() -> HotTierSettings.of("Calls", "calls"), "the application schema is \"Calls\"");
        refused(() -> good.withKinesisSchema("a-b"), "the Kinesis schema is \"a-b\"");
        refused(() -> good.withIamRole("role"), "the IAM role is \"role\"");
        refused(() -> good.withIamRole("'"), "the IAM role is \"'\"");
        refused(() -> good.withRegion("Ireland"), "the stream's region is \"Ireland\"");
        refused(() -> good.withReaderRoles("same", "same"), "both \"same\"");
        refused(() -> good.withReaderRoles("a b", "c"), "the reader role is \"a b\"");
        refused(() -> HotTierTopology.fromText("both"), "per-detail-type or landing");
    }

    private static void refused(Runnable made, String message) {
        assertThatIllegalArgumentException().isThrownBy(made::run).withMessageContaining(message);
    }
}
