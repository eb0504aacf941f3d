import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs the cases of a plan as processes and writes what they took, as a table and as Markdown.
 *
 * <p>The plan is blocks of {@code key=value} lines. A block with {@code group} begins a group (its
 * title in {@code title}, why in {@code about}); the blocks with {@code case} that follow belong to
 * it. Each round of a group runs each of its cases once, beginning with another one each time, so
 * that whatever else the machine does hits all alike. Round 0 warms up and is not counted.
 *
 * <p>Arguments: the plan, the rounds, the directory for the cases' output, the report, a Markdown
 * file to put before the figures.
 */
public final class Measure {

  private static final Pattern PEAK = Pattern.compile("VmHWM:\\s*(\\d+) kB");

  /** The process under way, ended with this one. */
  private static volatile Process running;

  /** One thing measured: its block of the plan, and what each round took. */
  private record Case(Map<String, String> plan, List<Double> seconds, List<Long> peaks) {

    String name() {
      return plan.get("case");
    }
  }

  private record Group(Map<String, String> plan, List<Case> cases) {}

  private final Path logs;

  private Measure(Path logs) {
    this.logs = logs;
  }

  public static void main(String[] args) throws Exception {
    Runtime.getRuntime().addShutdownHook(new Thread(Measure::endRunning));
    List<Group> groups = read(Path.of(args[0]));
    Measure measure = new Measure(Files.createDirectories(Path.of(args[2])));
    StringBuilder report = new StringBuilder(Files.readString(Path.of(args[4])));
    for (Group group : groups) {
      String most = group.plan().getOrDefault("rounds", args[1]);
      measure.run(group, Math.min(Integer.parseInt(args[1]), Integer.parseInt(most)));
      System.out.println(table(group));
      report.append(markdown(group));
      Files.writeString(Path.of(args[3]), report.toString());
    }
  }

