package dev.postcar.internal.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postcar.internal.catalog.CatalogSnapshot;
import dev.postcar.internal.catalog.Drift;
import dev.postcar.internal.sql.SqlReader;
import dev.postcar.internal.sql.SqlSyntaxException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** A few bytes cannot ask for all of the memory, the stack or the time. */
final class BoundsTest {

  @Test
  void aDumpIsNotUnpackedWithoutEnd() throws IOException {
    byte[] dump = "select 1;".getBytes(StandardCharsets.UTF_8);
    for (int i = 1; i <= 4; i++) {
      dump = gzip(dump);
      byte[] nested = dump;
      if (i <= 3) {
        assertThat(new String(plain(nested), StandardCharsets.UTF_8)).isEqualTo("select 1;");
      } else {
        assertThatThrownBy(() -> plain(nested)).hasMessageContaining("more than 3 times");
      }
    }
    for (int i = 0; i < 3_000; i++) {
      dump = gzip(dump);
    }
    byte[] bomb = dump;
    assertThatThrownBy(() -> plain(bomb)).isInstanceOf(IOException.class);
  }

  @Test
  void aDictionaryHasALimit() throws IOException {
    byte[] xz = xz(64);
    assertThat(plain(xz)).hasSize(9);
    // The size of the dictionary is one byte of the block's header, behind its filter's id.
    int at = 12 + 4;
    assertThat(xz[at - 2]).isEqualTo((byte) 0x21);
    xz[at] = 36;
    java.util.zip.CRC32 crc = new java.util.zip.CRC32();
    int header = (xz[12] + 1) * 4 - 4;
    crc.update(xz, 12, header);
    for (int i = 0; i < 4; i++) {
      xz[12 + header + i] = (byte) (crc.getValue() >> (8 * i));
    }
    assertThatThrownBy(() -> plain(xz))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("dictionary needs")
        .hasMessageContaining("xz -dc");
  }

  private static byte[] plain(byte[] dump) throws IOException {
    return DumpFormat.plain(new ByteArrayInputStream(dump), "dump").readAllBytes();
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  private static byte[] xz(int megabytes) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    LZMA2Options options = new LZMA2Options();
    options.setDictSize(megabytes << 20);
    try (OutputStream out = new XZOutputStream(bytes, options)) {
      out.write("select 1;".getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  @Test
  void aStatementHasALimit() {
    SqlReader endless =
        SqlReader.ofDump(
            new Reader() {
              private boolean begun;

              @Override
              public int read(char[] target, int at, int length) {
                Arrays.fill(target, at, at + length, 'x');
                if (!begun) {
                  "select '".getChars(0, 8, target, at);
                }
                begun = true;
                return length;
              }

              @Override
              public void close() {}
            });
    assertThatThrownBy(endless::next)
        .isInstanceOf(SqlSyntaxException.class)
        .hasMessageContaining("more than ")
        .hasMessageContaining(" MB");
  }

  @Test
  void manyStarsTakeNoTime() {
    String name = "table " + "a".repeat(5_000);
    CatalogSnapshot live = snapshot(name);
    CatalogSnapshot none = new CatalogSnapshot(new TreeMap<>(), Map.of(), Map.of(), List.of());
    assertTimely(() -> new Drift(List.of("a*".repeat(50) + "b")).between(none, live));
    assertThat(new Drift(List.of("*a*a*")).between(none, live).differences()).isEmpty();
  }

  private static void assertTimely(Runnable work) {
    org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(Duration.ofSeconds(5), work::run);
  }

  private static CatalogSnapshot snapshot(String name) {
    return new CatalogSnapshot(new TreeMap<>(Map.of(name, "x")), Map.of(), Map.of(), List.of());
  }
}
