package dev.postcar.internal.session;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** Private keys as OpenSSL writes them: PKCS #8, PKCS #1, SEC 1, each with a passphrase or none. */
final class PemKey {

  private static final Pattern BLOCK =
      Pattern.compile(
          "-----BEGIN ((?:\\w+ )?PRIVATE KEY)-----(.*?)-----END \\1-----", Pattern.DOTALL);
  private static final Pattern ENCRYPTION = Pattern.compile("DEK-Info: ([\\w-]+),([0-9A-Fa-f]+)");
  private static final byte[] RSA = HexFormat.of().parseHex("06092a864886f70d0101010500");
  private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");
  private static final byte[] VERSION = {2, 1, 0};

  private PemKey() {}

  static boolean isPem(byte[] content) {
    return BLOCK.matcher(new String(content, StandardCharsets.ISO_8859_1)).find();
  }

  static PrivateKey read(String pem, String passphrase)
      throws GeneralSecurityException, IOException {
    Matcher block = BLOCK.matcher(pem);
    if (!block.find()) {
      throw new InvalidKeyException("it contains no private key");
    }
    String body = block.group(2);
    Matcher encryption = ENCRYPTION.matcher(body);
    boolean traditional = encryption.find();
    byte[] key = Base64.getMimeDecoder().decode(body.replaceAll("(?m)^.*:.*$", "").strip());
    if (traditional) {
      key = decrypted(key, encryption.group(1), encryption.group(2), passphrase);
    }
    return switch (block.group(1)) {
      case "ENCRYPTED PRIVATE KEY" -> decrypted(new EncryptedPrivateKeyInfo(key), passphrase);
      case "RSA PRIVATE KEY" -> key(wrapped(RSA, key));
      case "EC PRIVATE KEY" -> ec(key);
      default -> key(key);
    };
  }

  private static PrivateKey decrypted(EncryptedPrivateKeyInfo info, String passphrase)
      throws GeneralSecurityException {
    AlgorithmParameters parameters = info.getAlgParameters();
    // Of PBES2 the parameters alone say which ciphers.
    String algorithm = parameters == null ? info.getAlgName() : parameters.toString();
    Cipher cipher = Cipher.getInstance(algorithm);
    PBEKeySpec secret = new PBEKeySpec(passphrase.toCharArray());
    cipher.init(
        Cipher.DECRYPT_MODE,
        SecretKeyFactory.getInstance(algorithm).generateSecret(secret),
        parameters);
    try {
      return key(info.getKeySpec(cipher).getEncoded());
    } catch (InvalidKeySpecException e) {
      throw new InvalidKeyException("sslpassword does not decrypt it", e);
    }
  }

  /** The form before PKCS #8: the key is made of the passphrase by MD5, salted with the IV. */
  private static byte[] decrypted(byte[] data, String algorithm, String iv, String passphrase)
      throws GeneralSecurityException {
    byte[] vector = HexFormat.of().parseHex(iv);
    boolean aes = algorithm.startsWith("AES-");
    int length = aes ? Integer.parseInt(algorithm.substring(4, 7)) / 8 : 24;
    if (!algorithm.endsWith("-CBC") || !(aes || algorithm.startsWith("DES-EDE3"))) {
      throw new InvalidKeyException("its cipher " + algorithm + " is not known");
    }
    MessageDigest md5 = MessageDigest.getInstance("MD5");
    byte[] key = {};
    for (byte[] last = {}; key.length < length; key = concat(key, last)) {
      md5.update(last);
      md5.update(passphrase.getBytes(StandardCharsets.UTF_8));
      md5.update(vector, 0, 8);
      last = md5.digest();
    }
    Cipher cipher = Cipher.getInstance((aes ? "AES" : "DESede") + "/CBC/PKCS5Padding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(Arrays.copyOf(key, length), aes ? "AES" : "DESede"),
        new IvParameterSpec(vector));
    return cipher.doFinal(data);
  }

  private static PrivateKey key(byte[] pkcs8) throws GeneralSecurityException {
    for (String algorithm : List.of("RSA", "EC", "EdDSA", "RSASSA-PSS")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (InvalidKeySpecException e) {
        // Of another kind.
      }
    }
    throw new InvalidKeyException("neither an RSA nor an elliptic curve key");
  }

  /** PKCS #8: version, algorithm, and the key of old as octets. */
  private static byte[] wrapped(byte[] algorithm, byte[] key) {
    return der(0x30, concat(VERSION, der(0x30, algorithm), der(4, key)));
  }

  /** SEC 1: version, number, and as the element [0] the curve; the last is the algorithm's here. */
  private static PrivateKey ec(byte[] key) throws GeneralSecurityException {
    int body = key[1] < 0 ? 3 : 2;
    int end = body + 5 + key[body + 4];
    if (end + 2 > key.length || key[end] != (byte) 0xa0) {
      throw new InvalidKeyException("it does not name its curve");
    }
    byte[] curve = Arrays.copyOfRange(key, end + 2, end + 2 + key[end + 1]);
    return key(wrapped(concat(EC, curve), der(0x30, Arrays.copyOfRange(key, body, end))));
  }

  private static byte[] der(int tag, byte[] content) {
    int length = content.length;
    byte[] head =
        length < 0x80
            ? new byte[] {(byte) tag, (byte) length}
            : new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
    return concat(head, content);
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
