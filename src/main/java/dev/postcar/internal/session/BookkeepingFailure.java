package dev.postcar.internal.session;

import dev.postcar.PostcarException;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.sql.Quote;
import java.sql.SQLException;

/** Says what is wrong with the bookkeeping itself. */
public final class BookkeepingFailure {

  private BookkeepingFailure() {}

  public static PostcarException of(SQLException e, Config options) {
    String schema = Quote.identifier(options.namespace());
    String state = String.valueOf(e.getSQLState());
    String said = ServerSaid.of(e);
    String text =
        switch (state) {
          case "42501" ->
              "Not allowed to use the bookkeeping in schema "
                  + schema
                  + ": "
                  + said
                  + ".\nState: nothing was changed.\nNext: run as the role that owns it (--role). To create it a role"
                  + " needs CREATE on the database, or must own an empty schema of that name; to"
                  + " read it, USAGE on the schema and SELECT on its tables.";
          case "42P01", "42703", "02000", "3F000" ->
              """
              The bookkeeping in schema %s is damaged: %s.
              State: nothing was changed.
              Next: restore that schema from a backup."""
                  .formatted(schema, said);
          case "25006" ->
              "The server is read-only: " + said + ". Nothing was changed. Connect to the primary.";
          case "22P05" ->
              "The database's encoding cannot represent this text: "
                  + said
                  + ". Nothing was changed.";
          case "22023" ->
              "The server rejected a setting: " + said + ". Check --role and --time-zone.";
          default -> "";
        };
    if (ServerSaid.isEnd(e)) {
      return new PostcarException.Connection(
          "The connection was lost: "
              + said
              + ".\nState: nothing was changed.\nNext: rerun the command once the server answers.",
          e);
    }
    if (text.isEmpty()) {
      text =
          "The bookkeeping in schema " + schema + " cannot be used: " + said + " (" + state + ")";
    }
    return new PostcarException.Refusal(text, e, null);
  }
}