  private static void endRunning() {
    Process process = running;
    if (process != null) {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
  }

  private static List<Group> read(Path plan) throws IOException {
    List<Group> groups = new ArrayList<>();
    for (String block : Files.readString(plan).split("\n\n+")) {
      Map<String, String> keys = new LinkedHashMap<>();
      for (String line : block.strip().split("\n")) {
        int equals = line.indexOf('=');
        keys.put(line.substring(0, equals), line.substring(equals + 1));
      }
      if (keys.containsKey("group")) {
        groups.add(new Group(keys, new ArrayList<>()));
      } else {
        Group group = groups.get(groups.size() - 1);
        group.cases().add(new Case(keys, new ArrayList<>(), new ArrayList<>()));
      }
    }
    return groups;
  }

  private void run(Group group, int rounds) throws Exception {
    List<Case> cases = group.cases();
    for (int round = 0; round <= rounds; round++) {
      System.err.printf("%s: round %d of %d%n", group.plan().get("group"), round, rounds);
      for (int turn = 0; turn < cases.size(); turn++) {
        Case one = cases.get((round + turn) % cases.size());
        Path log = logs.resolve(one.name().replaceAll("\\W+", "-") + ".log");
        Files.deleteIfExists(log);
        shell(one, "prepare", log);
        timed(one, log, round > 0);
        shell(one, "check", log);
      }
    }
  }

  private static void shell(Case one, String key, Path log) throws Exception {
    if (one.plan().containsKey(key)) {
      running = start(one.plan().get(key), one, log);
      end(one, key, log);
    }
  }

  private static void timed(Case one, Path log, boolean counted) throws Exception {
    long begin = System.nanoTime();
    // exec: the process that is measured is the tool, not a shell around it.
    running = start("exec " + one.plan().get("run"), one, log);
    long peak = 0;
    do {
      peak = Math.max(peak, peakKiB(running.pid()));
    } while (!running.waitFor(20, TimeUnit.MILLISECONDS));
    double seconds = (System.nanoTime() - begin) / 1e9;
    end(one, "run", log);
    if (counted) {
      one.seconds().add(seconds);
      one.peaks().add(peak);
    }
  }

  private static Process start(String command, Case one, Path log) throws IOException {
    return new ProcessBuilder("sh", "-c", command)
        .directory(new File(one.plan().getOrDefault("dir", ".")))
        .redirectInput(new File("/dev/null"))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  private static void end(Case one, String key, Path log) throws Exception {
    int code = running.waitFor();
    running = null;
    if (code != 0) {
      System.err.printf("%s: its %s ended with %d: see %s%n", one.name(), key, code, log);
      System.exit(1);
    }
  }

  /** The most memory the process has held so far; 0 where nobody says. */
  private static long peakKiB(long pid) {
    try {
      Matcher peak = PEAK.matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
      return peak.find() ? Long.parseLong(peak.group(1)) : 0;
    } catch (IOException gone) {
      return 0;
    }
  }

  private static String table(Group group) {
    StringBuilder text = new StringBuilder("\n" + group.plan().get("title") + "\n");
    for (List<String> row : rows(group)) {
      text.append("  %-34s".formatted(row.get(0)));
      row.stream().skip(1).forEach(cell -> text.append("%13s".formatted(cell)));
      text.append('\n');
    }
    return text.toString();
  }

  private static String markdown(Group group) {
    StringBuilder text = new StringBuilder("\n## " + group.plan().get("title") + "\n\n");
    text.append(group.plan().get("about")).append("\n\n");
    List<List<String>> rows = rows(group);
    text.append("| " + String.join(" | ", rows.get(0)) + " |\n");
    text.append("|---|").append("---:|".repeat(rows.get(0).size() - 1)).append('\n');
    rows.stream().skip(1).forEach(row -> text.append("| " + String.join(" | ", row) + " |\n"));
    for (Case one : group.cases()) {
      text.append("\n**" + one.name() + ".** " + one.plan().get("about") + "\n");
    }
    return text.toString();
  }

  /** The header, then one row per case. */
  private static List<List<String>> rows(Group group) {
    Case base = named(group, group.plan().get("base"));
    Case postcar = named(group, group.plan().get("postcar"));
    boolean counts = group.cases().stream().anyMatch(one -> one.plan().containsKey("count"));
    List<List<String>> rows = new ArrayList<>();
    List<String> header = new ArrayList<>(List.of("", "median s", "min", "max"));
    if (counts) {
      header.add("ms each");
    }
    if (base != null) {
      header.add("to " + group.plan().getOrDefault("short", base.name()));
    }
    if (postcar != null && postcar != base) {
      header.add("to postcar");
    }
    header.add("peak MiB");
    rows.add(header);
    for (Case one : group.cases()) {
      double median = median(one.seconds());
      List<String> row = new ArrayList<>(List.of(one.name(), number(median)));
      row.add(number(one.seconds().stream().min(Double::compare).orElseThrow()));
      row.add(number(one.seconds().stream().max(Double::compare).orElseThrow()));
      if (counts) {
        String count = one.plan().get("count");
        row.add(count == null ? "" : "%.2f".formatted(median * 1000 / Integer.parseInt(count)));
      }
      if (base != null) {
        row.add(ratio(one, base));
      }
      if (postcar != null && postcar != base) {
        row.add(ratio(one, postcar));
      }
      long peak = one.peaks().stream().max(Long::compare).orElse(0L);
      row.add(peak == 0 ? "" : String.valueOf((peak + 1023) / 1024));
      rows.add(row);
    }
    return rows;
  }

  private static Case named(Group group, String name) {
    return group.cases().stream().filter(one -> one.name().equals(name)).findAny().orElse(null);
  }

  /** Round by round, then the median: what slowed one round slowed both. */
  private static String ratio(Case one, Case base) {
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < one.seconds().size(); round++) {
      ratios.add(one.seconds().get(round) / base.seconds().get(round));
    }
    return "%.2f".formatted(median(ratios));
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }

  private static String number(double seconds) {
    return "%.3f".formatted(seconds);
  }
}
