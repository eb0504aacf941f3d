package dev.postcar.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.PostcarException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A machine with a working directory, a home and an environment, all of the test's making. */
public final class Machine {

  private final Path work;
  private final Path home;
  private final Map<String, String> environment = new HashMap<>();
  private final Map<Setting, List<String>> flags = new EnumMap<>(Setting.class);
  private final List<String> asked = new ArrayList<>();
  private String osUser = "osuser";
  private String typed;

  public Machine(Path root) {
    work = root.resolve("work");
    home = root.resolve("home");
    // So that the machine of the test's author never takes part.
    environment.put("PGSYSCONFDIR", root.resolve("etc").toString());
    try {
      Files.createDirectories(work);
      Files.createDirectories(home);
      Files.createDirectories(root.resolve("etc"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Machine flag(Setting setting, String... texts) {
    flags.put(setting, Arrays.asList(texts));
    return this;
  }

  Machine variable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Machine osUser(String name) {
    osUser = name;
    return this;
  }

  Machine typing(String password) {
    typed = password;
    return this;
  }

  Machine dotEnv(String... lines) {
    return file(".env", lines);
  }

  public Machine script(String... lines) {
    return file("postcar.conf.groovy", lines);
  }

  public Machine file(String name, String... lines) {
    return write(work.resolve(name), lines);
  }

  Machine homeFile(String name, String... lines) {
    Path file = home.resolve(name);
    write(file, lines);
    return permissions(file, "rw-------");
  }

  Machine etcFile(String name, String... lines) {
    return write(home.resolveSibling("etc").resolve(name), lines);
  }

  Machine permissions(Path file, String permissions) {
    if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
      try {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return this;
  }

  Path home() {
    return home;
  }

  public Path work() {
    return work;
  }

  List<String> asked() {
    return asked;
  }

  public Settings load() {
    PasswordPrompt prompt =
        label -> {
          asked.add(label);
          return typed == null ? null : typed.toCharArray();
        };
    return new SettingsLoader(new ProcessEnvironment(work, environment, home, osUser), prompt)
        .load(flags);
  }

  public ConnectionSettings connect() {
    return load().connection();
  }

  /** The one line, and what is next, with which loading or connecting is refused. */
  public String refusal() {
    try {
      connect();
    } catch (PostcarException.Configuration e) {
      assertThat(e.exitCode()).isEqualTo(2);
      assertThat(e.getMessage().replaceFirst("\nNext: ", " ")).doesNotContain("\n");
      return e.getMessage();
    }
    throw new AssertionError("not refused");
  }

  private Machine write(Path file, String... lines) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, List.of(lines));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }
}
