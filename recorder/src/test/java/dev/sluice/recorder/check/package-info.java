/** Judges of what is recorded that are not of this project, and media that is not either. */
package dev.sluice.recorder.check;
