#!/usr/bin/env bash
# Starts a wall on a kiosk machine and starts it again whenever the browser ends.
# Usage: kiosk.sh 'http://server:8080/wall/dai-loc#key=…' (a read key; none where WALL_ACCESS=open)
set -u
url=${1:?the address of the wall}
profile=${XDG_STATE_HOME:-$HOME/.local/state}/ioc-wall-kiosk
mkdir -p "$profile"
while true; do
  # A crash leaves "restore pages?" behind, which nobody is there to click away.
  sed -i 's/"exit_type":"[^"]*"/"exit_type":"Normal"/' "$profile/Default/Preferences" 2>/dev/null || true
  chromium --kiosk --user-data-dir="$profile" --noerrdialogs --disable-infobars --no-first-run \
    --disable-session-crashed-bubble --autoplay-policy=no-user-gesture-required "$url"
  sleep 2
done
