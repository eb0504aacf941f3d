package dev.postcar.internal.source.edit;

import dev.postcar.MigrationId;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The sequence that the next migration of a package gets.
 *
 * @param taken those of its source files and classes
 * @param width digits of the longest, at least four
 */
record NextSequence(Set<BigInteger> taken, int width) {

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT);

  static NextSequence of(Skeleton.Request request) throws IOException {
    List<MigrationId> ids = new ArrayList<>();
    request.available().stream()
        .filter(id -> id.packageName().equals(request.packageName()))
        .forEach(ids::add);
    for (String name : files(request)) {
      ids.add(new MigrationId(request.packageName(), name.substring(0, name.indexOf('.'))));
    }
    return of(ids);
  }

  /** What the newest migration of the package is written in. */
  static String formatOf(Skeleton.Request request) throws IOException {
    String newest = null;
    for (String name : files(request)) {
      MigrationId id = new MigrationId("", name.substring(0, name.indexOf('.')));
      if (!id.sequence().isEmpty()
          && (newest == null
              || id.sequenceNumber().compareTo(new MigrationId("", newest).sequenceNumber()) > 0)) {
        newest = id.name();
      }
    }
    return newest != null && files(request).contains(newest + ".sql") ? "sql" : "java";
  }

  private static List<String> files(Skeleton.Request request) throws IOException {
    List<String> files = new ArrayList<>();
    for (Path root : request.sources()) {
      Path folder = root.resolve(request.packageName().replace('.', '/'));
      if (Files.isDirectory(folder)) {
        try (Stream<Path> list = Files.list(folder)) {
          list.map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".java") || name.endsWith(".sql"))
              .forEach(files::add);
        }
      }
    }
    return files;
  }

  /** Of one package's migrations; names that are none's are passed over. */
  static NextSequence of(Collection<MigrationId> ids) {
    Set<BigInteger> taken = new HashSet<>();
    int width = 4;
    for (MigrationId id : ids) {
      if (!id.sequence().isEmpty()) {
        taken.add(id.sequenceNumber());
        width = Math.max(width, id.sequence().length());
      }
    }
    return new NextSequence(taken, width);
  }

  /** The number behind the highest, as wide as the others. */
  String number() {
    BigInteger highest = taken.stream().max(BigInteger::compareTo).orElse(BigInteger.ZERO);
    String digits = highest.add(BigInteger.ONE).toString();
    return "0".repeat(Math.max(0, width - digits.length())) + digits;
  }

  /** The time in UTC, or the next second that is free. */
  String time(Clock clock) {
    BigInteger stamp = new BigInteger(STAMP.format(clock.instant().atOffset(ZoneOffset.UTC)));
    while (taken.contains(stamp)) {
      stamp = stamp.add(BigInteger.ONE);
    }
    return stamp.toString();
  }
}
