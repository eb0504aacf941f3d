package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postcar.cli.CommandLineFixture.Ran;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code graph}: what depends on what. */
final class GraphCommandTest {

  private final CommandLineFixture fixture =
      new CommandLineFixture()
          .three()
          .write("postcar.conf.groovy", "packages = ['app', 'bill']\nsources = ['src']\n")
          .write(
              "src/bill/M0001_Bill.java",
              """
              package bill;
              import dev.postcar.*;
              @Requires(value = app.M0002_Two.class, names = "gone.M0007_Gone")
              public class M0001_Bill extends Migration {
                public String forward() { return "select 1"; }
              }
              """);

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void mermaidNeedsNoDatabase() {
    Ran ran = fixture.run("graph");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.out())
        .isEqualTo(
            """
            flowchart TD
              subgraph app
                n0["M0001_One"]
                n1["M0002_Two"]
                n2["M0003_Three"]
              end
              subgraph bill
                n3["M0001_Bill"]
              end
              n4(["gone.M0007_Gone"])
              n0 --> n1
              n1 --> n2
              n1 -.-> n3
              n4 -.-> n3
            """);
  }

  @Test
  void dotForGraphviz() {
    assertThat(fixture.run("graph", "--format", "dot").out())
        .isEqualTo(
            """
            digraph migrations {
              node [shape=box];
              subgraph "cluster_app" {
                label="app";
                "app.M0001_One" [label="M0001_One"];
                "app.M0002_Two" [label="M0002_Two"];
                "app.M0003_Three" [label="M0003_Three"];
              }
              subgraph "cluster_bill" {
                label="bill";
                "bill.M0001_Bill" [label="M0001_Bill"];
              }
              "gone.M0007_Gone" [style=dashed];
              "app.M0001_One" -> "app.M0002_Two";
              "app.M0002_Two" -> "app.M0003_Three";
              "app.M0002_Two" -> "bill.M0001_Bill" [style=dashed];
              "gone.M0007_Gone" -> "bill.M0001_Bill" [style=dashed];
            }
            """);
  }

  @Test
  void asJson() throws Exception {
    JsonNode graph = new ObjectMapper().readTree(fixture.run("graph", "--json").out());
    assertThat(graph.fieldNames()).toIterable().containsExactly("migrations", "edges");
    assertThat(graph.get("migrations").get(0).toString())
        .isEqualTo(
            "{\"id\":\"app.M0001_One\",\"package\":\"app\",\"name\":\"M0001_One\",\"sequence\":1,"
                + "\"there\":true}");
    assertThat(graph.get("edges").get(2).toString())
        .isEqualTo("{\"from\":\"app.M0002_Two\",\"to\":\"bill.M0001_Bill\",\"kind\":\"requires\"}");
  }

  @Test
  void onePackageAloneAndWhatIsWrong() {
    assertThat(fixture.run("graph", "app").out()).doesNotContain("bill");
    Ran format = fixture.run("graph", "--format", "svg");
    assertThat(format.exitCode()).isEqualTo(2);
    assertThat(format.err()).isEqualTo("postcar: --format: \"svg\" is neither mermaid nor dot.\n");
    assertThat(fixture.run("graph", "nope").exitCode()).isEqualTo(4);
  }

  @Test
  void aCircleCanBeLookedAt() {
    fixture.source(
        "M0001_One",
        """
        @Requires(names = "bill.M0001_Bill") public class M0001_One extends Migration {
          public String forward() { return "select 1"; }
        }
        """);
    assertThat(fixture.run("graph").out()).contains("n1 -.-> n3").contains("n3 -.-> n0");
  }

  @Test
  void oneFormatAtATime() {
    Ran ran = fixture.run("graph", "--json", "--format", "dot");
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.out()).contains("cannot be combined");
  }
}
