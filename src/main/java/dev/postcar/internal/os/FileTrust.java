package dev.postcar.internal.os;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decides whether a file that was found, and not named, may be used: it and every directory above
 * it belong to the user or to root, and nobody else can replace them.
 *
 * @param consented directories in which everything may be used
 */
public record FileTrust(List<Path> consented) {

  /** The variable that names such directories; one of a file does not count. */
  public static final String CONSENT = "POSTCAR_TRUST";

  private static final int OTHERS_WRITE = 0002;
  private static final int GROUP_WRITE = 0020;
  private static final int STICKY = 01000;
  private static final int KIND = 0170000;
  private static final int LINK = 0120000;
  private static final int LINKS_FOLLOWED = 40;
  private static final int FIRST_LOGIN = 1000;

  private static final Map<Path, Boolean> PLAIN = new ConcurrentHashMap<>();

  /** With the consent that an environment gives. */
  public static FileTrust of(Map<String, String> environment) {
    String directories = environment.getOrDefault(CONSENT, "");
    try {
      return new FileTrust(
          Arrays.stream(directories.split(File.pathSeparator))
              .filter(directory -> !directory.isBlank())
              .map(directory -> Path.of(directory).toAbsolutePath().normalize())
              .toList());
    } catch (InvalidPathException e) {
      return new FileTrust(List.of());
    }
  }

  /** Returns whether a file may be used, by this process's environment. */
  public static boolean allows(Path file) {
    return of(System.getenv()).objection(file) == null;
  }

  /** Returns whether a file belongs to the user or to root, wherever it is. */
  public static boolean isOurs(Path file) {
    try {
      int uid = (Integer) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
      return uid == 0 || uid == Self.UID;
    } catch (IOException e) {
      return false;
    } catch (UnsupportedOperationException e) {
      return true;
    }
  }

  /** Why a file may not be used; null if it may, or where the system knows no such owners. */
  public String objection(Path file) {
    return objection(file, false);
  }

  /** Why others could replace what the user puts into a directory; null if they cannot. */
  public String objectionInside(Path directory) {
    return objection(directory, true);
  }

  private String objection(Path file, boolean above) {
    Path path = file.toAbsolutePath().normalize();
    if (consented.stream().anyMatch(path::startsWith)
        || !FileSystems.getDefault().supportedFileAttributeViews().contains("unix")) {
      return null;
    }
    try {
      return objection(path, above, LINKS_FOLLOWED);
    } catch (IOException e) {
      return path + " cannot be examined";
    }
  }

  /**
   * One line about a file that may not be used, and what to do; null if it may.
   *
   * @param way another way to consent, such as {@code name it with -c}; empty for none
   */
  public String refusal(String name, Path file, String way) {
    String objection = objection(file);
    return objection == null
        ? null
        : "%s is not used: %s. (git's safe.directory has the same rule.) Next: make it and its directories writable only by you%s, or set %s=%s."
            .formatted(
                name,
                objection,
                way.isEmpty() ? "" : ", " + way,
                CONSENT,
                file.toAbsolutePath().normalize().getParent());
  }

  private static String objection(Path path, boolean above, int links) throws IOException {
    if (links == 0) {
      return path + " is a loop of symbolic links";
    }
    for (Path at = path; at != null; at = at.getParent()) {
      Map<String, Object> attributes;
      try {
        attributes = Files.readAttributes(at, "unix:uid,gid,mode", LinkOption.NOFOLLOW_LINKS);
      } catch (NoSuchFileException e) {
        continue;
      }
      int mode = (Integer) attributes.get("mode");
      boolean link = (mode & KIND) == LINK;
      String fault =
          fault(
              at,
              (Integer) attributes.get("uid"),
              (Integer) attributes.get("gid"),
              mode,
              above || !at.equals(path));
      if (fault == null && link) {
        // Not normalized: what is before .. may itself be a link.
        Path target = at.getParent().toRealPath().resolve(Files.readSymbolicLink(at));
        fault = objection(target, above || !at.equals(path), links - 1);
        if (fault != null) {
          return fault;
        }
      }
      if (fault != null) {
        return at + fault;
      }
    }
    return null;
  }

  /** In a sticky directory others can add names, but neither replace nor remove one. */
  private static String fault(Path at, int uid, int gid, int mode, boolean above) {
    if (uid != 0 && uid != Self.UID) {
      return " belongs to user id " + uid + ", not to you (" + Self.UID + ") or root";
    }
    boolean kept = (mode & KIND) == LINK || (above && (mode & STICKY) != 0);
    boolean others =
        (mode & OTHERS_WRITE) != 0
            || ((mode & GROUP_WRITE) != 0
                && !(gid == Self.GID
                    && Self.groupIsPrivate()
                    && PLAIN.computeIfAbsent(at, FileTrust::isPlain)));
    return kept || !others
        ? null
        : " is writable by others (mode %04o): chmod go-w %s".formatted(mode & 07777, at);
  }

  /**
   * Returns whether there is no access control list: with one, the mode's group bits are no longer
   * the group's, but the most that anybody named in the list may do. Only GNU's ls is known to say.
   */
  private static boolean isPlain(Path file) {
    try {
      Process ls =
          ChildProcess.own(
                  List.of("sh", "-c", "ls --version && ls -ldnb -- \"$0\"", file.toString()))
              .start();
      ls.getOutputStream().close();
      List<String> said =
          new String(ls.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      return said.size() > 1
          && said.get(0).contains("GNU coreutils")
          && said.stream().anyMatch(line -> line.matches("[-dl][-rwxsStT]{9}[. ].*"));
    } catch (IOException e) {
      return false;
    }
  }

  /** The effective user of this process. */
  private static final class Self {

    static final int UID;
    static final int GID;

    static {
      int uid = -1;
      int gid = -1;
      try {
        Map<String, Object> self = Files.readAttributes(Path.of("/proc/self"), "unix:uid,gid");
        uid = (Integer) self.get("uid");
        gid = (Integer) self.get("gid");
      } catch (IOException e) {
        // Only Linux has it.
        var system = new com.sun.security.auth.module.UnixSystem();
        uid = (int) system.getUid();
        gid = (int) system.getGid();
      }
      UID = uid;
      GID = gid;
    }

    /** Returns whether the user's own group has no other member who could log in. */
    static boolean groupIsPrivate() {
      try {
        List<String[]> groups =
            Files.readAllLines(Path.of("/etc/group")).stream()
                .map(line -> line.split(":", -1))
                .filter(entry -> entry.length > 3 && entry[2].equals(String.valueOf(GID)))
                .toList();
        boolean members =
            groups.stream()
                .flatMap(entry -> Arrays.stream(entry[3].split(",")))
                .anyMatch(name -> !name.isEmpty() && !name.equals(System.getProperty("user.name")));
        boolean logins =
            Files.readAllLines(Path.of("/etc/passwd")).stream()
                .map(line -> line.split(":", -1))
                .filter(entry -> entry.length > 3 && entry[3].equals(String.valueOf(GID)))
                .map(entry -> Integer.parseInt(entry[2]))
                .anyMatch(uid -> uid != UID && uid >= FIRST_LOGIN);
        // A directory service's group may have any members.
        return !groups.isEmpty() && !members && !logins;
      } catch (IOException | NumberFormatException e) {
        return false;
      }
    }
  }
}
