#!/usr/bin/env bash
# Starts a wall on a kiosk machine and starts it again whenever the browser ends.
# Usage: kiosk.sh 'https://server:8080/wall/dai-loc?sound=on#key=…' (a read key; none where WALL_ACCESS=open;
# with sound=on it sounds at alarms, which this browser is told to allow)
# Over https the wall also comes up while the server is away. A certificate of your own authority
# (npx ioc-wall tls init) is trusted once this user has been given that, with certutil of libnss3-tools:
#   mkdir -p ~/.pki/nssdb && certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n ioc-wall -i ioc-wall-ca.crt
# In a room without TLS the address begins with http://; the wall then needs its server to start.
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
