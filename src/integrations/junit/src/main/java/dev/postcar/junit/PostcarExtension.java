package dev.postcar.junit;

import dev.postcar.AllowHazard;
import dev.postcar.Postcar;
import java.lang.reflect.AnnotatedElement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.AssertionFailedError;

/** Prepares the template before a class, and resolves the parameters of its tests. */
final class PostcarExtension implements BeforeAllCallback, ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(PostcarExtension.class);
  private static final Set<Class<?>> TYPES =
      Set.of(DataSource.class, Connection.class, Postcar.class, MigrationAssertions.class);

  /** What is left of the last tests is dropped when JUnit is done. */
  private record Drain() implements AutoCloseable {
    @Override
    public void close() {
      TestServer.drainAll();
    }
  }

  /** The connection of one test, opened again if the test has closed it. */
  private static final class OneConnection implements AutoCloseable {
    private final DataSource database;
    private Connection connection;

    OneConnection(DataSource database) {
      this.database = database;
    }

    synchronized Connection get() throws SQLException {
      if (connection == null || connection.isClosed()) {
        connection = database.getConnection();
      }
      return connection;
    }

    @Override
    public synchronized void close() throws SQLException {
      if (connection != null) {
        connection.close();
      }
    }
  }

  /** Needed so that JUnit can make one. */
  PostcarExtension() {}

  @Override
  public void beforeAll(ExtensionContext context) {
    context.getRoot().getStore(NAMESPACE).getOrComputeIfAbsent(Drain.class, key -> new Drain());
    prepared(context, () -> server(context).template(migrations(context)));
  }

  @Override
  public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
    return ExtensionContextScope.TEST_METHOD;
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return TYPES.contains(parameter.getParameter().getType());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    if (type == MigrationAssertions.class) {
      return prepared(
          context,
          () -> new MigrationAssertions(server(context), migrations(context), allowed(context)));
    }
    TestDatabase database = database(context);
    if (type == DataSource.class) {
      return database;
    }
    Store store = context.getStore(NAMESPACE);
    String key = type.getName() + " of " + context.getUniqueId();
    if (type == Postcar.class) {
      return store.getOrComputeIfAbsent(key, same -> database.postcar(migrations(context)));
    }
    try {
      return store
          .getOrComputeIfAbsent(key, same -> new OneConnection(database), OneConnection.class)
          .get();
    } catch (SQLException e) {
      throw new ParameterResolutionException("Cannot connect to " + database + ": " + e, e);
    }
  }

  /**
   * The database of the test, or of the annotated class; dropped when that one's store is closed.
   */
  private static TestDatabase database(ExtensionContext context) {
    ExtensionContext owner = context;
    if (annotation(context).scope() == PostcarTest.Scope.CLASS) {
      while (owner.getTestMethod().isPresent()
          || declared(owner.getRequiredTestClass()).isEmpty()) {
        owner = owner.getParent().orElseThrow();
      }
    } else if (context.getTestMethod().isEmpty()) {
      throw new ParameterResolutionException(
          "%s: a parameter outside a test method needs a database of the class.\nNext: add scope = Scope.CLASS to @PostcarTest."
              .formatted(context.getRequiredTestClass().getName()));
    }
    String key = "database of " + owner.getUniqueId();
    return owner
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            key,
            same -> prepared(context, () -> server(context).template(migrations(context)).take()),
            TestDatabase.class);
  }

  /** The same failure for each class, short: the stack trace is of no use. */
  private static <T> T prepared(ExtensionContext context, Supplier<T> work) {
    try {
      return work.get();
    } catch (PreparationFailure e) {
      AssertionFailedError failure =
          new AssertionFailedError(
              "@PostcarTest on %s: %s"
                  .formatted(context.getRequiredTestClass().getName(), e.getMessage()),
              e.getCause());
      failure.setStackTrace(new StackTraceElement[0]);
      throw failure;
    }
  }

  private static TestServer server(ExtensionContext context) {
    PostcarTest test = annotation(context);
    if (!test.url().isEmpty()) {
      return TestServer.of(test.url());
    }
    if (test.server().length > 0) {
      return TestServer.of(test.server()[0]);
    }
    return TestServer.of(context.getConfigurationParameter("postcar.test.url").orElse(""));
  }

  private static MigrationSet migrations(ExtensionContext context) {
    return MigrationSet.of(annotation(context), context.getRequiredTestClass());
  }

  private static Optional<PostcarTest> declared(Class<?> type) {
    return AnnotationSupport.findAnnotation(type, PostcarTest.class);
  }

  private static PostcarTest annotation(ExtensionContext context) {
    return enclosing(context.getRequiredTestClass()).stream()
        .flatMap(type -> declared(type).stream())
        .findFirst()
        .orElseThrow();
  }

  /** What allows hazards: the test and its classes. */
  private static List<AllowHazard> allowed(ExtensionContext context) {
    List<AnnotatedElement> places = new ArrayList<>(enclosing(context.getRequiredTestClass()));
    context.getTestMethod().ifPresent(places::add);
    return places.stream()
        .flatMap(
            one -> AnnotationSupport.findRepeatableAnnotations(one, AllowHazard.class).stream())
        .toList();
  }

  /** A class, and the ones it is nested in. */
  private static List<Class<?>> enclosing(Class<?> type) {
    List<Class<?>> classes = new ArrayList<>();
    for (Class<?> one = type; one != null; one = one.getEnclosingClass()) {
      classes.add(one);
      if (!AnnotationSupport.isAnnotated(one, Nested.class)) {
        break;
      }
    }
    return classes;
  }
}
