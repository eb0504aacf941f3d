package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An error inside a block, a function or a trigger shows the inner statement and its place. */
final class FunctionErrorTest {

  private final CommandLineFixture fixture = new CommandLineFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private String failure(String sql) {
    fixture.sql("M0001_Inner", sql, null);
    return fixture.run("migrate").err();
  }

  @Test
  void ofABlockTheLineAndTheInnerStatementAreShown() {
    String said =
        failure(
            """
            create table book (id int);
            do $do$
            declare n int;
            begin
              n := 1;
              insert into book
                (id, titel) values (1, 'ü');
            end $do$;
            """);
    assertThat(said)
        .contains(
            """
              statement 2, line 6:
                  insert into book
                  ^
              QUERY, line 2:
                    (id, titel) values (1, 'ü')
                         ^
            """)
        .contains("CONTEXT: PL/pgSQL function inline_code_block line 5 at SQL statement");
  }

  @Test
  void anExecutedTextAndARaisedErrorAreShownAtTheirLines() {
    assertThat(failure("do language plpgsql 'begin\n  execute ''selec 1'';\nend';"))
        .contains("statement 1, line 2:\n      execute ''selec 1'';\n      ^")
        .contains("QUERY:\n    selec 1\n    ^");
    assertThat(failure("select 1;\ndo $$begin\n\n  raise 'no';\nend$$;"))
        .contains("statement 2, line 4:\n      raise 'no';\n      ^");
  }

  @Test
  void ofAFunctionAndATriggerTheInnerStatementIsShown() {
    String said =
        failure(
            """
            create table book (id int);
            create function touch() returns trigger language plpgsql as $$
            begin
              perform missing(new.id);
              return new;
            end $$;
            create trigger touched before insert on book for each row execute function touch();
            insert into book values (1);
            """);
    assertThat(said)
        .contains(
            "statement 4, line 8:\n    insert into book values (1)",
            "QUERY:\n    SELECT missing(new.id)\n           ^")
        .contains("PL/pgSQL function touch() line 3 at PERFORM");
  }
}
