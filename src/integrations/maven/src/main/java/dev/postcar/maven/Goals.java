package dev.postcar.maven;

import static org.apache.maven.plugins.annotations.LifecyclePhase.PRE_INTEGRATION_TEST;
import static org.apache.maven.plugins.annotations.LifecyclePhase.VERIFY;
import static org.apache.maven.plugins.annotations.ResolutionScope.TEST;

import org.apache.maven.plugins.annotations.Mojo;

/**
 * Applies the pending migrations. Options: {@code to}, {@code steps}, {@code plan}, {@code
 * dry-run}, {@code single-transaction}.
 */
@Mojo(
    name = "migrate",
    defaultPhase = PRE_INTEGRATION_TEST,
    requiresDependencyResolution = TEST,
    threadSafe = true)
final class MigrateMojo extends PostcarMojo {}

/**
 * Undoes the last applied migration, or the one named by {@code -Dpostcar.id}. Options: {@code to},
 * {@code steps}, {@code all}, {@code plan}, {@code dry-run}, {@code single-transaction}, {@code
 * yes}. More than one needs {@code -Dpostcar.yes}.
 */
@Mojo(name = "rollback", requiresDependencyResolution = TEST, threadSafe = true)
final class RollbackMojo extends PostcarMojo {}

/** Lists every migration and view with its state. Options: {@code pending}, {@code state}. */
@Mojo(name = "status", requiresDependencyResolution = TEST, threadSafe = true)
final class StatusMojo extends PostcarMojo {}

/**
 * Writes the skeleton of the next migration, named by {@code -Dpostcar.name}, into the source
 * directory of the project, or as a SQL file into its resource directory. Options: {@code package},
 * {@code kind}, {@code format}, {@code timestamp}.
 */
@Mojo(name = "new", requiresDependencyResolution = TEST, threadSafe = true)
final class NewMojo extends PostcarMojo {}

/** Lists what was done in the database. Options: {@code failed}, {@code limit}. */
@Mojo(name = "log", requiresDependencyResolution = TEST, threadSafe = true)
final class LogMojo extends PostcarMojo {}

/** Shows the migration named by {@code -Dpostcar.id}: its SQL, its history and its last error. */
@Mojo(name = "show", requiresDependencyResolution = TEST, threadSafe = true)
final class ShowMojo extends PostcarMojo {}

/** Prints the dependencies of the migrations for Mermaid or Graphviz. Options: {@code format}. */
@Mojo(name = "graph", requiresDependencyResolution = TEST, threadSafe = true)
final class GraphMojo extends PostcarMojo {}

/** Lists every setting, its value and where it came from. */
@Mojo(name = "config", requiresDependencyResolution = TEST, threadSafe = true)
final class ConfigMojo extends PostcarMojo {}

/**
 * Continues the interrupted migration named by {@code -Dpostcar.id}. Options: {@code done}, {@code
 * rerun}.
 */
@Mojo(name = "resume", requiresDependencyResolution = TEST, threadSafe = true)
final class ResumeMojo extends PostcarMojo {}

/**
 * Records migrations as applied without running them: the one named by {@code -Dpostcar.id}, or by
 * options. Options: {@code to}, {@code all}.
 */
@Mojo(name = "mark", requiresDependencyResolution = TEST, threadSafe = true)
final class MarkMojo extends PostcarMojo {}

/** Skips the next pending migration, or the one named by {@code -Dpostcar.id}. */
@Mojo(name = "skip", requiresDependencyResolution = TEST, threadSafe = true)
final class SkipMojo extends PostcarMojo {}

/** Records the changed SQL of the applied migration named by {@code -Dpostcar.id}. */
@Mojo(name = "accept", requiresDependencyResolution = TEST, threadSafe = true)
final class AcceptMojo extends PostcarMojo {}

/**
 * Renames the pending migration named by {@code -Dpostcar.id} to the next free number, in the
 * sources of the project. Options: {@code timestamp}.
 */
