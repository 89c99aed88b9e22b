#!/bin/sh
# Reads the last backup through, or with --all every one, and compares it with its checksums: once a week, by cron or by
# deploy/systemd/sluice-backup-verify.timer. A backup that nobody has read is a hope. Variables as in backup.sh.
# Exit codes: 0 all is as it should be; 1 it is not; 2 it cannot be read; 75 a backup is being made.
set -eu

if [ -z "${SLUICE_BACKUP_DIR:-}" ]; then
  echo "verify.sh: SLUICE_BACKUP_DIR is not set: say where backups are kept" >&2
  exit 2
fi

if [ "${1:-}" = --all ]; then set -- ; else set -- --latest; fi
if [ -n "${SLUICE_BACKUP_THROTTLE:-}" ]; then set -- "$@" --throttle "$SLUICE_BACKUP_THROTTLE"; fi

exec java -XX:+UseSerialGC -Xmx256m -jar "${SLUICE_JAR:-/opt/sluice/sluice.jar}" verify "$@" "$SLUICE_BACKUP_DIR"
