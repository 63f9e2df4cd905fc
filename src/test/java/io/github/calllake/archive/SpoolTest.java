package io.github.calllake.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {

    @Test
    void everything_is_read_back_from_memory_and_from_disk(@TempDir Path directory) {
        Random random = new Random(1);
        Map<Long, byte[]> kept = new LinkedHashMap<>();
        try (Spool spool = new Spool(directory)) {
            for (int i = 0; i < 2_000; i++) {
                byte[] bytes = new byte[random.nextInt(i % 500 == 0 ? 300_000 : 600)];
                random.nextBytes(bytes);
                kept.put(spool.append(bytes), bytes);
                if (i == 10 || i == 1_999) {
                    assertReadBack(spool.reader(), kept);
                }
            }
        }
    }

    private static void assertReadBack(Spool.Reader reader, Map<Long, byte[]> kept) {
        kept.forEach((position, bytes) -> {
            byte[] read = reader.at(position);
            assertThat(Arrays.copyOf(read, reader.length())).isEqualTo(bytes);
        });
    }

    @Test
    void a_directory_that_cannot_be_used_is_named(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        try (Spool spool = new Spool(file)) {
            assertThatThrownBy(() -> spool.append(new byte[1 << 20]))
                    .isInstanceOf(ArchiveException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("java.io.tmpdir");
        }
    }
}
