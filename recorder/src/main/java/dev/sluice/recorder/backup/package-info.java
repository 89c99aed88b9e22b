/**
 * Backups of recordings and of a server's other state, and what is made of them again. A backup is
 * a target with snapshots: each lists all files by name, and what is in them by checksums of chunks
 * that all snapshots share. {@link dev.sluice.recorder.backup.Backup} makes one, {@link
 * dev.sluice.recorder.backup.Restore} brings it back, {@link
 * dev.sluice.recorder.backup.Verification} reads it through, {@link
 * dev.sluice.recorder.backup.Pruning} forgets old ones; {@link
 * dev.sluice.recorder.backup.StoreRestore} does without any, from what was uploaded. Runs in
 * processes of their own, beside a server or without; all of it blocks. Imports {@code library},
 * {@code upload} and the port.
 */
package dev.sluice.recorder.backup;
