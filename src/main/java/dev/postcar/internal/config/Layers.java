package dev.postcar.internal.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The places that settings come from, the highest first; libpq's environment is the last. */
final class Layers {

  /** What says how to reach a server. */
  static final Set<Setting> CONNECTION =
      EnumSet.of(
          Setting.URL,
          Setting.HOST,
          Setting.PORT,
          Setting.DBNAME,
          Setting.USERNAME,
          Setting.PASSWORD,
          Setting.SSLMODE);

  private final List<Layer> layers = new ArrayList<>();

  /** Adds the next lower one; its URL sets its parts at this rank. */
  void add(Layer layer) {
    layers.add(layer.withUrlParts());
  }

  /** The same; relative paths from that place begin at the directory, if there is one. */
  void add(Layer layer, Path directory, String place) {
    Layer read = layer.withUrlParts();
    layers.add(directory == null ? read : read.under(directory, place));
  }

  Layer merged() {
    return layers.stream().reduce(Layer.empty(), Layer::over);
  }

  /** The highest service alone is looked up: as in libpq its word counts more than PGHOST's. */
  void addService(ProcessEnvironment surroundings) {
    FoundValue file = merged().parameters().get(ConnectionParameters.SERVICE_FILE);
    for (int i = 0; i < layers.size(); i++) {
      FoundValue service = layers.get(i).parameters().get(ConnectionParameters.SERVICE);
      if (service != null) {
        Layer known = ServiceFile.layer(service, file, surroundings);
        boolean libpqs = i == layers.size() - 1;
        layers.set(i, libpqs ? known.over(layers.get(i)) : layers.get(i).over(known));
        return;
      }
    }
  }

  /**
   * A private database and a server exclude each other. The higher layer decides; in one layer the
   * private one wins, so that a block of {@code environments} can choose it.
   */
  void settleEmbedded() {
    FoundValue server = null;
    for (int i = 0; i < layers.size(); i++) {
      FoundValue embedded = layers.get(i).settings().get(Setting.EMBEDDED);
      if (embedded != null) {
        settleEmbedded(i, embedded, server);
        return;
      }
      server = server == null ? server(layers.get(i)) : server;
    }
  }

  private void settleEmbedded(int rank, FoundValue embedded, FoundValue higherServer) {
    if (!Boolean.TRUE.equals(Values.read(Setting.EMBEDDED, embedded))) {
      return;
    }
    if (higherServer != null) {
      FoundValue no = FoundValue.text("false", higherServer.origin());
      layers.set(rank, Layer.of(Map.of(Setting.EMBEDDED, no)).over(layers.get(rank)));
      return;
    }
    Set<Setting> place = EnumSet.of(Setting.URL, Setting.HOST, Setting.PORT);
    layers.replaceAll(layer -> layer.without(place));
    layers.subList(rank + 1, layers.size()).replaceAll(layer -> layer.without(CONNECTION));
  }

  /** What in a layer says which server; null if nothing does. */
  private static FoundValue server(Layer layer) {
    FoundValue url = layer.settings().get(Setting.URL);
    FoundValue host = layer.settings().get(Setting.HOST);
    FoundValue service = layer.parameters().get(ConnectionParameters.SERVICE);
    return url != null ? url : host != null ? host : service;
  }
}
