# What kind of machine this is. BERTH_ROOT is a stand-in for / in the tests.

root=${BERTH_ROOT:-}

# Is this program here? Also in the folders of the system's own programs, which a plain user's PATH may lack.
has() {
  command -v -- "$1" >/dev/null 2>&1 || [ -x "$root/usr/sbin/$1" ] || [ -x "$root/sbin/$1" ]
}

# One value of os-release: ID, VERSION_ID, VERSION_CODENAME.
os_release() {
  sed -n "s/^$1=//p" "${BERTH_OS_RELEASE:-$root/etc/os-release}" 2>/dev/null | tr -d '"' | head -n 1
}

distribution() { say "$(os_release ID) $(os_release VERSION_ID)"; }

is_root() { [ "${BERTH_UID:-$(id -u)}" = 0 ]; }
has_terminal() { [ -t 0 ] && [ -t 1 ]; }
has_systemd() { [ -d "$root/run/systemd/system" ]; }

# Where the engine keeps everything; BERTH_DATA overrides.
data_folder() {
  if [ -n "${BERTH_DATA:-}" ]; then say "$BERTH_DATA"
  elif is_root; then say /var/lib/berth
  else say "${XDG_DATA_HOME:-$HOME/.local/share}/berth"
  fi
}
