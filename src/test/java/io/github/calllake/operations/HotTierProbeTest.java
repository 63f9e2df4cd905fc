package io.github.calllake.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.calllake.TestLake;
import io.github.calllake.engine.RedshiftSession;
import io.github.calllake.engine.RedshiftSettings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The answers are the local stack's; what is tested is that a probe asks, answers and leaves nothing behind. */
@ExtendWith(TestLake.Shared.class)
class HotTierProbeTest {

    private static HotTier hotTier(TestLake lake) {
        return HotTier.of(lake.redshift(RedshiftSettings.DEFAULT_SCHEMA), TestLake.STREAM);
    }

    private static void requireNothingLeft(HotTier hotTier) {
        try (RedshiftSession session = RedshiftSession.open(hotTier.redshift())) {
            assertThat(session.rows("SELECT role_name FROM svv_roles WHERE role_name LIKE 'call_lake_probe%'"))
                    .isEmpty();
            assertThat(session.rows("SELECT nspname FROM pg_namespace WHERE nspname = '" + HotTierProbe.SCHEMA + "'"))
                    .isEmpty();
        }
    }

    @Test
    void every_question_is_answered_and_nothing_stays(TestLake lake) {
        Checkup checkup = new HotTierProbe(hotTier(lake)).ask();

        assertThat(checkup.findings())
                .hasSameSizeAs(ProbeQuestion.all(hotTier(lake)))
                .allSatisfy(finding -> assertThat(finding.id()).startsWith("probe."));
        assertThat(checkup.findings())
                .filteredOn(finding -> finding.severity() != Severity.OK)
                .allSatisfy(finding -> assertThat(finding.fix()).isNotEmpty())
                .extracting(Finding::id)
                .doesNotContain("probe.objects", "probe.backslash", "probe.left-join-array", "probe.timestamp-zone");
        requireNothingLeft(hotTier(lake));
    }

    @Test
    void what_a_killed_probe_left_and_what_a_refused_question_opened_is_removed(TestLake lake) {
        HotTier hotTier = hotTier(lake);
        try (RedshiftSession session = RedshiftSession.open(hotTier.redshift())) {
            session.execute("CREATE SCHEMA " + HotTierProbe.SCHEMA);
            session.execute("CREATE TABLE " + HotTierProbe.SCHEMA + ".p (id int)");
            session.execute("CREATE ROLE call_lake_probe_role");
        }
        List<ProbeQuestion> questions =
                new ArrayList<>(ProbeQuestion.all(hotTier).subList(0, 1));
        questions.add(new ProbeQuestion(
                "probe.refused", "Is this SQL?", List.of("BEGIN"), "CREATE NONSENSE", "works.*", "why", "fix"));
        questions.addAll(ProbeQuestion.all(hotTier).subList(1, 2));

        Checkup checkup = new HotTierProbe(hotTier, questions).ask();

        assertThat(checkup.findings()).hasSize(3);
        assertThat(checkup.findings().get(1).what()).contains("refused: 42601");
        assertThat(checkup.findings().get(2).severity()).isEqualTo(Severity.OK);
        requireNothingLeft(hotTier);
    }
}
