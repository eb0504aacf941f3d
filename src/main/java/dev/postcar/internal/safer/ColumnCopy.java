package dev.postcar.internal.safer;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A column under another name or of another type: a second column is kept equal by a trigger,
 * filled in batches, gets the indexes and checks of the first, and takes its place.
 *
 * <p>The catalog ends the same, but for the place of the column: it comes last.
 */
final class ColumnCopy {

  private final Seen seen;
  private final ColumnFacts was;
  private final ColumnFacts is;
  private final String table;
  private final String copy;
  private final boolean renamed;
  private final List<Piece> pieces = new ArrayList<>();
  private final List<String> swapIn = new ArrayList<>();
  private final List<String> swapBack = new ArrayList<>();

  private ColumnCopy(Seen seen, ColumnFacts was, ColumnFacts is) {
    this.seen = seen;
    this.was = was;
    this.is = is;
    this.table = seen.name(was.table());
    this.renamed = !was.name().equals(is.name());
    this.copy = renamed ? is.name() : ConstraintForms.temporary(was.name(), "_copy");
  }

  /** The form, or what stands in its way. */
  static Rewrite of(Seen seen) {
    ColumnFacts was = seen.changedColumn();
    if (was == null) {
      return Rewrite.none("one column at a time: write a statement for each");
    }
    ColumnFacts is = seen.after().columns().get(was.identity());
    TableFacts table = seen.table(was.table());
    if (seen.action().says("\\busing\\b")) {
      return Rewrite.none("the values come from USING: plan a new column with a trigger yourself");
    } else if (!was.users().isEmpty()) {
      return Rewrite.none(
          "%s is used by %s: these would have to move too"
              .formatted(was.name(), was.users().replace("rule _RETURN on ", "")));
    } else if (!was.serial().isEmpty() || !was.generated().isEmpty() || was.special()) {
      return Rewrite.none(
          was.name() + " is generated, an identity, or has options or privileges of its own");
    } else if (was.value().contains("nextval(") || table.heir() || table.kind() != 'r') {
      return Rewrite.none(
          was.name() + " has a sequence, or its table has partitions or others that inherit");
    }
    for (IndexFacts index : seen.before().indexes().values()) {
      if (index.table() == was.table() && index.columns().contains(was.number()) && index.rules()) {
        return Rewrite.none(was.name() + " is part of a key: its index would have to move too");
      }
    }
    return new ColumnCopy(seen, was, is).rewrite();
  }

  private Rewrite rewrite() {
    String obstacle = DataForms.obstacle(seen, seen.table(was.table()));
    if (obstacle != null) {
      return Rewrite.none(obstacle);
    }
    String fill =
        DataForms.batch(
            seen.table(was.table()),
            "update %s set %s = %s".formatted(table, copy, was.name()),
            "%s is null and %s is not null".formatted(copy, was.name()));
    ColumnFacts column =
        new ColumnFacts(
            0, 0, copy, is.type(), false, "", "", "", true, is.collation(), null, "", false);
    String alter = "alter table " + table;
    pieces.add(
        Piece.brief(
            "AddColumn",
            alter + " add column " + column.declared() + ";\n" + trigger(),
            dropTrigger() + ";\n" + alter + " drop column " + copy));
    pieces.add(Piece.batches(fill, Piece.NOTHING));
    swap(alter);
    indexes();
    checks(alter);
    notNull(alter);
    if (is.comment() != null) {
      comment();
    }
    String code =
        renamed
            ? "code that uses %s.%s instead of %s".formatted(table, is.name(), was.name())
            : "code that works with %s.%s as %s".formatted(table, was.name(), is.type());
    pieces.add(Piece.brief("", IndexForms.lines(swapIn), IndexForms.lines(swapBack)).after(code));
    return Rewrite.of(pieces);
  }

  private void swap(String alter) {
    swapIn.add(dropTrigger());
    swapIn.add(alter + " drop column " + was.name());
    if (!renamed) {
      swapIn.add("%s rename column %s to %s".formatted(alter, copy, is.name()));
      swapBack.add("%s rename column %s to %s".formatted(alter, is.name(), copy));
    }
    if (!is.value().isEmpty()) {
      swapIn.add("%s alter column %s set default %s".formatted(alter, is.name(), is.value()));
      swapBack.add("%s alter column %s drop default".formatted(alter, copy));
    }
    swapBack.add(
        "%s add column %s%s"
            .formatted(
                alter, was.declared(), was.value().isEmpty() ? "" : " default " + was.value()));
    swapBack.add("update %s set %s = %s".formatted(table, was.name(), copy));
    swapBack.add(trigger());
  }

