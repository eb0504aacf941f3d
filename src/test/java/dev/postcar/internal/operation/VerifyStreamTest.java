package dev.postcar.internal.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postcar.Event;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.options.VerifyOptions;
import dev.postcar.result.VerifyResult;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What verify finds is told when it is found, and kept when it is interrupted. */
final class VerifyStreamTest {

  @TempDir Path directory;

  @Test
  void findingsAreToldAtOnceKeptAfterAnInterruptionAndProgressCountsFromTheFirst() {
    MigrationFolder folder = new MigrationFolder(directory);
    for (int i = 1; i <= 4; i++) {
      folder.sql(
          "M000%d_T".formatted(i),
          "create table t%d ();".formatted(i),
          "drop table t%d;".formatted(i));
    }
    List<String> told = new ArrayList<>();
    try (TestDatabase database = new TestDatabase();
        Postcar postcar = folder.on(database.dataSource())) {
      postcar.reporter(
          event -> {
            if (event instanceof Event.Progress progress) {
              told.add(progress.done() + "/" + progress.total());
            } else if (event instanceof Event.Verified verified) {
              told.add(verified.migration().id());
              if (verified.migration().id().endsWith("M0003_T")) {
                postcar.interrupt(2);
              }
            }
          });
      PostcarException.Interrupted interrupted =
          catchThrowableOfType(
              PostcarException.Interrupted.class,
              () -> postcar.verify(new VerifyOptions("M0002_T", null, false)));
      assertThat(told).hasSize(4).startsWith("0/3").containsSubsequence("1/3");
      VerifyResult result = (VerifyResult) interrupted.resultSoFar().orElseThrow();
      assertThat(result.migrations()).extracting(VerifyResult.Verified::id).hasSize(2);
      assertThat(told.get(1)).isEqualTo(result.migrations().get(0).id());
    }
  }
}
