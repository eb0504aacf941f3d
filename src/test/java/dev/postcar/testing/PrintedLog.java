package dev.postcar.testing;

import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMDCAdapter;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * An SLF4J that prints to stdout; chosen by {@code -Dslf4j.provider}, and its level by {@code
 * log.level}.
 */
public final class PrintedLog implements SLF4JServiceProvider {

  /** For SLF4J. */
  public PrintedLog() {}

  @Override
  public ILoggerFactory getLoggerFactory() {
    return Printing::new;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return new BasicMarkerFactory();
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return new BasicMDCAdapter();
  }

  @Override
  public String getRequestedApiVersion() {
    return "2.0.99";
  }

  @Override
  public void initialize() {}

  private static final class Printing extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1L;

    Printing(String name) {
      this.name = name;
    }

    @Override
    protected String getFullyQualifiedCallerName() {
      return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
        Level level, Marker marker, String message, Object[] arguments, Throwable thrown) {
      System.out.println(
          level + " " + name + " " + MessageFormatter.basicArrayFormat(message, arguments));
    }

    private static boolean is(Level level) {
      return level.toInt() >= Level.valueOf(System.getProperty("log.level", "INFO")).toInt();
    }

    @Override
    public boolean isTraceEnabled() {
      return is(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
      return is(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
      return is(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
      return is(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
      return is(Level.ERROR);
    }
  }
}
