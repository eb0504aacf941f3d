package dev.postcar.junit;

import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.Reporter;
import dev.postcar.Version;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.config.Setting;
import dev.postcar.internal.source.AvailableMigration;
import dev.postcar.internal.source.AvailableView;
import dev.postcar.internal.source.Migrations;
import dev.postcar.internal.source.SourceRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Which migrations a test class wants, and how they run.
 *
 * @param loader whose class path has them
 */
record MigrationSet(
    List<String> packages,
    String namespace,
    String searchPath,
    String timeZone,
    ClassLoader loader) {

  static MigrationSet of(PostcarTest test, Class<?> testClass) {
    return new MigrationSet(
        List.of(test.packages()),
        test.namespace(),
        test.searchPath(),
        test.timeZone(),
        testClass.getClassLoader());
  }

  /** Sets it all. */
  Postcar configure(Postcar postcar) {
    postcar.packages(packages.toArray(String[]::new)).classLoader(loader);
    if (!namespace.isEmpty()) {
      postcar.namespace(namespace);
    }
    if (!searchPath.isEmpty()) {
      postcar.searchPath(searchPath);
    }
    if (!timeZone.isEmpty()) {
      postcar.timeZone(timeZone);
    }
    return postcar;
  }

  /**
   * Loads the migrations and hashes what they would run.
   *
   * @param jvm added if there is a code migration: what it does can change without its class
   * @param login who runs them
   */
  String digest(String jvm, String login) {
    Config config =
        Config.DEFAULTS
            .with(Setting.PACKAGES, packages)
            .with(Config.Given.CLASS_LOADER, loader)
            .with(Config.Given.REPORTER, Reporter.SILENT);
    MessageDigest digest = sha256();
    try (Migrations migrations = Migrations.of(SourceRequest.of(config))) {
      add(digest, Version.text(), login, packages, namespace, searchPath, timeZone);
      for (AvailableMigration one : migrations.loaded()) {
        add(digest, one.id(), one.forwardSql(), one.rollbackSql(), one.checksum());
        add(digest, one.transactional(), one.requires(), one.replaces(), one.rebuilds());
        add(digest, one.lockTimeout(), one.statementTimeout(), one.code() ? jvm : "");
      }
      for (AvailableView one : migrations.views()) {
        add(digest, one.id(), one.upSql(), one.downSql(), one.uses(), one.since(), one.until());
      }
    } catch (PostcarException e) {
      throw PreparationFailure.ofSource(e);
    }
    return HexFormat.of().formatHex(digest.digest(), 0, 12);
  }

  /** Each with its length, so that no two lists of parts run together. */
  private static void add(MessageDigest digest, Object... parts) {
    Arrays.stream(parts)
        .map(part -> String.valueOf(part).getBytes(StandardCharsets.UTF_8))
        .forEach(
            bytes -> {
              digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
              digest.update(bytes);
            });
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
