package dev.postcar.internal.sql;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What SQL text does to the session in addition to the database, as far as the text shows it: what
 * a function that it calls does stays unseen.
 *
 * @param settings names of the settings that it changes, in lower case
 * @param leftovers the statements that clear away what else it leaves in the session
 * @param unclear the first statement whose effect is unknown or cannot be undone; null for none
 */
public record SessionEffects(Set<String> settings, Set<String> leftovers, String unclear) {

  private static final Pattern SET_CONFIG =
      Pattern.compile("\\bset_config\\s*\\(\\s*(?:'([\\w.]+)')?", Pattern.CASE_INSENSITIVE);

  private static final Pattern SET_IN_BODY =
      Pattern.compile(
          "(?:\\$|;|\\bbegin|\\bthen|\\belse|\\bloop)\\s*(set\\s[^;]+)", Pattern.CASE_INSENSITIVE);

  private static final Pattern INTO_TEMPORARY =
      Pattern.compile("\\binto\\s+temp(?:orary)?\\b|\\bpg_temp\\b", Pattern.CASE_INSENSITIVE);

  private static final Pattern CREATES_TEMPORARY =
      Pattern.compile("\\bcreate\\s+[\\w\\s]*?\\btemp(?:orary)?\\b", Pattern.CASE_INSENSITIVE);

  /**
   * Reads a text.
   *
   * @return what it does to the session
   */
  public static SessionEffects of(String sql) {
    Reading reading = new Reading();
    for (Statement statement : SqlScript.statements(sql)) {
      reading.read(statement);
    }
    return new SessionEffects(reading.settings, reading.leftovers, reading.unclear);
  }

  /** What was read so far. */
  private static final class Reading {
    private final Set<String> settings = new TreeSet<>();
    private final Set<String> leftovers = new LinkedHashSet<>();
    private String unclear;

    void read(Statement statement) {
      String text = SqlScript.canonical(statement.text());
      StatementParser phrase = new StatementParser(text);
      if (phrase.take("set")) {
        set(phrase, text);
      } else if (phrase.take("reset")) {
        setting(phrase, text);
      } else if (phrase.take("prepare")) {
        leftovers.add("deallocate all");
      } else if (phrase.take("listen")) {
        leftovers.add("unlisten *");
      } else if (phrase.take("declare")) {
        leftovers.add("close all");
      } else if (phrase.take("do")) {
        body(text);
      }
      setConfig(text);
      if (INTO_TEMPORARY.matcher(text).find() || CREATES_TEMPORARY.matcher(text).find()) {
        leftovers.add("discard temp");
      }
    }

    private void set(StatementParser phrase, String text) {
      phrase.takeOneOf("session", "local");
      if (phrase.take("constraints")) {
        leftovers.add("set constraints all immediate");
      } else if (!phrase.take("transaction")) {
        setting(phrase, text);
      }
    }

    private void setting(StatementParser phrase, String text) {
      if (phrase.take("time", "zone")) {
        settings.add("timezone");
      } else if (phrase.take("names")) {
        settings.add("client_encoding");
      } else if (phrase.take("schema")) {
        settings.add("search_path");
      } else if (phrase.take("xml", "option")) {
        settings.add("xmloption");
      } else if (phrase.takeOneOf("authorization", "all", "session", "seed", "characteristics")) {
        // The former user, or the former settings, are not there to be gone back to.
        unclear = unclear == null ? text : unclear;
      } else {
        String name = phrase.takeName();
        if (name != null) {
          settings.add(name.replace("\"", "").toLowerCase(Locale.ROOT));
        }
      }
    }

    private void body(String text) {
      Matcher matcher = SET_IN_BODY.matcher(text);
      while (matcher.find()) {
        StatementParser phrase = new StatementParser(matcher.group(1));
        phrase.take("set");
        set(phrase, text);
      }
    }

    private void setConfig(String text) {
      Matcher matcher = SET_CONFIG.matcher(text);
      while (matcher.find()) {
        if (matcher.group(1) != null) {
          settings.add(matcher.group(1).toLowerCase(Locale.ROOT));
        } else if (unclear == null) {
          unclear = text;
        }
      }
    }
  }
}
