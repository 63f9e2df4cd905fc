package io.github.calllake.local.redshift;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ErrorResponseTest {

    @Test
    void does_not_say_which_functions_stand_behind() throws Exception {
        byte[] message = new BodyWriter()
                .writeByte('C')
                .writeString("22P02")
                .writeByte('W')
                .writeString("PL/pgSQL function json_parse(text) line 6 at RAISE")
                .writeByte('M')
                .writeString("JSON parsing error")
                .writeByte(0)
                .toBytes();
        byte[] shown = new BodyWriter()
                .writeByte('C')
                .writeString("22P02")
                .writeByte('M')
                .writeString("JSON parsing error")
                .writeByte(0)
                .toBytes();
        assertThat(ErrorResponse.read(message).toBytes()).isEqualTo(shown);
    }
}
