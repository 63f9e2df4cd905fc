package io.github.calllake.local.redshift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The protocol message by message, where drivers are too polite. */
class WireTest extends WireTests {

    WireTest(@TempDir Path directory) throws Exception {
        super(directory);
    }

    @Test
    void a_refused_statement_skips_to_the_sync_and_fails_the_transaction() throws Exception {
        try (Backend client = login()) {
            query(client, "begin");
            extended(client, "select 1");
            extended(client, "refuse 2");
            extended(client, "select 3");
            message(client, 'S', new BodyWriter());
            extended(client, "select 4");
            message(client, 'S', new BodyWriter());
            query(client, "rollback");
            query(client, "select 5");
            assertThat(answers(client, 5))
                    .containsExactly(
                            "C BEGIN",
                            "Z T",
                            "1",
                            "2",
                            "T",
                            "D 1",
                            "C SELECT 1",
                            "E 0A000 refuse 2",
                            "Z E",
                            "E 25P02 current transaction is aborted, commands ignored until end of transaction block",
                            "Z E",
                            "C ROLLBACK",
                            "Z I",
                            "T",
                            "D 5",
                            "C SELECT 1",
                            "Z I");
        }
    }

    @Test
    void a_commit_that_the_client_has_not_sent_is_not_answered_to_it() throws Exception {
        try (Backend client = login()) {
            query(client, "begin");
            query(client, "committing");
            query(client, "committing");
            query(client, "begin");
            extended(client, "committing");
            extended(client, "select 1");
            message(client, 'S', new BodyWriter());
            extended(client, "committing");
            message(client, 'S', new BodyWriter());
            query(client, "begin");
            extended(client, "committing badly");
            message(client, 'S', new BodyWriter());
            query(client, "rollback");
            assertThat(answers(client, 9))
                    .containsExactly(
                            "C BEGIN",
                            "Z T",
                            "C TAGGED",
                            "Z I",
                            "C TAGGED",
                            "Z I",
                            "C BEGIN",
                            "Z T",
                            "1",
                            "2",
                            "n",
                            "C TAGGED",
                            "1",
                            "2",
                            "T",
                            "D 1",
                            "C SELECT 1",
                            "Z I",
                            "1",
                            "2",
                            "n",
                            "C TAGGED",
                            "Z I",
                            "C BEGIN",
                            "Z T",
                            "1",
                            "2",
                            "n",
                            "E 22012 division by zero",
                            "Z E",
                            "C ROLLBACK",
                            "Z I");
        }
    }

    @Test
    void a_function_call_by_number_is_refused_and_the_session_goes_on() throws Exception {
        try (Backend client = login()) {
            // 957 is lo_creat.
            message(
                    client,
                    'F',
                    new BodyWriter()
                            .writeInt(957)
                            .writeShort(0)
                            .writeShort(1)
                            .writeInt(4)
                            .writeInt(-1)
                            .writeShort(0));
            query(client, "select 1");
            assertThat(answers(client, 2))
                    .containsExactly(
                            "E 0A000 function calls by number are not supported",
                            "Z I",
                            "T",
                            "D 1",
                            "C SELECT 1",
                            "Z I");
        }
    }

    @Test
    void replaces_the_tag_of_the_right_statement_however_many_are_on_their_way() throws Exception {
        try (Backend client = login()) {
            query(client, "select 1; tagged");
            extended(client, "tagged");
            extended(client, "select 2");
            message(client, 'S', new BodyWriter());
            query(client, "");
            query(client, "refuse 3");
            query(client, "tagged");
            assertThat(answers(client, 5).stream().filter(answer -> answer.matches("[CEIZ].*")))
                    .containsExactly(
                            "C SELECT 1",
                            "C REFRESH",
                            "Z I",
                            "C TAGGED",
                            "C SELECT 1",
                            "Z I",
                            "I",
                            "Z I",
                            "E 0A000 refuse 3",
                            "Z I",
                            "C TAGGED",
                            "Z I");
        }
    }

    @Test
    void what_fails_before_the_statement_fails_the_statement() throws Exception {
        try (Backend client = login()) {
            query(client, "begin");
            extended(client, "fail before");
            message(client, 'S', new BodyWriter());
            query(client, "select 1");
            query(client, "rollback");
            assertThat(answers(client, 4))
                    .containsExactly(
                            "C BEGIN",
                            "Z T",
                            "1",
                            "2",
                            "n",
                            "E 22000 before",
                            "Z E",
                            "E 25P02 current transaction is aborted, commands ignored until end of transaction block",
                            "Z E",
                            "C ROLLBACK",
                            "Z I");
        }
    }

    @Test
    void refuses_a_statement_larger_than_redshift_takes() throws Exception {
        try (Backend client = login()) {
            query(client, "select '" + "x".repeat(16 * 1024 * 1024) + "'");
            query(client, "select 1");
            List<String> answers = answers(client, 2);
            assertThat(answers.get(0)).startsWith("E 54000 Statement is too large");
            assertThat(answers.subList(1, answers.size())).containsExactly("Z I", "T", "D 1", "C SELECT 1", "Z I");
        }
    }

    @Test
    void refuses_text_that_is_not_utf_8() throws Exception {
        try (Backend client = login()) {
            client.out().message('Q', new byte[] {'s', (byte) 0xff, 0});
            assertThat(answers(client, 1))
                    .containsExactly("E 22021 invalid byte sequence for encoding \"UTF8\"", "Z I");
        }
    }

    @Test
    void parameters_that_are_too_large_are_refused_by_name() throws Exception {
        byte[] large = new byte[65 * 1024 * 1024];
        try (Backend client = login()) {
            message(
                    client,
                    'P',
                    new BodyWriter()
                            .writeString("")
                            .writeString("select $1::bytea")
                            .writeShort(0));
            client.out().message('B', large);
            message(client, 'S', new BodyWriter());
            assertThat(answers(client, 1))
                    .anyMatch(
                            answer -> answer.startsWith("E 54000 not emulated locally: parameters of 68157440 bytes"));
            query(client, "select 'after'");
            assertThat(answers(client, 1)).contains("D after");
        }
    }

    @Test
    void a_translator_that_refuses_a_session_ends_it() {
        translator.refusesSessions = true;
        try {
            assertThatExceptionOfType(SessionRefusedException.class)
                    .isThrownBy(() -> login().close())
                    .withMessage("57P03: not now");
        } finally {
            translator.refusesSessions = false;
        }
    }
}
