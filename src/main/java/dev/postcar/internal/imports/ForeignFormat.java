package dev.postcar.internal.imports;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** The formats that can be imported. */
public enum ForeignFormat {
  FLYWAY(FlywayReader::read),
  LIQUIBASE_SQL(LiquibaseReader::read),
  DBMATE(MarkerReaders::dbmate),
  GOOSE(MarkerReaders::goose),
  GOLANG_MIGRATE(PairReaders::golangMigrate),
  SQITCH(SqitchReader::read),
  MYBATIS(MarkerReaders::mybatis),
  DIESEL(PairReaders::diesel),
  SQLX(PairReaders::sqlx),
  PLAIN(PairReaders::plain);

  private final Consumer<ForeignFolder> reader;

  ForeignFormat(Consumer<ForeignFolder> reader) {
    this.reader = reader;
  }

  /** What the command line calls it, such as {@code liquibase-sql}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The one of a name; null for none. */
  public static ForeignFormat of(String text) {
    return List.of(values()).stream()
        .filter(one -> one.text().equals(text))
        .findFirst()
        .orElse(null);
  }

  ForeignProject read(ForeignFolder folder) {
    reader.accept(folder);
    return folder.project();
  }
}
