# What is missing for a verb, found out without changing anything.

oldest_engine=23

# The engine's version: of the one that answers, else of the installed one; empty without either.
# A docker client alone is no engine.
engine_version() {
  version=$(bounded docker version --format '{{.Server.Version}}' 2>/dev/null) || version=
  if [ -z "$version" ] && has dockerd; then
    version=$(PATH=$PATH:$root/usr/sbin dockerd --version 2>/dev/null | sed -n 's/^Docker version \([0-9][0-9.]*\).*/\1/p')
  fi
  say "$version"
}

compose_version() { docker compose version --short 2>/dev/null | sed 's/^v//'; }

bounded() { if has timeout; then timeout 10 "$@"; else "$@"; fi; }
major() { say "${1%%.*}"; }

missing_docker() {
  engine=$(engine_version)
  if [ -z "$engine" ]; then say engine; fi
  has docker || say client
  [ -n "$(compose_version)" ] || say compose
  docker buildx version >/dev/null 2>&1 || say buildx
}

missing_programs() {
  for program in "$@"; do has "$program" || say "$program"; done
}

# All that is missing for `up` or `test`, one word each.
missing_for() {
  missing_docker
  [ "$1" = up ] || missing_programs ssh ip nsenter setpriv wrk caddy nginx chromium mmdebstrap docker-registry mkfs.xfs pebble named
  missing_programs setsid git rsync
  if ! modules_fresh; then missing_programs npm; fi
}

# A Docker that is here but too old is the owner's to replace, never ours.
refuse_old_docker() {
  engine=$(engine_version)
  if [ -n "$engine" ] && [ "$(major "$engine")" -lt "$oldest_engine" ]; then
    fail "Docker $engine is installed; Berth needs $oldest_engine or newer and does not replace what is there. Upgrade it, then try again."
  fi
  compose=$(compose_version)
  if [ -n "$compose" ] && [ "$(major "$compose")" -lt 2 ]; then
    fail "Docker Compose $compose is installed; Berth needs version 2 and does not replace what is there. Upgrade it, then try again."
  fi
}
