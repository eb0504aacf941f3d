package dev.postcar.internal.restore;

import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The encoding of a dump's bytes. They are cut into statements as they are, one char a byte: in
 * every encoding that a server has, a byte below 128 is that ASCII char.
 */
final class DumpEncoding {

  /** How the bytes become chars to be cut. */
  static final Charset BYTES = StandardCharsets.ISO_8859_1;

  private static final Map<String, String> NAMES = new HashMap<>();

  static {
    NAMES.put("UTF8", "UTF-8");
    NAMES.put("UNICODE", "UTF-8");
    // No conversion: most likely it is UTF-8, and anything else is refused where it stands.
    NAMES.put("SQLASCII", "UTF-8");
    for (int i = 1; i <= 4; i++) {
      NAMES.put("LATIN" + i, "ISO-8859-" + i);
    }
    NAMES.put("LATIN5", "ISO-8859-9");
    NAMES.put("LATIN7", "ISO-8859-13");
    NAMES.put("LATIN9", "ISO-8859-15");
    for (int i = 5; i <= 8; i++) {
      NAMES.put("ISO8859" + i, "ISO-8859-" + i);
    }
    for (int i = 1250; i <= 1258; i++) {
      NAMES.put("WIN" + i, "windows-" + i);
    }
    NAMES.put("WIN866", "IBM866");
    NAMES.put("WIN874", "x-windows-874");
    NAMES.put("KOI8R", "KOI8-R");
    NAMES.put("KOI8U", "KOI8-U");
    NAMES.put("EUCJP", "EUC-JP");
    NAMES.put("EUCKR", "EUC-KR");
    NAMES.put("EUCCN", "GB2312");
  }

  private final Charset charset;

  private DumpEncoding(Charset charset) {
    this.charset = charset;
  }

  static DumpEncoding utf8() {
    return new DumpEncoding(StandardCharsets.UTF_8);
  }

  /**
   * Finds the one that {@code set client_encoding} names; null for one that cannot be read: those
   * in which a byte below 128 may be part of another char among them.
   */
  static DumpEncoding of(String name) {
    String charset = NAMES.get(name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", ""));
    try {
      return charset == null ? null : new DumpEncoding(Charset.forName(charset));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return null;
    }
  }

  /** Why one that {@link #of} does not find is refused. */
  static String unreadable(String name) {
    return "encoding " + name + " cannot be read; dump with pg_dump --encoding=UTF8";
  }

  /**
   * Decodes a text whose chars are bytes.
   *
   * @throws CharacterCodingException if it is not in this encoding
   */
  String decode(String bytes) throws CharacterCodingException {
    for (int i = 0; i < bytes.length(); i++) {
      if (bytes.charAt(i) >= 0x80) {
        return charset.newDecoder().decode(ByteBuffer.wrap(bytes.getBytes(BYTES))).toString();
      }
    }
    return bytes;
  }

  /** Makes UTF-8 of data whose chars are bytes; UTF-8 itself stays as it is. */
  InputStream utf8(Reader data) {
    InputStream bytes = new CopyBytes(data);
    return charset.equals(StandardCharsets.UTF_8) ? bytes : new TranscodedBytes(bytes, charset);
  }

  @Override
  public String toString() {
    return charset.name();
  }
}
