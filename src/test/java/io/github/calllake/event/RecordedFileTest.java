package io.github.calllake.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordedFileTest {

    @ParameterizedTest
    @CsvSource({
        "https://s3.console.aws.amazon.com/s3/object/calls?region=us-east-1&prefix=vc/2026/a.wav, calls, vc/2026/a.wav",
        "https://us-east-1.console.aws.amazon.com/s3/object/calls?prefix=vc%2Fa%20b%2Bc.wav&region=x, calls, vc/a b+c.wav",
        "https://s3.console.aws.amazon.com/s3/object/calls?bucketType=general&prefix=a_enhanced.ogg#tab, calls, a_enhanced.ogg",
        "s3://calls/tca/analytics/8f3a.json, calls, tca/analytics/8f3a.json",
        "s3://calls/100%25.wav, calls, 100%25.wav",
        "https://s3.us-east-1.amazonaws.com/calls/tca/a%20b.wav, calls, tca/a b.wav",
        "https://s3.amazonaws.com/calls/a+b.wav, calls, a+b.wav",
        "https://calls.s3.eu-central-1.amazonaws.com/a.wav, calls, a.wav",
        "https://my.calls.s3.amazonaws.com/x/a.wav?versionId=1, my.calls, x/a.wav"
    })
    void a_url_of_an_event_names_bucket_and_key(String url, String bucket, String key) {
        assertThat(RecordedFile.at(url)).contains(new RecordedFile(bucket, key));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "calls/a.wav",
                "s3://calls",
                "s3://calls/",
                "https://s3.console.aws.amazon.com/s3/object/calls",
                "https://s3.console.aws.amazon.com/s3/object/calls?region=us-east-1",
                "https://s3.console.aws.amazon.com/s3/object/calls?prefix=",
                "https://s3.console.aws.amazon.com/s3/object/calls?prefix=100%",
                "https://s3.console.aws.amazon.com/s3/buckets/calls?prefix=a.wav",
                "https://example.com/calls/a.wav"
            })
    void anything_else_names_none(String url) {
        assertThat(RecordedFile.at(url)).isEmpty();
    }

    @Test
    void the_base_name_is_the_id_that_a_file_is_named_after() {
        assertThat(new RecordedFile("calls", "tca/redacted-analytics/8f3a.1.json").baseName())
                .isEqualTo("8f3a.1");
        assertThat(new RecordedFile("calls", ".wav").baseName()).isEqualTo(".wav");
        assertThat(new RecordedFile("calls", "a/b").address()).isEqualTo("s3://calls/a/b");
    }
}
