package dev.postcar.cli;

import dev.postcar.Event;
import dev.postcar.PostcarException;
import dev.postcar.fleet.Fleet;
import dev.postcar.fleet.FleetTarget;
import dev.postcar.internal.config.Setting;
import dev.postcar.internal.config.Settings;
import dev.postcar.internal.config.groovy.Hook;
import dev.postcar.internal.fleet.TargetSources;
import java.util.List;
import java.util.function.UnaryOperator;

/** The fleet that the settings of a call describe. */
record ConfiguredFleet(Call call) {

  /** All its targets. */
  List<FleetTarget> targets() {
    call.console().on(new Event.Phase("finding the targets"));
    return new TargetSources(settings(), call.surroundings(), call::connection).targets();
  }

  /** The target of a name. */
  FleetTarget target(String name) {
    return targets().stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new PostcarException.Configuration(
                    "%s: the fleet has no target %s."
                        .formatted(settings().origin(Setting.TARGET), name)));
  }

  /** A fleet of some targets, with every setting. */
  Fleet of(List<FleetTarget> targets) {
    Settings all = settings();
    Fleet fleet =
        call.postcarWithoutDatabase()
            .fleet(targets)
            .parallel(all.integer(Setting.FLEET_PARALLEL))
            .perServer(all.integer(Setting.FLEET_PER_SERVER))
            .canary(all.integer(Setting.FLEET_CANARY))
            .maxFailures(all.integer(Setting.FLEET_MAX_FAILURES))
            .groupsInTurn(all.text(Setting.FLEET_ORDER).startsWith("group"))
            .sharedBookkeeping(sharedBookkeeping())
            .passwords(passwords(all.fleetPassword()));
    call.onSignal(fleet::drain);
    return fleet;
  }

  boolean sharedBookkeeping() {
    return settings().text(Setting.FLEET_BOOKKEEPING).equals("shared");
  }

  private Settings settings() {
    return call.settings();
  }

  private static UnaryOperator<String> passwords(Hook hook) {
    return hook == null ? null : target -> password(hook, target);
  }

  private static String password(Hook hook, String target) {
    try {
      Object answer = hook.call(target);
      return answer == null ? null : answer.toString();
    } catch (PostcarException e) {
      throw e;
    } catch (Exception e) {
      throw new PostcarException.Configuration("fleet.password failed for " + target + ".", e);
    }
  }
}
