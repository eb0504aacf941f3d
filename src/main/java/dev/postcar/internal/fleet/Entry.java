package dev.postcar.internal.fleet;

import dev.postcar.fleet.FleetTarget;

/** A target with its place among all. */
record Entry(int index, FleetTarget target, TargetPlace place) {}
