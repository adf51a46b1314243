# Starting Docker where it is installed but down.

docker_answers() { bounded docker version --format '{{.Server.Version}}' >/dev/null 2>&1; }

docker_command() { if has_systemd; then say 'systemctl start docker'; else say 'setsid dockerd'; fi; }

bring_docker_up() {
  docker_answers && return 0
  is_root || fail "Docker does not answer. Start it as root: $(docker_command). If it runs already, your user may not talk to it: add it to the group docker and sign in again."
  if has_systemd; then saying systemctl start docker || fail 'systemd could not start Docker; see journalctl -u docker.'
  else start_dockerd
  fi
  await_docker
}

# After a power cut these name processes that have ended; dockerd would wait for them, also for a dead one nobody has reaped.
drop_stale_pids() {
  for pid_file in "$root/var/run/docker.pid" "$root/var/run/docker/containerd/containerd.pid"; do
    [ -f "$pid_file" ] || continue
    [ -n "$(tr '\0' ' ' 2>/dev/null <"/proc/$(cat "$pid_file")/cmdline")" ] || rm -f "$pid_file"
  done
}

start_dockerd() {
  docker_log=$data/log/dockerd.log
  mkdir -p "$data/log"
  drop_stale_pids
  say "Starting dockerd in a session of its own; its log is $docker_log"
  setsid dockerd >>"$docker_log" 2>&1 </dev/null &
}

# Up to a minute: a Raspberry Pi with many images takes a while.
await_docker() {
  tries=120
  until docker_answers; do
    tries=$((tries - 1))
    if [ "$tries" -le 0 ]; then
      [ ! -f "${docker_log:-}" ] || tail -n 10 "$docker_log" >&2
      fail 'Docker did not answer within a minute.'
    fi
    sleep 0.5
  done
}
