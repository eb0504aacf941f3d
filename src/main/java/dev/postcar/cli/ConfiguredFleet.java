package dev.postcar.cli;

import dev.postcar.Event;
import dev.postcar.PostcarException;
import dev.postcar.fleet.Fleet;
import dev.postcar.fleet.FleetTarget;
import dev.postcar.internal.config.ConnectionSettings;
import dev.postcar.internal.config.Setting;
import dev.postcar.internal.config.Settings;
import dev.postcar.internal.config.groovy.Hook;
import dev.postcar.internal.fleet.FoundTarget;
import dev.postcar.internal.fleet.TargetSources;
import java.util.List;

/** The fleet that the settings of a call describe. */
record ConfiguredFleet(Call call) {

  /** All its targets. */
  List<FleetTarget> targets() {
    return found().stream().map(FoundTarget::target).toList();
  }

  /** The same with how to connect. */
  List<FoundTarget> found() {
    call.console().on(new Event.Phase("finding the targets"));
    return new TargetSources(settings(), call.surroundings(), call::configuredConnection).targets();
  }

  /** The target of a name, with its password. */
  FoundTarget target(String name) {
    FoundTarget found =
        found().stream()
            .filter(one -> one.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new PostcarException.Configuration(
                        "%s: the fleet has no target %s."
                            .formatted(settings().origin(Setting.TARGET), name)));
    String password = password(name);
    ConnectionSettings there = found.connection();
    return password == null
        ? found
        : new FoundTarget(name, there.withPassword(password), found.schema(), found.group());
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
            .waitForDatabase(all.duration(Setting.WAIT_FOR_DB))
            .passwords(this::password);
    call.onSignal(signal -> drain(fleet, signal));
    return fleet;
  }

  private boolean drain(Fleet fleet, int signal) {
    boolean ends = fleet.drain(signal);
    if (ends) {
      String text = "no other target is started; a second signal ends those under way at once";
      call.console().on(new Event.Said(null, text));
    }
    return ends;
  }

  boolean sharedBookkeeping() {
    return settings().text(Setting.FLEET_BOOKKEEPING).equals("shared");
  }

  private Settings settings() {
    return call.settings();
  }

  private String password(String target) {
    Hook hook = settings().fleetPasswords();
    try {
      Object answer = hook == null ? null : hook.call(target);
      return answer == null ? null : answer.toString();
    } catch (PostcarException e) {
      throw e;
    } catch (Exception e) {
      throw new PostcarException.Configuration("fleet.passwords failed for " + target + ".", e);
    }
  }
}
