package dev.postcar.internal.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.postcar.PostcarException;
import dev.postcar.result.TableStats;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads back the sizes of tables, as {@link Json} writes them. */
public final class StatsText {

  private StatsText() {}

  /**
   * Reads a document.
   *
   * @throws PostcarException.Configuration if that is no such document
   */
  public static TableStats parse(String text, String origin) {
    try (JsonParser parser = new JsonFactory().createParser(text)) {
      expect(parser.nextToken(), JsonToken.START_OBJECT);
      List<TableStats.Table> tables = null;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean isTables = parser.currentName().equals("tables");
        JsonToken value = parser.nextToken();
        if (isTables) {
          expect(value, JsonToken.START_ARRAY);
          tables = tables(parser);
        } else {
          parser.skipChildren();
        }
      }
      if (tables == null) {
        throw new IllegalArgumentException("it has no \"tables\"");
      }
      return new TableStats(tables);
    } catch (IOException | IllegalArgumentException | ArithmeticException e) {
      throw new PostcarException.Configuration(
          "--stats: %s was not written by --write-stats: %s."
              .formatted(origin, String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
          e);
    }
  }

  private static List<TableStats.Table> tables(JsonParser parser) throws IOException {
    List<TableStats.Table> tables = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      expect(parser.currentToken(), JsonToken.START_OBJECT);
      tables.add(table(parser));
    }
    return tables;
  }

  private static TableStats.Table table(JsonParser parser) throws IOException {
    String relation = null;
    Map<String, Long> numbers = new HashMap<>();
    List<TableStats.Column> columns = new ArrayList<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (name.equals("relation")) {
        expect(value, JsonToken.VALUE_STRING);
        relation = parser.getText();
      } else if (name.equals("columns")) {
        expect(value, JsonToken.START_ARRAY);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          columns.add(column(parser));
        }
      } else if (value == JsonToken.VALUE_NUMBER_INT) {
        numbers.put(name, parser.getLongValue());
      } else {
        parser.skipChildren();
      }
    }
    if (relation == null) {
      throw new IllegalArgumentException("a table has no \"relation\"");
    }
    return new TableStats.Table(
        relation,
        numbers.getOrDefault("bytes", 0L),
        numbers.getOrDefault("rows", 0L),
        numbers.getOrDefault("reads", 0L),
        numbers.getOrDefault("writes", 0L),
        columns);
  }

  private static TableStats.Column column(JsonParser parser) throws IOException {
    expect(parser.currentToken(), JsonToken.START_OBJECT);
    String column = "";
    Map<String, Long> numbers = new HashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      if (parser.nextToken() == JsonToken.VALUE_NUMBER_INT) {
        numbers.put(name, parser.getLongValue());
      } else if (name.equals("name")) {
        column = parser.getText();
      } else {
        parser.skipChildren();
      }
    }
    return new TableStats.Column(
        column,
        Math.toIntExact(numbers.getOrDefault("width", 0L)),
        numbers.getOrDefault("distinct", 0L),
        numbers.getOrDefault("nulls", 0L));
  }

  private static void expect(JsonToken token, JsonToken expected) {
    if (token != expected) {
      throw new IllegalArgumentException(
          "expected " + expected + ", found " + (token == null ? "the end" : token));
    }
  }
}