  private void indexes() {
    for (IndexFacts index : seen.before().indexes().values()) {
      if (index.table() != was.table() || !index.columns().contains(was.number())) {
        continue;
      }
      String temporary = ConstraintForms.temporary(index.bare(), "_copy");
      String schema = seen.table(was.table()).schema();
      pieces.add(
          Piece.outside(
              "Index",
              copied(index.concurrentlyAs(temporary)),
              "drop index concurrently " + schema + "." + temporary));
      swapIn.add("alter index %s.%s rename to %s".formatted(schema, temporary, index.bare()));
      swapBack.add("alter index %s rename to %s".formatted(index.name(), temporary));
      swapBack.add(index.definition());
    }
  }

  private void checks(String alter) {
    for (ConstraintFacts rule : seen.before().rules().values()) {
      if (rule.table() != was.table()
          || !rule.kind().equals("c")
          || !rule.columns().contains(was.number())) {
        continue;
      }
      String temporary = ConstraintForms.temporary(rule.name(), "_copy");
      addCheck(alter, temporary, copied(rule.definition()));
      swapIn.add("%s rename constraint %s to %s".formatted(alter, temporary, rule.name()));
      swapBack.add("%s rename constraint %s to %s".formatted(alter, rule.name(), temporary));
      swapBack.add("%s add constraint %s %s".formatted(alter, rule.name(), rule.definition()));
    }
  }

  private void addCheck(String alter, String name, String definition) {
    String add = ConstraintForms.notValid(table, name, definition);
    String drop = "%s drop constraint %s".formatted(alter, name);
    pieces.add(Piece.brief("Check", add, drop));
    pieces.add(
        Piece.brief(
            "CheckValidate",
            "%s validate constraint %s".formatted(alter, name),
            drop + ";\n" + add));
  }

  private void notNull(String alter) {
    if (!is.notNull()) {
      return;
    }
    String check = ConstraintForms.temporary(copy, "_there");
    String definition = "check (%s is not null)".formatted(copy);
    addCheck(alter, check, definition);
    swapIn.add("%s alter column %s set not null".formatted(alter, is.name()));
    swapIn.add("%s drop constraint %s".formatted(alter, check));
    swapBack.add(0, "%s alter column %s drop not null".formatted(alter, is.name()));
    swapBack.add("%s add constraint %s %s".formatted(alter, check, definition));
    swapBack.add("%s alter column %s set not null".formatted(alter, was.name()));
  }

  private void comment() {
    String comment = " is " + dev.postcar.internal.sql.Quote.literal(is.comment());
    swapIn.add("comment on column %s.%s%s".formatted(table, is.name(), comment));
    swapBack.add("comment on column %s.%s is null".formatted(table, copy));
    swapBack.add("comment on column %s.%s%s".formatted(table, was.name(), comment));
  }

  private String copied(String definition) {
    int from = Math.max(0, definition.indexOf(" USING "));
    return definition.substring(0, from)
        + definition
            .substring(from)
            .replaceAll(
                "(?<![\\w\"$.'])" + Pattern.quote(was.name()) + "(?![\\w\"$(])",
                Matcher.quoteReplacement(copy));
  }

  private String function() {
    String bare = seen.table(was.table()).bare();
    String plain = (bare + "_" + was.name() + "_copy").replace("\"", "");
    return seen.table(was.table()).schema()
        + "."
        + dev.postcar.internal.sql.Quote.identifier(plain);
  }

  private String trigger() {
    String body =
        renamed
            ? """
              begin
                if tg_op = 'INSERT' then
                  if new.%2$s is null then new.%2$s := new.%1$s; else new.%1$s := new.%2$s; end if;
                elsif new.%1$s is distinct from old.%1$s then
                  new.%2$s := new.%1$s;
                elsif new.%2$s is distinct from old.%2$s then
                  new.%1$s := new.%2$s;
                end if;
                return new;
              end"""
            : """
              begin
                new.%2$s := new.%1$s;
                return new;
              end""";
    return """
    create function %s() returns trigger language plpgsql as $copy$
    %s
    $copy$;
    create trigger postcar_copy before insert or update on %s for each row execute function %1$s()"""
        .formatted(function(), body.formatted(was.name(), copy), table);
  }

  private String dropTrigger() {
    return "drop trigger postcar_copy on %s;\ndrop function %s()".formatted(table, function());
  }
}
