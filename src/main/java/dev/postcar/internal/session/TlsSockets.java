package dev.postcar.internal.session;

import dev.postcar.internal.os.TextFile;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.postgresql.PGProperty;
import org.postgresql.core.SocketFactoryFactory;
import org.postgresql.jdbc.SslMode;
import org.postgresql.ssl.BaseX509KeyManager;
import org.postgresql.ssl.NonValidatingFactory;
import org.postgresql.ssl.WrappedFactory;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/**
 * The driver's TLS, and what libpq can do in addition: client keys in every PEM form, the system's
 * certificates, the oldest and newest protocol. The driver names this class in {@code sslfactory}.
 */
public final class TlsSockets extends WrappedFactory {

  static final String SYSTEM = "system";

  private static final List<String> PROTOCOLS = List.of("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");

  private final int oldest;
  private final int newest;

  /**
   * Called by the driver.
   *
   * @throws PSQLException if a certificate or a key cannot be read
   */
  public TlsSockets(Properties info) throws PSQLException {
    factory = SocketFactoryFactory.getSslSocketFactory(forDriver(info));
    oldest = PROTOCOLS.indexOf(info.getProperty("sslMinProtocolVersion", "TLSv1.2"));
    newest = PROTOCOLS.indexOf(info.getProperty("sslMaxProtocolVersion", "TLSv1.3"));
    try {
      KeyManager[] keys = isPem(info) ? new KeyManager[] {new Key(info)} : null;
      if (keys != null || isSystem(info)) {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust(info), null);
        factory = context.getSocketFactory();
      }
    } catch (GeneralSecurityException | IOException e) {
      throw new PSQLException(
          "the client's certificate and key %s cannot be used: %s"
              .formatted(info.getProperty("sslkey"), e.getMessage()),
          PSQLState.CONNECTION_FAILURE,
          e);
    }
  }

  /** Without what the driver could not read. */
  private static Properties forDriver(Properties info) {
    Properties plain = new Properties();
    info.stringPropertyNames().forEach(name -> plain.setProperty(name, info.getProperty(name)));
    plain.remove("sslfactory");
    if (isPem(info)) {
      plain.setProperty("sslkey", "");
      plain.setProperty("sslcert", "");
    }
    if (isSystem(info)) {
      plain.remove("sslrootcert");
      plain.setProperty("sslmode", "require");
    }
    return plain;
  }

  private static boolean isSystem(Properties info) {
    return SYSTEM.equals(info.getProperty("sslrootcert"));
  }

  private static boolean isPem(Properties info) {
    String key = info.getProperty("sslkey", "");
    try (InputStream in =
        key.isEmpty() ? InputStream.nullInputStream() : Files.newInputStream(Path.of(key))) {
      return PemKey.isPem(in.readNBytes(64 * 1024));
    } catch (IOException e) {
      return false;
    }
  }

  /** Null for what Java trusts by itself. */
  private static TrustManager[] trust(Properties info)
      throws GeneralSecurityException, IOException, PSQLException {
    if (isSystem(info)) {
      return null;
    }
    if (!SslMode.of(info).verifyCertificate()) {
      return new TrustManager[] {new NonValidatingFactory.NonValidatingTM()};
    }
    KeyStore roots = KeyStore.getInstance("PKCS12");
    roots.load(null, null);
    for (X509Certificate root : certificates(PGProperty.SSL_ROOT_CERT.getOrDefault(info))) {
      roots.setCertificateEntry("root" + roots.size(), root);
    }
    TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
    managers.init(roots);
    return managers.getTrustManagers();
  }

  private static X509Certificate[] certificates(String file)
      throws GeneralSecurityException, IOException {
    try (InputStream in = new FileInputStream(file)) {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      return found.toArray(X509Certificate[]::new);
    }
  }

  @Override
  public Socket createSocket(Socket socket, String host, int port, boolean close)
      throws IOException {
    SSLSocket made = (SSLSocket) super.createSocket(socket, host, port, close);
    made.setEnabledProtocols(
        Arrays.stream(made.getEnabledProtocols())
            .filter(name -> PROTOCOLS.indexOf(name) >= oldest && PROTOCOLS.indexOf(name) <= newest)
            .toArray(String[]::new));
    PasswordGuard.encrypted(made);
    return made;
  }

  /** One certificate and its key, whichever the server asks for, as in libpq. */
  private static final class Key extends BaseX509KeyManager {

    private final X509Certificate[] chain;
    private final PrivateKey key;

    Key(Properties info) throws GeneralSecurityException, IOException, PSQLException {
      Path file = Path.of(info.getProperty("sslkey"));
      validateKeyFilePermissions(file);
      chain = certificates(info.getProperty("sslcert"));
      key = PemKey.read(TextFile.read(file), info.getProperty("sslpassword", ""));
    }

    @Override
    public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
      return "user";
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return chain.clone();
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return key;
    }
  }
}
