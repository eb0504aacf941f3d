package dev.postcar.cli;

import dev.postcar.PostcarException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code completion}: what a shell reads to complete commands and options. */
final class CompletionCommand implements Command {

  private static final String BASH =
      """
      _postcar() {
        local word=${COMP_WORDS[COMP_CWORD]} options='%s' words='%s' one
        for one in "${COMP_WORDS[@]:1:$((COMP_CWORD - 1))}"; do
          case $one in
            --) COMPREPLY=($(compgen -f -- "$word")); return ;;
      %s    esac
        done
        case $word in
          -*) COMPREPLY=($(compgen -W "$options" -- "$word")) ;;
          *) COMPREPLY=($(compgen -W "$words" -- "$word")) ;;
        esac
      }
      complete -o default -F _postcar postcar
      """;

  /** To be sourced; or a file _postcar in fpath, which zsh runs as the first completion. */
  private static final String ZSH =
      """
      #compdef postcar
      autoload -Uz compinit bashcompinit
      (( $+functions[compdef] )) || compinit
      bashcompinit
      %s[[ $funcstack[1] != _postcar ]] || _bash_complete -o default -F _postcar
      """;

  @Override
  public CommandSpec spec() {
    return Words.command(
            "Print a script that completes commands and options in a shell.",
            "source <(postcar completion bash)\tin ~/.bashrc, and with zsh in ~/.zshrc",
            "postcar completion fish | source\tin ~/.config/fish/config.fish",
            "postcar completion bash > postcar\ta file for bash-completion")
        .addPositional(Words.one("SHELL", "1", "bash, zsh or fish."));
  }

  @Override
  public Output run(Call call) {
    String script =
        switch (call.positional(0)) {
          case "bash" -> bash();
          case "zsh" -> ZSH.formatted(bash());
          case "fish" -> fish();
          default ->
              throw new PostcarException.Configuration(
                  "postcar completion takes bash, zsh or fish, not \"%s\"."
                      .formatted(call.positional(0)));
        };
    return new Output(Map.of("script", script), script.stripTrailing());
  }

  private static String bash() {
    StringBuilder cases = new StringBuilder();
    for (Grammar.Entry command : entries()) {
      cases.append(
          "      %s) options+=' %s' words='%s' ;;\n"
              .formatted(
                  String.join("|", command.names()),
                  names(command.spec().options()),
                  words(command)));
    }
    return BASH.formatted(names(SharedOptions.all()), String.join(" ", Grammar.names()), cases);
  }

  /** What may come after a command. */
  private static String words(Grammar.Entry command) {
    return switch (command.name()) {
      case "help" -> String.join(" ", HelpText.names().subList(1, HelpText.names().size()));
      case "embedded" -> "start stop status url";
      case "completion" -> "bash zsh fish";
      default -> "";
    };
  }

  private static String names(List<OptionSpec> options) {
    return String.join(" ", options.stream().map(OptionSpec::longestName).toList());
  }

  private static List<Grammar.Entry> entries() {
    List<Grammar.Entry> entries = new ArrayList<>();
    Grammar.GROUPS.values().forEach(entries::addAll);
    return entries;
  }

  private static String fish() {
    StringBuilder script = new StringBuilder();
    for (OptionSpec option : SharedOptions.all()) {
      script.append(line("", option));
    }
    for (Grammar.Entry command : entries()) {
      String seen = " -n '__fish_seen_subcommand_from %s'".formatted(command.name());
      script.append(
          "complete -c postcar -n __fish_use_subcommand -f -a %s -d '%s'\n"
              .formatted(command.name(), quoted(HelpText.description(command.spec()))));
      if (!words(command).isEmpty()) {
        script.append("complete -c postcar -f%s -a '%s'\n".formatted(seen, words(command)));
      }
      for (OptionSpec option : command.spec().options()) {
        script.append(line(seen, option));
      }
    }
    return script.toString();
  }

  private static String line(String condition, OptionSpec option) {
    StringBuilder line = new StringBuilder("complete -c postcar" + condition);
    for (String name : option.names()) {
      line.append(name.startsWith("--") ? " -l " : " -s ").append(name.replaceFirst("^-+", ""));
    }
    line.append(option.arity().min() > 0 ? " -r" : "");
    return line + " -d '" + quoted(option.description()[0]) + "'\n";
  }

  private static String quoted(String text) {
    return text.replace("\\", "\\\\").replace("'", "\\'");
  }
}
