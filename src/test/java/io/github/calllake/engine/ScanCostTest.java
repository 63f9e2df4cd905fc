package io.github.calllake.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScanCostTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 0.00005",
        "10000000, 0.00005",
        "10000001, 0.000055",
        "1000000000000, 5",
        "3000000000001, 15.000005",
    })
    void bytes_are_charged_by_the_megabyte_and_at_least_ten_of_them(long bytes, BigDecimal usd) {
        assertThat(ScanCost.usd(bytes, new BigDecimal("5.00"))).isEqualByComparingTo(usd);
    }
}
