package dev.postcar.cli;

import dev.postcar.PostcarException;
import dev.postcar.options.RehearseOptions.Load;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** The options of a rehearsal on made-up rows, and the load that they ask for. */
final class TrafficWords {

  static final List<String> NAMES =
      List.of("--rows", "--like", "--load", "--clients", "--rate", "--seconds", "--seed");

  private TrafficWords() {}

  static CommandSpec add(CommandSpec spec) {
    return spec.addOption(Words.text("N", "Made-up rows in each table. Default: 100000.", "--rows"))
        .addOption(
            Words.text("FILE", "Make up as many rows as trace --write-stats has seen.", "--like"))
        .addOption(
            Words.text(
                "auto|DIR",
                "Traffic: by key on what the migrations touch (default), or the pgbench scripts of"
                    + " a directory.",
                "--load"))
        .addOption(Words.number("N", "Connections of the traffic. Default: 8.", "--clients"))
        .addOption(
            Words.text("N", "Transactions a second, all clients together. Default: 100.", "--rate"))
        .addOption(
            Words.number("N", "Seconds of traffic before, and after. Default: 5.", "--seconds"))
        .addOption(Words.number("N", "The same number repeats the traffic. Default: 1.", "--seed"));
  }

  static Load load(Call call) {
    Load usual = Load.auto();
    String load = call.option("--load");
    boolean auto = load == null || load.equals("auto");
    String rate = call.option("--rate");
    Integer clients = call.number("--clients");
    Integer seconds = call.number("--seconds");
    Integer seed = call.number("--seed");
    return new Load(
        auto ? null : call.surroundings().workingDirectory().resolve(load),
        clients == null ? usual.clients() : clients,
        rate == null ? usual.rate() : (int) number("--rate", rate.replaceFirst("/s$", "")),
        seconds == null ? usual.around() : Duration.ofSeconds(seconds),
        seed == null ? usual.seed() : seed);
  }

  static long number(String option, String text) {
    if (!text.matches("[1-9]\\d{0,8}")) {
      throw new PostcarException.Configuration(
          option + " must be a number from 1 to 999999999, not " + text + ".");
    }
    return Long.parseLong(text);
  }
}
