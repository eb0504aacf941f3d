package dev.postcar.internal.imports;

import java.util.List;
import java.util.Locale;

/** The formats that can be imported. */
public enum ForeignFormat {
  FLYWAY,
  LIQUIBASE_SQL,
  DBMATE,
  GOOSE,
  GOLANG_MIGRATE,
  SQITCH,
  MYBATIS,
  DIESEL,
  SQLX,
  PLAIN;

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
    switch (this) {
      case FLYWAY -> FlywayReader.read(folder);
      case LIQUIBASE_SQL -> LiquibaseReader.read(folder);
      case DBMATE -> MarkerReaders.dbmate(folder);
      case GOOSE -> MarkerReaders.goose(folder);
      case GOLANG_MIGRATE -> PairReaders.golangMigrate(folder);
      case SQITCH -> SqitchReader.read(folder);
      case MYBATIS -> MarkerReaders.mybatis(folder);
      case DIESEL -> PairReaders.diesel(folder);
      case SQLX -> PairReaders.sqlx(folder);
      case PLAIN -> PairReaders.plain(folder);
    }
    return folder.project();
  }
}
