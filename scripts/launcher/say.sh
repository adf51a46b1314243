# What the launcher says, and what it asks.

say() { printf '%s\n' "$*"; }
warn() { printf '%s\n' "$*" >&2; }

fail() {
  warn "berth: $*"
  exit 1
}

# Yes or no on the terminal; yes is the answer of an empty line.
ask() {
  printf '%s [Y/n] ' "$*"
  read -r answer || return 1
  case $answer in '' | [yY] | [yY][eE][sS]) return 0 ;; *) return 1 ;; esac
}

# Says a command, then runs it.
saying() {
  say "  \$ $*"
  "$@"
}
