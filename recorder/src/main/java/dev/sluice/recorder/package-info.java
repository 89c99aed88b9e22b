/**
 * The port through which media loops have tracks recorded, and what the recorder tells of its work.
 * Types only: what records is in {@code engine}. Imports nothing of ours, and no package below it.
 */
package dev.sluice.recorder;
