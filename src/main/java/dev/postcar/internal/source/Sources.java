package dev.postcar.internal.source;

import java.util.List;

/**
 * All that the packages of a run hold.
 *
 * @param migrations by package in the requested order, by sequence within each
 * @param views the managed views, by package and name
 */
record Sources(List<AvailableMigration> migrations, List<AvailableView> views) {}
