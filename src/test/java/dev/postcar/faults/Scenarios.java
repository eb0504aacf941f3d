package dev.postcar.faults;

import dev.postcar.faults.Scenario.Kind;
import dev.postcar.faults.Scenario.Prepared;
import java.util.ArrayList;
import java.util.List;

/** Every command line of the sweep. */
final class Scenarios {

  private static final SweepPackage SHOP = SweepPackages.SHOP;
  private static final SweepPackage SEEN = SweepPackages.SEEN;
  private static final List<String> MIGRATE = List.of("migrate");
  private static final Prepared ALL = new Prepared(SHOP, MIGRATE);

  private Scenarios() {}

  static List<Scenario> all(boolean bouncer) {
    List<Scenario> all = new ArrayList<>(transactional());
    if (bouncer) {
      all.addAll(transactional().stream().map(Scenario::throughPooler).toList());
    }
    all.add(
        new Scenario(
            "restore",
            Kind.RESTORE,
            new SweepPackage("none", List.of()),
            List.of(),
            List.of("restore", "dump.sql"),
            List.of("restore", "dump.sql"),
            false));
    SweepKinds.all().forEach(kind -> all.addAll(outside(kind)));
    return all;
  }

  private static List<Scenario> transactional() {
    SweepPackage edited =
        SHOP.with("M0005_Review", one -> one.with(false, 1, "comment on table review is 'edited'"));
    SweepPackage wider = SEEN.withView("Readers", changedReaders());
    return List.of(
        forward("migrate", SHOP, List.of(), "migrate"),
        forward("migrate in one", SHOP, List.of(), "migrate", "--single-transaction"),
        forward("migrate one by one", SHOP, List.of(), "migrate", "--no-pipeline"),
        forward("migrate to", SHOP, List.of(), "migrate", "--to", "M0003_Touch"),
        forward(
            "migrate the rest",
            SHOP,
            List.of(new Prepared(SHOP, List.of("migrate", "--to", "M0002_Book"))),
            "migrate"),
        back("rollback", "M0006_Stars", "rollback"),
        back("rollback ID", "M0006_Stars", "rollback", "M0007_Sum"),
        back("rollback steps", "M0004_Fill", "rollback", "--steps", "3", "--yes"),
        back("rollback to", "M0002_Book", "rollback", "--to", "M0002_Book", "--yes"),
        back("rollback all", null, "rollback", "--all", "--yes"),
        back(
            "rollback in one",
            "M0004_Fill",
            "rollback",
            "--steps",
            "3",
            "--yes",
            "--single-transaction"),
        single("mark", List.of(), SHOP, "mark", "M0001_Author", "M0002_Book"),
        single("mark all", List.of(), SHOP, "mark", "--all"),
        single("skip", List.of(), SHOP, "skip", "M0001_Author"),
        single("accept", List.of(ALL), edited, "accept", "M0005_Review"),
        forward("create views", SEEN, List.of(), "migrate"),
        forward(
            "rebuild views",
            SEEN,
            List.of(new Prepared(SEEN, List.of("migrate", "--to", "M0002_Loan"))),
            "migrate"),
        forward("change views", wider, List.of(new Prepared(SEEN, MIGRATE)), "migrate"),
        new Scenario(
            "rollback with views",
            Kind.BACK,
            SEEN,
            List.of(new Prepared(SEEN, MIGRATE)),
            List.of("rollback", "--steps", "3", "--yes"),
            List.of("rollback", "--to", "M0001_Reader", "--yes"),
            false));
  }

  private static String changedReaders() {
    return SweepPackages.view(
        "Readers", "@Since(M0001_Reader.class)", "readers", "select id, name, active from reader");
  }

  private static List<Scenario> outside(SweepPackage kind) {
    SweepPackage open = kind.with("M0002_Kind", SweepMigration::endingOpen);
    SweepPackage broken =
        kind.with("M0002_Kind", one -> one.with(false, one.forward().size() - 1, "select 1 / 0"));
    List<Scenario> scenarios = new ArrayList<>();
    scenarios.add(forward(kind.name(), kind, List.of(), "migrate"));
    scenarios.add(forward(kind.name() + ", open", open, List.of(), "migrate"));
    scenarios.add(
        new Scenario(
            kind.name() + ", back",
            Kind.BACK,
            kind,
            List.of(new Prepared(kind, MIGRATE)),
            List.of("rollback", "--all", "--yes"),
            List.of("rollback", "--all", "--yes"),
            false));
    scenarios.add(
        single(
            kind.name() + ", resume",
            List.of(new Prepared(broken, MIGRATE)),
            kind,
            "resume",
            "M0002_Kind"));
    return scenarios;
  }

  private static Scenario forward(
      String name, SweepPackage sources, List<Prepared> prepared, String... args) {
    return new Scenario(name, Kind.FORWARD, sources, prepared, List.of(args), List.of(args), false);
  }

  private static Scenario back(String name, String down, String... args) {
    List<String> again =
        down == null
            ? List.of("rollback", "--all", "--yes")
            : List.of("rollback", "--to", down, "--yes");
    return new Scenario(name, Kind.BACK, SHOP, List.of(ALL), List.of(args), again, false);
  }

  private static Scenario single(
      String name, List<Prepared> prepared, SweepPackage sources, String... args) {
    return new Scenario(name, Kind.SINGLE, sources, prepared, List.of(args), List.of(args), false);
  }
}
