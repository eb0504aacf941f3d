package dev.postcar.faults;

import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.internal.report.AnsiStyle;
import dev.postcar.internal.report.Console;
import dev.postcar.internal.report.LiveLine;
import dev.postcar.result.MigrateResult;
import dev.postcar.result.MigrationResult;
import dev.postcar.result.RecordResult;
import dev.postcar.result.RollbackResult;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A command line's operation through the library, its exception read like the command's error. */
final class Library {

  private Library() {}

  /** Runs what a command line says. */
  static Said run(Postcar postcar, Path directory, List<String> args) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream lines = new PrintStream(err, true, StandardCharsets.UTF_8);
    postcar.reporter(
        new Console(
            lines,
            new AnsiStyle(false),
            false,
            false,
            new LiveLine(lines, LiveLine.Mode.PLAIN, true, () -> 80, "test"),
            dev.postcar.Target.Mode.EACH));
    try (postcar) {
      Object result = call(postcar, directory, args);
      return new Said(0, "", err.toString(StandardCharsets.UTF_8), done(result));
    } catch (PostcarException e) {
      lines.println("postcar: " + e.getMessage());
      List<String> soFar = e.resultSoFar().map(Library::done).orElse(List.of());
      return new Said(e.exitCode(), "", err.toString(StandardCharsets.UTF_8), soFar);
    }
  }

  private static Object call(Postcar postcar, Path directory, List<String> args) {
    String id = args.size() > 1 && !args.get(1).startsWith("--") ? args.get(1) : null;
    return switch (args.get(0)) {
      case "migrate" -> postcar.migrate(target(args, null));
      case "rollback" -> postcar.rollback(target(args, id));
      case "mark" ->
          args.contains("--all")
              ? postcar.markPending(null)
              : postcar.mark(args.subList(1, args.size()).toArray(String[]::new));
      case "skip" -> postcar.skip(id);
      case "accept" -> postcar.accept(id);
      case "resume" -> postcar.resume(id);
      case "restore" -> postcar.restore(directory.resolve(id));
      default -> throw new IllegalArgumentException(args.get(0));
    };
  }

  private static Target target(List<String> args, String id) {
    Target target =
        id != null
            ? Target.only(id)
            : args.contains("--all")
                ? Target.all()
                : args.contains("--to")
                    ? Target.to(args.get(args.indexOf("--to") + 1))
                    : args.contains("--steps")
                        ? Target.steps(Integer.parseInt(args.get(args.indexOf("--steps") + 1)))
                        : Target.usual();
    return args.contains("--single-transaction") ? target.singleTransaction() : target;
  }

  private static List<String> done(Object result) {
    List<MigrationResult> done =
        result instanceof MigrateResult migrated
            ? migrated.applied()
            : result instanceof RollbackResult undone
                ? undone.rolledBack()
                : result instanceof RecordResult recorded ? recorded.recorded() : List.of();
    return done.stream().map(one -> Said.simple(one.id())).toList();
  }
}
