# Bringing packages with apt. Nothing installed is upgraded, replaced or removed.

sources_file() { say "/etc/apt/sources.list.d/berth-$1.sources"; }
pin_file() { say "/etc/apt/preferences.d/berth-$1"; }

apt_suites() { apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(CREATED_BY)' 2>/dev/null | sed -n 's/ Packages$//p' | sort -u; }

# The mirror this machine's own apt sources name for its own suite.
apt_mirror() {
  own=$(os_release VERSION_CODENAME)
  apt_suites | while read -r uri suite; do [ "$suite" != "$own" ] || { say "$uri"; break; }; done
}

suite_known() { apt_suites | grep -q " $1\$"; }

source_text() {
  say 'Types: deb'
  say "URIs: $(apt_mirror)"
  say "Suites: $1"
  say 'Components: main'
  keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  [ ! -f "$root$keyring" ] || say "Signed-By: $keyring"
}

# 100 is below what is installed and below the distribution's own 500: only what is named is taken from there.
pin_text() { printf 'Package: *\nPin: release n=%s\nPin-Priority: 100\n' "$1"; }

add_suite() {
  [ -n "$(apt_mirror)" ] || fail "no apt source of this machine names a mirror for $(os_release VERSION_CODENAME)."
  say "Adding the suite $1 of this machine's mirror at a low priority: $(pin_file "$1"), $(sources_file "$1")"
  source=$(source_text "$1") # before its file exists: an empty one would keep apt from telling the mirror
  pin_text "$1" >"$root$(pin_file "$1")"
  say "$source" >"$root$(sources_file "$1")"
}

apt_install() { apt-get install --yes --no-install-recommends --no-upgrade "$@"; }

# The packages an installation would upgrade or remove, by apt's own simulation.
apt_would_change() {
  simulation=$(apt_install --simulate "$@") || fail "apt cannot install $*; what it said stands above."
  say "$simulation" | sed -n 's/^Inst \([^ ]*\) \[.*/\1/p; s/^Remv \([^ ]*\) .*/\1/p' | tr '\n' ' '
}

refresh_lists() {
  say 'Refreshing the package lists (apt-get update)…'
  apt-get update -qq || warn 'Some package lists could not be refreshed; going on with those that could.'
}

bring_packages() {
  [ $# -gt 0 ] || return 0
  changed=$(apt_would_change "$@") || exit 1
  [ -z "$changed" ] || fail "installing $* would upgrade or remove $changed; Berth does not do that. Do it by hand if you agree."
  say "Installing: $*"
  log=$data/log/packages.log
  mkdir -p "$data/log"
  hold_services
  DEBIAN_FRONTEND=noninteractive apt_install -qq "$@" >"$log" 2>&1 || { release_services; tail -n 20 "$log" >&2; fail "the installation failed; all it said is in $log"; }
  release_services
}

# Packages start their services when installed; Berth wants only Docker's, and starts that itself.
hold_services() {
  policy=$root/usr/sbin/policy-rc.d
  [ ! -e "$policy" ] || return 0
  printf '#!/bin/sh\n# berth, while it installs packages\nexit 101\n' >"$policy"
  chmod 755 "$policy"
  held=$policy
  trap release_services EXIT
  trap 'release_services; exit 130' INT TERM
}

release_services() {
  [ -z "${held:-}" ] || rm -f "$held"
  held=
}
