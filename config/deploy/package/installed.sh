#!/bin/sh
# After an installation or an upgrade: systemd learns of the unit, and a running daemon becomes the new one.
set -e
if [ -d /run/systemd/system ]; then
  systemctl daemon-reload
  systemctl try-restart deskhand.service
fi
