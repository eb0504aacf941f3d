package dev.postcar.internal.restore;

import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.tukaani.xz.MemoryLimitException;
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
      return new LimitedXz(in);
    }
  }

  /** The dictionary's size stands in each block: a few bytes can ask for gigabytes. */
  private static final class LimitedXz extends XZInputStream {
    private static final int KIBIBYTES =
        (int) Math.min(256 * 1024, Runtime.getRuntime().maxMemory() / 2 / 1024);

    LimitedXz(InputStream in) throws IOException {
      super(in, KIBIBYTES);
    }

    @Override
    public int read(byte[] target, int at, int length) throws IOException {
      try {
        return super.read(target, at, length);
      } catch (MemoryLimitException e) {
        throw new IOException(
            "its dictionary needs "
                + e.getMemoryNeeded() / 1024
                + " MB of memory, more than the limit of "
                + KIBIBYTES / 1024
                + " MB; decompress it first with \"xz -dc\"",
            e);
      }
    }
  }
}
