package dev.postcar.cli;

import dev.postcar.Dump;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.internal.report.DoneText;
import dev.postcar.result.RestoreResult;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;

/** {@code restore}: loads a dump into an empty database. */
final class RestoreCommand implements Command {

  @Override
  public CommandSpec spec() {
    return Words.command(
            "Load a plain dump into an empty database, in one transaction.",
            "postcar restore shop.sql.gz\ta plain dump of pg_dump",
            "postcar restore shop.sql.zst --with \"zstd -dc\"\tread it through a command",
            "pg_dump old | postcar restore -\tfrom standard input")
        .addPositional(
            Words.one(
                "DUMP",
                "0..1",
                "Plain, gzip or xz; - for the standard input; default: restore.dump of the conf"
                    + " script."))
        .addOption(
            Words.text(
                "COMMAND",
                "Read the dump from the output of this command, started without a shell; {} in it"
                    + " stands for DUMP; without {}, DUMP is its standard input.",
                "--with"));
  }

  private static Path file(Path here, String named) {
    if (named == null) {
      return null;
    }
    return named.equals("-") ? Path.of(named) : here.resolve(named);
  }

  @Override
  public Output run(Call call) {
    Path here = call.surroundings().workingDirectory();
    String named = call.positional(0);
    String with = call.option("--with");
    Dump dump =
        named == null && with == null
            ? call.configuredDump()
            : Dump.through(file(here, named), with);
    if (dump == null) {
      throw new PostcarException.Configuration(
          "No dump is given. Next: run \"postcar restore DUMP\", or set restore.dump in the conf"
              + " script.");
    }
    try (Postcar postcar = call.postcar()) {
      RestoreResult result = postcar.restore(dump);
      return new Output(result, DoneText.of(result));
    }
  }
}
