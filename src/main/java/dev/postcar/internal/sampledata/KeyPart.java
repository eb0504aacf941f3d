package dev.postcar.internal.sampledata;

/** A part of a key that is enumerated: a foreign key, or else a column. */
record KeyPart(ReferencePlan reference, ColumnPlan column, int place) {

  long size() {
    return reference == null ? column.set.size() : reference.size();
  }
}
