package dev.postcar.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives the tests of a class a database with all migrations applied.
 *
 * <p>Constructors, lifecycle methods and tests may have parameters of the types {@link
 * javax.sql.DataSource}, {@link java.sql.Connection}, {@link dev.postcar.Postcar} and {@link
 * MigrationAssertions}. Nested classes and subclasses inherit the annotation.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(PostcarExtension.class)
public @interface PostcarTest {

  /** How long a database is used. */
  enum Scope {
    /** Each test method has a database of its own. */
    METHOD,
    /** The tests of the annotated class, with its nested classes, share a database. */
    CLASS
  }

  /**
   * The packages that contain the migrations, as classes or SQL files on the class path.
   *
   * @return one or more packages, in the order in which they run
   */
  String[] packages();

  /**
   * How long a database is used.
   *
   * @return by default for one test method
   */
  Scope scope() default Scope.METHOD;

  /**
   * The server: a URL whose login may create databases.
   *
   * @return empty for {@link #server()}, else the configuration parameter or system property {@code
   *     postcar.test.url}, else an embedded server
   */
  String url() default "";

  /**
   * A class that starts a server, such as a container, and returns its URL with user and password.
   * It needs a constructor without parameters. It is called once per JVM.
   *
   * @return empty for none; at most one class
   */
  Class<? extends Supplier<String>>[] server() default {};

  /**
   * The schema of the bookkeeping.
   *
   * @return empty for the usual one
   */
  String namespace() default "";

  /**
   * The search_path that each migration starts with.
   *
   * @return empty for the database's
   */
  String searchPath() default "";

  /**
   * The TimeZone that each migration starts with.
   *
   * @return empty for the server's
   */
  String timeZone() default "";
}
