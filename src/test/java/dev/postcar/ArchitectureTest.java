package dev.postcar;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls between the rooms. */
@AnalyzeClasses(packages = "dev.postcar", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  private static final String INTERNAL = "dev.postcar.internal.";

  @ArchTest static final ArchRule picocliStaysInCli = onlyIn("picocli..", "dev.postcar.cli..");

  @ArchTest
  static final ArchRule groovyStaysInItsReaders =
      noClasses()
          .that()
          .haveNameNotMatching(INTERNAL + "config.groovy.(GroovyConfig|ScriptOutline)(\\$.*)?")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("groovy..", "org.codehaus.groovy..", "org.apache.groovy..");

  @ArchTest
  static final ArchRule dotenvStaysInConfig = onlyIn("io.github.cdimascio..", INTERNAL + "config");

  @ArchTest
  static final ArchRule classGraphStaysInSource =
      onlyIn("io.github.classgraph..", INTERNAL + "source");

  @ArchTest
  static final ArchRule hikariStaysInSession = onlyIn("com.zaxxer..", INTERNAL + "session");

  @ArchTest
  static final ArchRule jacksonStaysInReport = onlyIn("com.fasterxml..", INTERNAL + "report");

  /** What is composed keeps its flags; a program reads it with methods in their place. */
  @ArchTest
  static final ArchRule messagesAreTranslatedOnce =
      noClasses()
          .that()
          .resideInAnyPackage(INTERNAL + ".", "dev.postcar.cli..")
          .should()
          .callMethodWhere(
              target(name("getMessage")).and(target(owner(assignableTo(PostcarException.class)))));

  @ArchTest
  static final ArchRule unpackingStaysInTwoRooms =
      noClasses()
          .that()
          .resideOutsideOfPackages(INTERNAL + "scratch", INTERNAL + "restore")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.commons.compress..", "org.tukaani..");

  @ArchTest
  static final ArchRule onlySessionSpeaksTheDriversOwnProtocol =
      onlyIn("org.postgresql.core..", INTERNAL + "session");

  @ArchTest
  static final ArchRule planIsPure =
      noClasses()
          .that()
          .resideInAPackage(INTERNAL + "plan")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "javax.sql..", "java.io..", "java.nio..", "java.net..");

  @ArchTest
  static final ArchRule cliHasNoConnections =
      noClasses()
          .that()
          .resideInAPackage("dev.postcar.cli..")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.sql.Connection");

  @ArchTest
  static final ArchRule sqlUsesNothing =
      classes()
          .that()
          .resideInAPackage(INTERNAL + "sql")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", INTERNAL + "sql");

  /** Each room uses those before it alone; what stands in one line is side by side. */
  @ArchTest
  static final ArchRule arrowsRunDownwards =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("words")
          .definedBy(INTERNAL + "sql", INTERNAL + "os", INTERNAL + "monitor")
          .layer("config")
          .definedBy(INTERNAL + "config..")
          .layer("source")
          .definedBy(INTERNAL + "source")
          .layer("source.edit")
          .definedBy(INTERNAL + "source.edit")
          .layer("history")
          .definedBy(INTERNAL + "history")
          .layer("plan")
          .definedBy(INTERNAL + "plan")
          .layer("session")
          .definedBy(INTERNAL + "session")
          .layer("run")
          .definedBy(INTERNAL + "run")
          .layer("catalog")
          .definedBy(INTERNAL + "catalog")
          .layer("scratch")
          .definedBy(INTERNAL + "scratch")
          .layer("tools")
          .definedBy(
              INTERNAL + "restore",
              INTERNAL + "check",
              INTERNAL + "trace",
              INTERNAL + "rehearse",
              INTERNAL + "safer",
              INTERNAL + "sampledata")
          .layer("imports")
          .definedBy(INTERNAL + "imports")
          .layer("operation")
          .definedBy(INTERNAL + "operation")
          .layer("fleet")
          .definedBy(INTERNAL + "fleet")
          .whereLayer("config")
          .mayOnlyBeAccessedByLayers(
              "source",
              "session",
              "run",
              "scratch",
              "tools",
              "imports",
              "source.edit",
              "operation",
              "fleet")
          .whereLayer("source")
          .mayOnlyBeAccessedByLayers("source.edit", "plan", "run", "tools", "operation", "fleet")
          .whereLayer("source.edit")
          .mayOnlyBeAccessedByLayers("imports", "operation")
          .whereLayer("imports")
          .mayOnlyBeAccessedByLayers("operation")
          .whereLayer("history")
          .mayOnlyBeAccessedByLayers("plan", "session", "run", "operation", "fleet")
          .whereLayer("plan")
          .mayOnlyBeAccessedByLayers("run", "tools", "operation")
          .whereLayer("session")
          .mayOnlyBeAccessedByLayers("run", "scratch", "tools", "operation", "fleet")
          .whereLayer("run")
          .mayOnlyBeAccessedByLayers("tools", "operation")
          .whereLayer("catalog")
          .mayOnlyBeAccessedByLayers("operation")
          .whereLayer("scratch")
          .mayOnlyBeAccessedByLayers("operation")
          .whereLayer("tools")
          .mayOnlyBeAccessedByLayers("operation")
          .whereLayer("operation")
          .mayOnlyBeAccessedByLayers("fleet")
          .whereLayer("fleet")
          .mayNotBeAccessedByAnyLayer();

  @ArchTest
  static final ArchRule nothingBelowUsesPostcar =
      noClasses()
          .that()
          .resideInAPackage(INTERNAL + ".")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("dev.postcar.Postcar");

  /** What a migration imports must not bring more along. */
  @ArchTest
  static final ArchRule resultsAreData =
      noClasses()
          .that()
          .resideInAPackage("dev.postcar.result")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(INTERNAL + ".");

  @ArchTest
  static final ArchRule nobodyUsesTheCommandLine =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.postcar.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.postcar.cli..");

  @ArchTest
  static final ArchRule noVagueNames =
      noClasses()
          .should()
          .haveSimpleNameEndingWith("Util")
          .orShould()
          .haveSimpleNameEndingWith("Utils")
          .orShould()
          .haveSimpleNameEndingWith("Helper")
          .orShould()
          .haveSimpleNameEndingWith("Manager")
          .orShould()
          .haveSimpleNameEndingWith("Impl")
          .orShould()
          .haveSimpleNameEndingWith("Factory")
          .orShould()
          .haveSimpleNameStartingWith("Abstract");

  private static ArchRule onlyIn(String library, String room) {
    return noClasses()
        .that()
        .resideOutsideOfPackage(room)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library);
  }
}
