package dev.postcar.internal.os;

import dev.postcar.PostcarException;
import java.util.ArrayList;
import java.util.List;

/** Divides a command into words as a shell does, and does nothing else that a shell does. */
public final class CommandWords {

  private CommandWords() {}

  public static List<String> split(String command) {
    List<String> words = new ArrayList<>();
    StringBuilder word = null;
    char quote = 0;
    for (int i = 0; i < command.length(); i++) {
      char c = command.charAt(i);
      boolean escape = c == '\\' && quote != '\'' && i + 1 < command.length();
      if (quote == 0 && Character.isWhitespace(c)) {
        if (word != null) {
          words.add(word.toString());
        }
        word = null;
        continue;
      }
      word = word == null ? new StringBuilder() : word;
      if (escape) {
        i++;
        word.append(command.charAt(i));
      } else if (quote == 0 && (c == '\'' || c == '"')) {
        quote = c;
      } else if (quote != 0 && c == quote) {
        quote = 0;
      } else {
        word.append(c);
      }
    }
    if (quote != 0) {
      throw new PostcarException.Configuration(
          "The command that writes the dump has a quote " + quote + " that is never closed.");
    }
    if (word != null) {
      words.add(word.toString());
    }
    if (words.isEmpty() || words.get(0).isEmpty()) {
      throw new PostcarException.Configuration("The command that writes the dump is empty.");
    }
    return words;
  }
}
