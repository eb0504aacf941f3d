package dev.postcar.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Projects to run goals in. */
final class MavenProjects {

  private static final String HEAD =
      """
      <project xmlns="http://maven.apache.org/POM/4.0.0">
        <modelVersion>4.0.0</modelVersion>
      """;

  private MavenProjects() {}

  static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** A project of one module with a class and a file as migrations. */
  static Path shop(Path root, String plugin) throws IOException {
    pom(root, "", "shop", dependency("org.apache.commons", "commons-lang3", lang3()), plugin);
    migration(
        root,
        "shop.migrations",
        "M0001_Init",
        "import org.apache.commons.lang3.StringUtils;",
        "\"create table book (id int primary key, title text default '\""
            + " + StringUtils.repeat(\"x\", 3) + \"')\"");
    write(
        root.resolve("src/main/resources/shop/migrations/M0002_AddIsbn.sql"),
        "alter table book add isbn text;\n-- postcar: rollback\nalter table book drop isbn;\n");
    return root;
  }

  static void migration(Path root, String in, String name, String imports, String sql)
      throws IOException {
    write(
        root.resolve("src/main/java/" + in.replace('.', '/') + "/" + name + ".java"),
        """
        package %s;

        import dev.postcar.Migration;
        %s

        public class %s extends Migration {
          @Override
          public String forward() {
            return %s;
          }

          @Override
          public String rollback() {
            return "drop table book";
          }
        }
        """
            .formatted(in, imports, name, sql));
  }

  /** The version that the class path of the plugin has, and so the repository. */
  private static String lang3() {
    return org.apache.commons.lang3.StringUtils.class
        .getProtectionDomain()
        .getCodeSource()
        .getLocation()
        .getPath()
        .replaceFirst(".*commons-lang3-(.*)\\.jar", "$1");
  }

  static String dependency(String group, String artifact, String version) {
    return "<dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version></dependency>"
        .formatted(group, artifact, version);
  }

  static void pom(Path root, String parent, String artifact, String dependencies, String plugin)
      throws IOException {
    write(
        root.resolve("pom.xml"),
        HEAD
            + parent
            + "<groupId>shop</groupId><artifactId>%s</artifactId><version>1</version>"
                .formatted(artifact)
            + """
              <properties>
                <maven.compiler.release>17</maven.compiler.release>
                <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
              </properties>
              """
            + "<dependencies>"
            + "<dependency><groupId>dev.postcar</groupId><artifactId>postcar</artifactId>"
            + "<version>0.4.0</version><scope>provided</scope></dependency>"
            + dependencies
            + "</dependencies><build><plugins>"
            + version("maven-compiler-plugin", "3.14.1")
            + version("maven-resources-plugin", "3.4.0")
            + plugin
            + "</plugins></build></project>");
  }

  static void aggregator(Path root, String... modules) throws IOException {
    write(
        root.resolve("pom.xml"),
        HEAD
            + "<groupId>shop</groupId><artifactId>all</artifactId><version>1</version>"
            + "<packaging>pom</packaging><modules><module>"
            + String.join("</module><module>", modules)
            + "</module></modules></project>");
  }

  private static String version(String artifact, String version) {
    return "<plugin><groupId>org.apache.maven.plugins</groupId><artifactId>%s</artifactId><version>%s</version></plugin>"
        .formatted(artifact, version);
  }

  static String plugin(String inside) {
    return "<plugin><groupId>dev.postcar</groupId><artifactId>postcar-maven-plugin</artifactId><version>0.4.0</version>"
        + inside
        + "</plugin>";
  }
}
