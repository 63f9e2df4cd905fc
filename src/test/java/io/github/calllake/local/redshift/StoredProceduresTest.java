package io.github.calllake.local.redshift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoredProceduresTest {

    private final LocalStack stack;

    StoredProceduresTest(@TempDir Path directory) throws Exception {
        stack = LocalStack.start(directory);
    }

    @AfterAll
    void stop() throws Exception {
        stack.close();
    }

    @Test
    void a_procedure_checks_its_arguments_and_raises_with_them() throws Exception {
        stack.execute("""
                CREATE OR REPLACE PROCEDURE public.check_name(given VARCHAR(1024), lowest INTEGER)
                AS $check$
                DECLARE
                  tables INTEGER;
                  name VARCHAR(MAX) := SUBSTRING(given, 2);
                BEGIN
                  IF name !~ '^[a-z'']+$' THEN
                    RAISE EXCEPTION 'name is "%", which is 100%% wrong', name;
                  ELSIF NVL(lowest, 0) > 1 THEN
                    RAISE NOTICE 'large';
                  ELSE
                    tables := 0;
                  END IF;
                  SELECT INTO tables COUNT(*) FROM svv_tables WHERE table_name = name;
                  IF tables = 0 THEN
                    CREATE TABLE public.made (a VARCHAR(MAX)) DISTSTYLE EVEN;
                  END IF;
                END;
                $check$ LANGUAGE plpgsql""");

        assertThatThrownBy(() -> stack.execute("CALL public.check_name($v$:A'b$v$, 1)"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("name is \"A'b\", which is 100% wrong");
        stack.execute("CALL public.check_name(':made', 2)", "CALL public.check_name(':made', 1)");

        assertThat(stack.rows("select count(*) from public.made")).containsExactly("0");
        stack.execute(
                "DROP PROCEDURE public.check_name(given VARCHAR(1024), lowest INTEGER)", "DROP TABLE public.made");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BEGIN PERFORM 1; END",
                "BEGIN EXECUTE 'select 1'; END",
                "BEGIN FOR i IN 1..2 LOOP NULL; END LOOP; END",
                "BEGIN COMMIT; END",
                "BEGIN COPY t FROM PROGRAM 'id'; END",
                "BEGIN RAISE EXCEPTION 'a %', 1 + 1; END",
                "BEGIN RAISE EXCEPTION USING message = 'x'; END",
                "BEGIN IF 1 = 1 THEN RETURN; END IF; END"
            })
    void what_is_not_emulated_or_not_known_to_redshift_is_refused(String body) {
        assertThatThrownBy(() -> stack.execute("CREATE PROCEDURE public.other() AS $$" + body + ";$$ LANGUAGE plpgsql"))
                .isInstanceOf(SQLException.class)
                .hasMessageMatching("(?s).*(not emulated locally|syntax error).*");
    }
}
