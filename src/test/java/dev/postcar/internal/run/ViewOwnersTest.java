package dev.postcar.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.postcar.Postcar;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** Views that belong to another role than the one that migrates. */
final class ViewOwnersTest {

  @TempDir Path directory;
  private final TestDatabase database = new TestDatabase();
  private MigrationFolder folder;

  @BeforeEach
  void write() {
    folder = new MigrationFolder(directory);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aGrantToTheMigratorSurvivesBesideAnotherOwner() {
    String role = "r_" + database.name();
    database.execute(
        "create role %1$s_z; create role %1$s_m login password 'x'; create role \"%1$s O'x\"; grant \"%1$s O'x\" to %1$s_m; grant create on database %2$s to %1$s_m; grant create, usage on schema public to %1$s_m, \"%1$s O'x\""
            .formatted(role, database.name()));
    try {
      folder
          .sql("M0001_A", "create table a (id int)", "drop table a")
          .view("V", "", "create view v as select id from a", "drop view v");
      migrateAs(role + "_m");
      database.execute(
          "alter view v owner to \"%1$s O'x\"; grant select (id), insert on v to %1$s_m; grant select on v to public with grant option"
              .formatted(role)
              .replace(" to public with grant option", " to public"));
      String before = acl();
      folder.annotated("M0002_B", "@Rebuilds(V.class)", "alter table a alter id type bigint", null);
      migrateAs(role + "_m");
      assertThat(acl()).isEqualTo(before);
      // The owner is now one that the migrator is no member of.
      database.execute("alter view v owner to %1$s_z".formatted(role));
      folder.annotated("M0003_C", "@Rebuilds(V.class)", "alter table a alter id type text", null);
      assertThat(catchThrowable(() -> migrateAs(role + "_m")))
          .hasMessageContaining("app.V: down() failed: must be owner of view v")
          .hasMessageContaining("in the transaction of app.M0003_C");
    } finally {
      database.execute(
          "drop owned by %1$s_m, \"%1$s O'x\", %1$s_z cascade; drop role %1$s_m, \"%1$s O'x\", %1$s_z"
              .formatted(role));
    }
  }

  private String acl() {
    return database.value(
        "select (select string_agg(one::text, ',' order by one::text) from unnest(relacl) one) || relowner::regrole || (select string_agg(attacl::text, ',') from"
            + " pg_attribute where attrelid = c.oid) from pg_class c where relname = 'v'");
  }

  private void migrateAs(String user) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(
        "jdbc:postgresql://"
            + database.server().host()
            + ":"
            + database.server().port()
            + "/"
            + database.name());
    source.setUser(user);
    source.setPassword("x");
    try (Postcar postcar = folder.on(source)) {
      postcar.migrate();
    }
  }
}
