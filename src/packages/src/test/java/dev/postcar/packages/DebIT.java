package dev.postcar.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The package for Debian and its like, unpacked. */
final class DebIT {

  @TempDir Path directory;
  private Path root;

  @BeforeEach
  void unpack() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/dpkg-deb")), "no dpkg-deb on this machine");
    root = directory.resolve("root");
    dpkg("-x", Packages.file(".deb").toString(), root.toString());
  }

  @Test
  void migratesThroughTheLinkInThePath() throws Exception {
    Path project = directory.resolve("project");
    Packages.project(project, "embedded = true");
    Program postcar =
        new Program(project, root.resolve("usr/bin/postcar").toString())
            .with("HOME", directory.resolve("home").toString());
    assertThat(postcar.out("migrate")).startsWith("Applied 2 migrations in postgres");
    Path loaded = directory.resolve("loaded.txt");
    assertThat(
            postcar
                .with("POSTCAR_JAVA_OPTS", "-Xlog:class+load:file=" + loaded)
                .out("rollback", "--yes"))
        .startsWith("Rolled back 1 migration");
    assertThat(Files.readString(loaded))
        .contains("dev.postcar.cli.Main source: shared objects file");
  }

  @Test
  void hasWhatDebianExpects() throws Exception {
    String control = dpkg("-f", Packages.file(".deb").toString());
    assertThat(control).contains("Package: postcar\n", "Depends: libc6", "Architecture: ");
    Path share = root.resolve("usr/share");
    assertThat(share.resolve("man/man1/postcar.1.gz")).isNotEmptyFile();
    assertThat(share.resolve("bash-completion/completions/postcar")).content().contains("migrate");
    assertThat(share.resolve("fish/vendor_completions.d/postcar.fish")).isNotEmptyFile();
    assertThat(share.resolve("zsh/vendor-completions/_postcar"))
        .content()
        .startsWith("#compdef postcar\n")
        .contains("migrate");
    assertThat(share.resolve("doc/postcar/copyright")).content().contains("License: Apache-2.0");
    assertThat(share.resolve("doc/postcar/licenses/NOTICE")).exists();
    assertThat(root.resolve("usr/lib/postcar/runtime/legal/java.base")).isNotEmptyDirectory();
  }

  @Test
  void zshCompletesWithTheFileInItsPlace() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/zsh")), "no zsh on this machine");
    Path functions = root.resolve("usr/share/zsh/vendor-completions");
    Path seen = directory.resolve("seen");
    String script =
        """
        zmodload zsh/zpty
        zpty shell zsh -f -i
        zpty -w shell "PS1=; fpath=(%s \\$fpath); autoload -Uz compinit; compinit -u -D"
        zpty -w shell "seen() { print -rn -- \\$BUFFER > %s; exit }; zle -N seen; bindkey '^X' seen"
        zpty -w -n shell 'postcar mi'$'\\t\\x18'
        while zpty -r shell text; do print -rn -- $text; done
        """
            .formatted(functions, seen);
    String said = new Program(directory, "/usr/bin/zsh", "-f", "-c", script).out();
    assertThat(seen).as(said).hasContent("postcar migrate ");
  }

  @Test
  void belongsToRootAndNobodyElseMayWrite() throws Exception {
    assertThat(dpkg("-c", Packages.file(".deb").toString()).lines())
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).matches("[dl-]rw.r?.x?.r?.x?. root/root .*|l.*"))
        .noneMatch(line -> line.matches("[d-]....(.w|...w|....w).*"));
  }

  private String dpkg(String... arguments) throws Exception {
    return new Program(directory, "/usr/bin/dpkg-deb").out(arguments);
  }
}