@Mojo(name = "renumber", requiresDependencyResolution = TEST, threadSafe = true)
final class RenumberMojo extends PostcarMojo {}

/** Checks the migrations without a database. Options: {@code against}, {@code write}. */
@Mojo(name = "check", defaultPhase = VERIFY, requiresDependencyResolution = TEST, threadSafe = true)
final class CheckMojo extends PostcarMojo {}

/**
 * Runs the migrations forward, back and forward on a scratch PostgreSQL. Options: {@code from},
 * {@code only}, {@code strict}.
 */
@Mojo(
    name = "verify",
    defaultPhase = VERIFY,
    requiresDependencyResolution = TEST,
    threadSafe = true)
final class VerifyMojo extends PostcarMojo {}

/**
 * Runs the pending migrations on a scratch PostgreSQL and reports locks, rewrites, scans and
 * hazards. Options: {@code all}, {@code fail-on}, {@code stats}, {@code write-stats}.
 */
@Mojo(name = "trace", defaultPhase = VERIFY, requiresDependencyResolution = TEST, threadSafe = true)
final class TraceMojo extends PostcarMojo {}

/**
 * Runs the pending migrations, or those from {@code -Dpostcar.id} on, under traffic on a scratch
 * PostgreSQL. Options: {@code rows}, {@code like}, {@code dump}, {@code database}, {@code yes},
 * {@code load}, {@code clients}, {@code rate}, {@code seconds}, {@code seed}, {@code fail-on}.
 */
@Mojo(name = "rehearse", requiresDependencyResolution = TEST, threadSafe = true)
final class RehearseMojo extends PostcarMojo {}

/** Compares the live schema with what the applied migrations build. */
@Mojo(name = "drift", defaultPhase = VERIFY, requiresDependencyResolution = TEST, threadSafe = true)
final class DriftMojo extends PostcarMojo {}

/**
 * Shows the pending migration {@code -Dpostcar.id} in a form that blocks nobody for long, with a
 * proof. Options: {@code write}.
 */
@Mojo(name = "safer", requiresDependencyResolution = TEST, threadSafe = true)
final class SaferMojo extends PostcarMojo {}

/**
 * Replaces the migrations {@code -Dpostcar.first} to {@code -Dpostcar.last} with one, in the
 * sources of the project; {@code -Dpostcar.name} names it.
 */
@Mojo(name = "squash", requiresDependencyResolution = TEST, threadSafe = true)
final class SquashMojo extends PostcarMojo {}

/** Waits until the database answers and nothing is pending. Options: {@code for}. */
@Mojo(name = "wait", requiresDependencyResolution = TEST, threadSafe = true)
final class WaitMojo extends PostcarMojo {}

/**
 * Runs the command named by {@code -Dpostcar.operation} on all targets of the fleet. Options:
 * {@code parallel}, {@code per-server}, {@code canary}, {@code max-failures}, {@code then-pause},
 * {@code targets}, {@code except-targets}, {@code shard}, {@code to}, {@code yes-targets}, {@code
 * for}.
 */
@Mojo(name = "fleet", requiresDependencyResolution = TEST, threadSafe = true)
final class FleetMojo extends PostcarMojo {}

/** Loads the dump {@code -Dpostcar.dump} into an empty database. Options: {@code with}. */
@Mojo(name = "restore", requiresDependencyResolution = TEST, threadSafe = true)
final class RestoreMojo extends PostcarMojo {}

/**
 * Writes the migrations of another tool ({@code -Dpostcar.tool=flyway}) in the directory {@code
 * -Dpostcar.dir} as migrations of the project. Options: {@code check-only}, {@code format}, {@code
 * history}, {@code package}, {@code placeholder}, {@code table}, {@code unproved}.
 */
@Mojo(name = "import", requiresDependencyResolution = TEST, threadSafe = true)
final class ImportMojo extends PostcarMojo {}
