package dev.postcar.internal.rehearse;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.SplittableRandom;

/** Sends what is due, one transaction after the other, on its own connection. */
record TrafficClient(Traffic traffic, Schedule schedule, int number, Connection connection, int pid)
    implements Runnable {

  @Override
  public void run() {
    while (true) {
      long due = traffic.take();
      long at = schedule.at(due);
      traffic.sleepUntil(at);
      if (traffic.endsBefore(at)) {
        return;
      }
      SplittableRandom random = schedule.random(due);
      Template template = schedule.template(random);
      if (traffic.isDrained() || Thread.currentThread().isInterrupted()) {
        TrafficTransaction never =
            new TrafficTransaction(template.name(), template.writes(), false, at);
        never.sqlState = "";
        never.error = "was not sent: all clients were waiting";
        never.ends(traffic.now());
        traffic.add(never);
        continue;
      }
      TrafficTransaction one = traffic.begin(pid, template.name(), template.writes(), false, at);
      try (Statement statement = connection.createStatement()) {
        statement.setEscapeProcessing(false);
        template.run(due, number, random, statement);
      } catch (SQLException e) {
        Traffic.failed(one, connection, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      traffic.end(pid, one);
    }
  }
}
