#!/bin/sh
# What deploy/systemd's timers do as the user ksm, one after the other, for containers. Fails where one of them failed.
set -u
failed=0
for job in "assess --due" "backup --keep 14" check_ledger clearsessions clear_locks prune_db_task_results; do
  # shellcheck disable=SC2086  # A command and its options.
  .venv/bin/python manage.py $job || failed=1
done
exit $failed
