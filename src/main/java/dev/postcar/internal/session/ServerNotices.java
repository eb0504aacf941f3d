package dev.postcar.internal.session;

import dev.postcar.Event;
import dev.postcar.MigrationId;
import dev.postcar.Reporter;
import dev.postcar.internal.history.HistoryText;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.util.PSQLWarning;
import org.postgresql.util.ServerErrorMessage;

/** What the server says while migrations run: reported at once; warnings are kept in the log. */
public final class ServerNotices {

  private static final String WARNING = "WARNING";

  private final Reporter reporter;
  private final Map<MigrationId, List<String>> said = new LinkedHashMap<>();

  public ServerNotices(Reporter reporter) {
    this.reporter = reporter;
  }

  /** An attempt begins: what an earlier one said counts no more. */
  public void begin(MigrationId id) {
    said.remove(id);
  }

  public void on(MigrationId id, SQLWarning notice) {
    String text = String.valueOf(notice.getMessage());
    String level = "NOTICE";
    ServerErrorMessage whole =
        notice instanceof PSQLWarning own ? own.getServerErrorMessage() : null;
    if (whole != null) {
      // Class 01 is that of warnings, whatever language the severity is in.
      boolean warning = String.valueOf(whole.getSQLState()).startsWith("01");
      level = warning || whole.getSeverity() == null ? WARNING : whole.getSeverity();
      text =
          whole.getMessage()
              + (whole.getDetail() == null ? "" : "\nDETAIL: " + whole.getDetail())
              + (whole.getHint() == null ? "" : "\nHINT: " + whole.getHint());
    }
    if (id != null) {
      said.computeIfAbsent(id, key -> new ArrayList<>()).add(level + ": " + text);
    }
    reporter.on(new Event.Notice(id, level, text));
  }

  /** What was said of a migration, each with its level. */
  public List<String> of(MigrationId id) {
    return said.getOrDefault(id, List.of());
  }

  /** Keeps the warnings in the events of their migrations, once these are committed. */
  public void keep(Session session, HistoryText text) {
    List<String> updates = new ArrayList<>();
    said.forEach(
        (id, all) -> {
          List<String> warnings = all.stream().filter(one -> one.startsWith(WARNING)).toList();
          if (!warnings.isEmpty()) {
            updates.add(text.events().warned(id, String.join("\n", warnings)));
          }
        });
    said.clear();
    try {
      if (!updates.isEmpty()) {
        session.execute(session.writing(String.join(";\n", updates)));
      }
    } catch (SQLException e) {
      // They were reported; the migrations are applied all the same.
      session.send("rollback");
    }
  }
}
