# Which Node runs Berth, and whether its packages are installed.

oldest_node=24

node_arch() {
  case "$(uname -m)" in x86_64) say x64 ;; aarch64 | arm64) say arm64 ;; *) uname -m ;; esac
}

# PATH's node where it is new enough, else the one among the npm packages; fails without either.
choose_node() {
  found=$(node --version 2>/dev/null | sed -n 's/^v\([0-9]*\)\..*/\1/p')
  brought=$here/node_modules/node-linux-$(node_arch)/bin/node
  if [ -n "$found" ] && [ "$found" -ge "$oldest_node" ]; then command -v node
  elif [ -x "$brought" ]; then say "$brought"
  else return 1
  fi
}

lock_sum() { cksum <"$here/package-lock.json"; }

# Do the installed packages match package-lock.json? Ours by the stamp, somebody's own `npm ci` by its date.
modules_fresh() {
  stamp=$here/node_modules/.berth-lock
  if [ -f "$stamp" ]; then [ "$(cat "$stamp")" = "$(lock_sum)" ]
  else [ "$here/node_modules/.package-lock.json" -nt "$here/package-lock.json" ]
  fi
}

bring_modules() {
  modules_fresh && return 0
  has npm || fail 'npm is missing; ./berth up brings it.'
  say "Installing Berth's npm packages into node_modules (npm ci; about a minute)…"
  (cd "$here" && npm ci --no-fund --no-audit --loglevel=error) || fail 'npm ci failed; what it said stands above.'
  lock_sum >"$here/node_modules/.berth-lock"
}
