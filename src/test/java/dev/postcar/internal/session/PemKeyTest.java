package dev.postcar.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys as openssl writes them are the same key in every form. */
final class PemKeyTest {

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "genrsa -traditional -out KEY 2048",
        "ecparam -name prime256v1 -genkey -noout -out KEY",
        "ecparam -name prime256v1 -genkey -out KEY",
        "ecparam -name secp384r1 -genkey -noout -out KEY",
        "ecparam -name secp521r1 -genkey -noout -out KEY",
        "genpkey -algorithm ed25519 -out KEY"
      })
  void everyFormOfAKeyIsRead(String making) throws Exception {
    Path key = directory.resolve("key");
    openssl(making.replace("KEY", key.toString()));
    Path plain = directory.resolve("plain");
    openssl("pkcs8 -topk8 -nocrypt -in " + key + " -out " + plain);
    Object expected = sameKey(plain, "");
    assertThat(PemKey.isPem(Files.readAllBytes(key))).isTrue();
    assertThat(sameKey(key, "")).isEqualTo(expected);
    Path encrypted = directory.resolve("encrypted");
    openssl("pkcs8 -topk8 -passout pass:kp -in " + key + " -out " + encrypted);
    assertThat(sameKey(encrypted, "kp")).isEqualTo(expected);
    assertThatThrownBy(() -> sameKey(encrypted, "wrong"))
        .isInstanceOf(GeneralSecurityException.class);
    if (making.contains("ed25519")) {
      return;
    }
    String type = making.startsWith("genrsa") ? "rsa -traditional" : "ec";
    for (String cipher : List.of("-aes256", "-aes128", "-des3")) {
      openssl(type + " " + cipher + " -passout pass:kp -in " + key + " -out " + encrypted);
      assertThat(sameKey(encrypted, "kp")).isEqualTo(expected);
    }
  }

  /** What is the same in each form: SEC 1 and PKCS #8 may leave the public key out. */
  private static Object sameKey(Path file, String passphrase)
      throws GeneralSecurityException, IOException {
    PrivateKey key = PemKey.read(Files.readString(file), passphrase);
    return key instanceof ECPrivateKey ec
        ? List.of(ec.getS(), ec.getParams().getOrder())
        : List.of(HexFormat.of().formatHex(key.getEncoded()));
  }

  @Test
  void whatIsNoPrivateKeyIsNotTakenForOne() {
    assertThat(PemKey.isPem("-----BEGIN CERTIFICATE-----".getBytes(StandardCharsets.UTF_8)))
        .isFalse();
    assertThatThrownBy(() -> PemKey.read("x", "")).hasMessageContaining("no private key");
  }

  private static void openssl(String arguments) throws Exception {
    List<String> command = List.of(("openssl " + arguments).split(" "));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as("%s: %s", command, said).isZero();
    } catch (IOException e) {
      assumeThat(false).as("openssl is not installed").isTrue();
    }
  }
}
