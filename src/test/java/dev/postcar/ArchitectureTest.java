package dev.postcar;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls between the rooms. */
@AnalyzeClasses(packages = "dev.postcar", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  @ArchTest static final ArchRule picocliStaysInCli = onlyIn("picocli..", "dev.postcar.cli..");

  /** What reads a script that was read before must do without. */
  @ArchTest
  static final ArchRule groovyStaysInItsReaders =
      noClasses()
          .that()
          .haveNameNotMatching(
              "dev.postcar.config.(GroovyConfig|ScriptOutline|TreeReader|ExpressionReader)(\\$.*)?")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("groovy..", "org.codehaus.groovy..", "org.apache.groovy..");

  @ArchTest
  static final ArchRule dotenvStaysInConfig =
      onlyIn("io.github.cdimascio..", "dev.postcar.config..");

  @ArchTest
  static final ArchRule classGraphStaysInSource =
      onlyIn("io.github.classgraph..", "dev.postcar.source..");

  @ArchTest static final ArchRule hikariStaysInRun = onlyIn("com.zaxxer..", "dev.postcar.run..");

  @ArchTest
  static final ArchRule jacksonStaysInReport = onlyIn("com.fasterxml..", "dev.postcar.report..");

  @ArchTest
  static final ArchRule unpackingStaysInSchema =
      onlyIn("org.apache.commons.compress..", "dev.postcar.schema..");

  @ArchTest static final ArchRule xzStaysInSchema = onlyIn("org.tukaani..", "dev.postcar.schema..");

  @ArchTest
  static final ArchRule onlyRunSpeaksTheDriversOwnProtocol =
      onlyIn("org.postgresql.core..", "dev.postcar.run..");

  @ArchTest
  static final ArchRule planIsPure =
      noClasses()
          .that()
          .resideInAPackage("dev.postcar.plan..")
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
          .resideInAPackage("dev.postcar.sql..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "dev.postcar.sql..");

  @ArchTest
  static final ArchRule nothingLooksBack =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.postcar.sql..",
              "dev.postcar.config..",
              "dev.postcar.source..",
              "dev.postcar.history..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.postcar.plan..",
              "dev.postcar.run..",
              "dev.postcar.cli..",
              "dev.postcar.schema..");

  @ArchTest
  static final ArchRule planDoesNotKnowRun =
      noClasses()
          .that()
          .resideInAPackage("dev.postcar.plan..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.postcar.run..", "dev.postcar.cli..", "dev.postcar.schema..");

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
