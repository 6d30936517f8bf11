#!/bin/sh
# Check the unit as systemd would read it: lint.sh /path/to/veille (the program that ExecStart shall name).
set -eu
veille=$1
here=$(dirname "$0")
stand_in=/bin/sh
limit=1.2
limit_with_browser=1.9

if ! command -v systemd-analyze >/dev/null; then
  echo "systemd/lint.sh: systemd-analyze is missing, so the unit was not checked: apt install systemd (Debian, Ubuntu)" >&2
  [ "${CI:-}" = true ] && exit 1
  exit 0
fi

folder=$(mktemp -d "${TMPDIR:-/tmp}/veille-unit.XXXXXX")
trap 'rm -rf "$folder"' EXIT
[ -x "$veille" ] || {
  echo "systemd/lint.sh: $veille is no program" >&2
  exit 1
}
# systemd takes no program whose path holds a quotation mark (a clone's may); it asks of it only that it be there.
sed "s|^ExecStart=veille |ExecStart=$stand_in |" "$here/veille.service" > "$folder/veille.service"
grep -q "^ExecStart=$stand_in " "$folder/veille.service" || {
  echo "systemd/lint.sh: veille.service has no line 'ExecStart=veille …' to point at a program" >&2
  exit 1
}

# $1 is what is checked, $2 the exposure that it may have.
check() {
  # verify warns on stderr and may still exit 0: only silence is clean.
  said=$(systemd-analyze verify --man=no --recursive-errors=no "$folder/veille.service" 2>&1) || said="${said:-systemd-analyze verify failed}"
  if [ -n "$said" ]; then
    echo "$said" >&2
    exit 1
  fi

  # The threshold is given in tenths. Lines of the table that still count against the unit are shown when it fails.
  tenths=$(echo "$2" | tr -d .)
  if ! report=$(systemd-analyze security --offline=true --no-pager --threshold="$tenths" "$folder/veille.service" 2>&1); then
    echo "$report" | grep -v '✓' >&2
    echo "systemd/lint.sh: $1 is more exposed than $2" >&2
    exit 1
  fi
  echo "$report" | sed -n "s/^.*Overall exposure level for [^:]*: \([0-9.]*\).*/systemd: $1 is clean, exposure \1/p"
}

check veille.service "$limit"
mkdir "$folder/veille.service.d"
cp "$here/browser.conf" "$folder/veille.service.d/"
check "veille.service with browser.conf" "$limit_with_browser"
