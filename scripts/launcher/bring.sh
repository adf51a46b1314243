# Bringing what a verb needs: find what is missing, say where it would come from, get it.

# Sets `packages` (may hold name/suite), `suite` (to be added, or empty) and `unsourced` from the words of `missing_for`.
decide() {
  packages='' suite='' unsourced=''
  for need in "$@"; do
    if names=$(package_of "$need"); then packages="$packages $names"; else unsourced="$unsourced $need"; fi
  done
  packages=$(unique $packages)
  case $packages in */*) suite=${packages##*/}; suite=${suite%% *} ;; esac
}

unique() { printf '%s\n' "$@" | awk 'NF && !seen[$0]++' | tr '\n' ' ' | sed 's/ $//'; }

explain() {
  say "Missing for berth $1: $2"
  if [ -n "$packages" ]; then say "  from apt: $packages"; fi
  if [ -n "$suite" ]; then
    say "  of which those marked /$suite come from the suite $suite of $(apt_mirror) ($(docker_source_reason))"
    say "  (or from Docker's own packages: https://docs.docker.com/engine/install/debian/)"
  fi
  for need in $unsourced; do say "  $need: $(other_source "$need")"; done
}

# What somebody with root would type.
commands() {
  if [ -n "$suite" ] && ! suite_known "$suite"; then
    printf "sudo tee %s <<'END'\n%s\nEND\n" "$(pin_file "$suite")" "$(pin_text "$suite")"
    printf "sudo tee %s <<'END'\n%s\nEND\n" "$(sources_file "$suite")" "$(source_text "$suite")"
  fi
  [ -z "$packages" ] || printf 'sudo apt-get update\nsudo apt-get install --no-install-recommends --no-upgrade %s\n' "$packages"
}

agree() {
  has_terminal || return 0
  ask 'Install these packages?' || fail 'nothing was changed.'
  [ -z "$suite" ] || suite_known "$suite" || ask "Add the apt suite $suite at a low priority?" || fail 'nothing was changed.'
}

bring_missing() {
  missing=$(missing_for "$1" | tr '\n' ' ')
  [ -n "$missing" ] || return 0
  decide $missing
  explain "$1" "$missing"
  if [ "$dry_run" = yes ]; then commands; return 0; fi
  must_have_sources "$1"
  [ -n "$packages" ] || return 0
  if ! is_root; then say 'As root, this brings them:'; commands; exit 1; fi
  agree
  [ -z "$suite" ] || suite_known "$suite" || add_suite "$suite"
  refresh_lists
  # Docker apart and first: nothing a test lacks may keep an app from running.
  bring_packages $(docker_ones $packages)
  bring_packages $(other_ones $packages)
}

docker_ones() { printf '%s\n' "$@" | grep '^docker' | grep -v '^docker-registry' || :; }
other_ones() { printf '%s\n' "$@" | grep -v '^docker' || :; printf '%s\n' "$@" | grep '^docker-registry' || :; }

# Tests say themselves what they lacked; `up` cannot go on without what it runs.
must_have_sources() {
  [ "$1" = up ] && [ -n "$unsourced" ] || return 0
  fail "$(distribution) is not among the systems Berth brings packages for; install what is listed and try again."
}

# All of it, for `up` and `test`.
bring() {
  refuse_old_docker
  bring_missing "$1"
  if [ "$dry_run" = yes ]; then say 'Nothing was changed.'; exit 0; fi
  bring_docker_up
  bring_busybox
}
