package dev.postcar.schema;

import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.tukaani.xz.XZInputStream;

/** What needs libraries to read a dump; a plain one is read where they are missing. */
final class Decompression {

  private Decompression() {}

  /** That of the JDK passes over a last member that is cut off, or that a pipe brings later. */
  static InputStream gzip(InputStream in) throws IOException {
    return Gzip.of(in);
  }

  static InputStream xz(InputStream in) throws IOException {
    return Xz.of(in);
  }

  /** The JVM looks for the types of a whole class when it first uses it: so each has its own. */
  private static final class Gzip {
    static InputStream of(InputStream in) throws IOException {
      return GzipCompressorInputStream.builder()
          .setInputStream(in)
          .setDecompressConcatenated(true)
          .get();
    }
  }

  private static final class Xz {
    static InputStream of(InputStream in) throws IOException {
      return new XZInputStream(in);
    }
  }
}
