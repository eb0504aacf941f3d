/** What is said: the events on the way, and how they look on a console and as JSON. */
package dev.postcar.internal.report;
