package dev.postcar.internal.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.postcar.testing.OtherUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files that are found may be used. */
final class FileTrustTest {

  private static final FileTrust TRUST = new FileTrust(List.of());

  @TempDir Path root;
  private Path directory;
  private Path file;

  @BeforeEach
  void make() throws IOException {
    directory = Files.createDirectories(root.resolve("above/below"));
    file = Files.writeString(directory.resolve("file"), "x");
    OtherUser.mode(file, 644);
    OtherUser.mode(directory, 755);
    OtherUser.mode(directory.getParent(), 755);
  }

  @Test
  void theUsersOwnFileMayBeUsed() {
    assertThat(TRUST.objection(file)).isNull();
  }

  @Test
  void aFileThatOthersCanWriteMayNot() {
    OtherUser.mode(file, 666);
    assertThat(TRUST.objection(file))
        .endsWith("file is writable by others (mode 0666): chmod go-w " + file);
  }

  @Test
  void aDirectoryFarAboveDecidesToo() {
    OtherUser.mode(directory.getParent(), 777);
    assertThat(TRUST.objection(file)).contains("above is writable by others (mode 0777)");
  }

  @Test
  void inAStickyDirectoryNobodyReplacesWhatIsAnothers() {
    OtherUser.mode(directory.getParent(), 1777);
    assertThat(TRUST.objection(file)).isNull();
    assertThat(TRUST.objection(directory.getParent())).as("but adds to it").contains("mode 1777");
  }

  @Test
  void anotherUsersFileMayNotBeUsed() {
    OtherUser.owns(file);
    assertThat(TRUST.objection(file)).contains("file belongs to user id 65534, not to you");
  }

  @Test
  void aFileInAnotherUsersDirectoryMayNot() {
    OtherUser.owns(directory);
    assertThat(TRUST.objection(file)).contains("below belongs to user id 65534");
  }

  @Test
  void aGroupOfOthersMayNotWrite() throws IOException {
    OtherUser.mode(file, 664);
    OtherUser.owns(file);
    Files.setAttribute(file, "unix:uid", 0);
    assertThat(TRUST.objection(file)).contains("is writable by others (mode 0664)");
  }

  @Test
  void theUsersOwnGroupMayWriteUnlessAnAccessControlListIsBehindIt() throws Exception {
    OtherUser.owns(Files.writeString(directory.resolve("probe"), "root's group has no members"));
    OtherUser.mode(file, 664);
    assertThat(TRUST.objection(file)).as("umask 002").isNull();
    Path listed = Files.writeString(directory.resolve("listed"), "x");
    OtherUser.mode(listed, 664);
    grant(listed);
    assertThat(TRUST.objection(listed))
        .endsWith("is writable by others (mode 0664): chmod go-w " + listed);
    OtherUser.mode(listed, 644);
    assertThat(TRUST.objection(listed)).as("the list grants nothing more").isNull();
  }

  /** As a default list of a shared directory does it: another user may write. */
  private static void grant(Path file) throws Exception {
    String set =
        "import os,struct,sys; os.setxattr(sys.argv[1], 'system.posix_acl_access',"
            + " struct.pack('<I', 2) + b''.join(struct.pack('<HHI', *e) for e in [(1, 6, 2**32-1),"
            + " (2, 6, 65534), (4, 4, 2**32-1), (16, 6, 2**32-1), (32, 4, 2**32-1)]))";
    String command =
        "setfacl -m u:65534:rw \"$0\" 2>/dev/null || python3 -c \"$1\" \"$0\" 2>/dev/null";
    Process process = new ProcessBuilder("sh", "-c", command, file.toString(), set).start();
    assumeThat(process.waitFor()).as("no access control lists here").isZero();
  }

  @Test
  void aLinkOfAnotherUserIsNotFollowed() throws IOException {
    OtherUser.mode(directory.getParent(), 1777);
    Path link = Files.createSymbolicLink(directory.resolveSibling("link"), file);
    assertThat(TRUST.objection(link)).isNull();
    OtherUser.owns(link);
    assertThat(TRUST.objection(link)).contains("link belongs to user id 65534");
  }

  @Test
  void aStepBackInALinkIsOneFromWhereTheLinkBeforeItLeads() throws IOException {
    Path shared = Files.createDirectories(root.resolve("shared/part")).getParent();
    Files.writeString(shared.resolve("script"), "x");
    Files.createSymbolicLink(directory.resolve("current"), shared.resolve("part"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("current/../script"));
    OtherUser.mode(shared.resolve("script"), 644);
    OtherUser.mode(shared.resolve("part"), 755);
    OtherUser.mode(shared, 755);
    assertThat(TRUST.objection(link)).isNull();
    OtherUser.mode(shared.resolve("script"), 666);
    assertThat(TRUST.objection(link)).contains("script is writable by others (mode 0666)");
    OtherUser.mode(shared.resolve("script"), 644);
    OtherUser.mode(shared, 777);
    assertThat(TRUST.objection(link)).contains("is writable by others (mode 0777)");
  }

  @Test
  void whatALinkLeadsToDecidesAtEachStep() throws IOException {
    Path shared = OtherUser.mode(Files.createDirectory(root.resolve("shared")), 777);
    Path second = Files.createSymbolicLink(shared.resolve("second"), file);
    Path first = Files.createSymbolicLink(directory.resolve("first"), second);
    assertThat(TRUST.objection(first)).contains("shared is writable by others");
    Path loop = Files.createSymbolicLink(directory.resolve("loop"), Path.of("loop"));
    assertThat(TRUST.objection(loop)).contains("loop");
  }

  @Test
  void whatIsMissingIsJudgedByWhereItWouldBe() {
    assertThat(TRUST.objection(directory.resolve("none/at/all"))).isNull();
    OtherUser.mode(directory, 777);
    assertThat(TRUST.objection(directory.resolve("none/at/all"))).contains("mode 0777");
  }

  @Test
  void consentCountsForADirectoryAndAllInIt() {
    OtherUser.mode(file, 666);
    assertThat(FileTrust.of(Map.of("POSTCAR_TRUST", "/none:" + directory)).objection(file))
        .isNull();
    assertThat(FileTrust.of(Map.of("POSTCAR_TRUST", directory + "x")).objection(file)).isNotNull();
    assertThat(TRUST.refusal("it", file, "name it with -c"))
        .startsWith("it is not used: ")
        .contains("mode 0666")
        .endsWith("writable only by you, name it with -c, or set POSTCAR_TRUST=" + directory + ".");
  }
}
