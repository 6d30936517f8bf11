#!/bin/sh
# Installs what `make test-servers` starts, each once. $1 is the environment's bin. What can't be had is named, and
# its test passes over it: this script never fails.
bin=$1

missing() { echo "test-servers: $1 can't be had today ($2)"; }

# Debian starts a server that it installs unless this file forbids it (invoke-rc.d(8)).
policy=/usr/sbin/policy-rc.d
forbid() {
  [ -e $policy ] && return
  printf '#!/bin/sh\nexit 101\n' >$policy && chmod +x $policy && trap 'rm -f $policy' EXIT
}

updated=
debian() { # a file that the package brings, the package
  [ -e "$1" ] && return
  command -v apt-get >/dev/null || { missing "$2" "no apt-get here"; return; }
  [ "$(id -u)" = 0 ] || { missing "$2" "apt-get needs root"; return; }
  forbid
  [ -n "$updated" ] || { timeout 120 apt-get update -qq >/dev/null 2>&1; updated=yes; }
  DEBIAN_FRONTEND=noninteractive timeout 180 \
    apt-get install -y -qq --no-install-recommends "$2" >/dev/null 2>&1 </dev/null || missing "$2" "apt-get failed"
}

python() { # an environment's bin, a module, the package
  "$1/python" -c "import $2" 2>/dev/null && return
  timeout 300 "$1/python" -m pip install --quiet "$3" >/dev/null 2>&1 || missing "$3" "pip failed"
}

debian /usr/sbin/postfix postfix
debian /usr/lib/dovecot/imap dovecot-imapd
debian /usr/lib/dovecot/lmtp dovecot-lmtpd
debian /usr/bin/prosody prosody
debian /usr/sbin/ngircd ngircd
debian /usr/sbin/mosquitto mosquitto
debian /usr/bin/chromium-headless-shell chromium-headless-shell
python "$bin" playwright playwright
python "$bin" slixmpp slixmpp
python "$bin" paho.mqtt.client paho-mqtt
# In an environment of its own: it asks for other versions of what veille uses.
[ -x "$bin/../servers/bin/python" ] || "$bin/python" -m venv "$bin/../servers" || missing matrix-synapse "no venv"
python "$bin/../servers/bin" synapse.app.homeserver matrix-synapse
exit 0
