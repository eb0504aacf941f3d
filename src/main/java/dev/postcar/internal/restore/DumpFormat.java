package dev.postcar.internal.restore;

import dev.postcar.PostcarException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Recognizes by its first bytes, never by its name, what a dump is, and decompresses it. */
public final class DumpFormat {

  private static final int BUFFER = 1 << 16;
  private static final int LONGEST_MARK = 8;
  private static final int DEEPEST = 3;

  private DumpFormat() {}

  /**
   * Makes plain SQL of a dump.
   *
   * @return SQL, without a byte order mark
   * @throws PostcarException.Refusal if it is of another format
   */
  static InputStream plain(InputStream raw, String name) throws IOException {
    InputStream in = new BufferedInputStream(raw, BUFFER);
    int depth = 0;
    for (String mark = mark(in); ; mark = mark(in)) {
      if (depth++ > DEEPEST) {
        throw new IOException("it is compressed more than " + DEEPEST + " times over");
      }
      if (mark.startsWith("\u001f\u008b")) {
        in = new BufferedInputStream(gzip(in), BUFFER);
      } else if (mark.startsWith("\u00fd7zXZ\0")) {
        in = new BufferedInputStream(xz(in), BUFFER);
      } else {
        refuse(mark, name);
        if (mark.startsWith("\u00ef\u00bb\u00bf")) {
          in.skipNBytes(3);
        }
        return in;
      }
    }
  }

  private static String mark(InputStream in) throws IOException {
    in.mark(LONGEST_MARK);
    String mark = new String(in.readNBytes(LONGEST_MARK), StandardCharsets.ISO_8859_1);
    in.reset();
    return mark;
  }

  private static InputStream gzip(InputStream in) throws IOException {
    try {
      return Decompression.gzip(in);
    } catch (NoClassDefFoundError e) {
      throw new PostcarException.Configuration(
          "To read .gz, put org.apache.commons:commons-compress on the class path, or read it"
              + " through \"gzip -dc\".",
          e);
    }
  }

  private static InputStream xz(InputStream in) throws IOException {
    try {
      return Decompression.xz(in);
    } catch (NoClassDefFoundError e) {
      throw new PostcarException.Configuration(
          "To read .xz, put org.tukaani:xz on the class path, or read it through \"xz -dc\".", e);
    }
  }

  private static void refuse(String mark, String name) {
    String what = null;
    String way = "read it through a command that decompresses it, as in --with \"zstd -dc\"";
    if (mark.startsWith("PGDMP") || mark.startsWith("toc.dat")) {
      what = "a custom or tar format dump";
      way = "read it through pg_restore: --with \"pg_restore -f -\"";
    } else if (mark.startsWith("(\u00b5/\u00fd")) {
      what = "compressed by zstd";
    } else if (mark.startsWith("BZh")) {
      what = "compressed by bzip2";
    } else if (mark.startsWith("\u0004\"M\u0018")) {
      what = "compressed by lz4";
    } else if (mark.startsWith("\u00ff\u00fe") || mark.startsWith("\u00fe\u00ff")) {
      what = "in UTF-16";
      way = "write it with pg_dump --file, not with > in PowerShell";
    }
    if (what != null) {
      throw new PostcarException.Refusal(
          "Refused: %s is %s, not plain SQL. Nothing was changed. Next: %s."
              .formatted(name, what, way));
    }
  }
}
