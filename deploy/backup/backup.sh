#!/bin/sh
# Makes a backup of what a Sluice server keeps, and forgets old ones: for cron, or for deploy/systemd/sluice-backup.timer.
# The server may run meanwhile. server/docs/disaster-recovery.md says what is in a backup, and how to use it.
#
#   SLUICE_BACKUP_DIR            the folder of backups, on another disk, or s3://BUCKET/PREFIX (with BACKUP_S3_…, or the server's
#                                S3_…); made one by: sluice.jar backup --to DIR --init
#   SLUICE_BACKUP_KEEP_LAST      how many are kept at least (14)
#   SLUICE_BACKUP_KEEP_DAYS      younger ones are kept, too (30)
#   SLUICE_BACKUP_THROTTLE       how much is read a second at most, as in 50M (no limit)
#   SLUICE_BACKUP_METRICS        a file for node_exporter: /var/lib/prometheus/node-exporter/sluice-backup.prom (none)
#   SLUICE_JAR                   the program (/opt/sluice/sluice.jar)
#
# RECORD_DIR, DENY_LIST_FILE and AUDIT_LOG are the server's, and relative ones are below the present directory, as its are.
# Exit codes: 0 it is made; 1 it is made, and something in it is not as it should be; 2 none is made; 75 another one goes on.
set -eu

if [ -z "${SLUICE_BACKUP_DIR:-}" ]; then
  echo "backup.sh: SLUICE_BACKUP_DIR is not set: say where backups are kept" >&2
  exit 2
fi

set -- --to "$SLUICE_BACKUP_DIR" --keep-last "${SLUICE_BACKUP_KEEP_LAST:-14}" --keep-days "${SLUICE_BACKUP_KEEP_DAYS:-30}" "$@"
if [ -n "${SLUICE_BACKUP_THROTTLE:-}" ]; then set -- "$@" --throttle "$SLUICE_BACKUP_THROTTLE"; fi
if [ -n "${SLUICE_BACKUP_METRICS:-}" ]; then set -- "$@" --metrics-file "$SLUICE_BACKUP_METRICS"; fi

exec java -XX:+UseSerialGC -Xmx256m -jar "${SLUICE_JAR:-/opt/sluice/sluice.jar}" backup "$@"
