# Where each missing thing comes from, per distribution. What is not in this table is not brought.

# The suite of Docker's packages ("own": the distribution's) and their names: engine, compose, buildx, client.
docker_source() {
  case "$(distribution)" in
    'debian 12') say 'trixie docker.io docker-compose docker-buildx docker-cli' ;;
    'debian 13') say 'own docker.io docker-compose docker-buildx docker-cli' ;;
    'ubuntu 24.04') say 'own docker.io docker-compose-v2 docker-buildx docker.io' ;;
    *) return 1 ;;
  esac
}

docker_source_reason() {
  case "$(distribution)" in
    'debian 12') say "Debian 12's own Docker is 20.10 with Compose 1.29, which is too old" ;;
    *) say "the distribution's own packages" ;;
  esac
}

# The package of a docker need. Names it by its suite, so that nothing else is taken from that suite than it must.
docker_package() {
  # shellcheck disable=SC2046 # the fields are words
  set -- "$1" $(docker_source) || return 1
  case $1 in engine) name=$3 ;; compose) name=$4 ;; buildx) name=$5 ;; client) name=$6 ;; *) return 1 ;; esac
  if [ "$2" = own ]; then say "$name"; else say "$name/$2"; fi
}

# The package of anything else; all of them are in the distribution's own suites.
plain_package() {
  case $1 in
    npm) say 'nodejs npm' ;;
    nginx) say nginx-light ;;
    ssh) say openssh-client ;;
    ip) say iproute2 ;;
    nsenter | setpriv | setsid) say util-linux ;;
    chromium) if [ "$(os_release ID)" = debian ]; then say chromium; else return 1; fi ;;
    caddy) say "caddy $(nss_tools)" ;;
    git | rsync | wrk | mmdebstrap | docker-registry | pebble) say "$1" ;;
    mkfs.xfs) say xfsprogs ;;
    named) say bind9 ;;
    *) return 1 ;;
  esac
}

# caddy needs libnss3-tools, whose newest would upgrade an older libnss3 that is here: take the one that fits it.
nss_tools() {
  installed=$(dpkg-query -W -f '${Version}' libnss3 2>/dev/null) || return 0
  has certutil || say "libnss3-tools=$installed"
}

package_of() {
  case $1 in
    engine | compose | buildx | client) docker_package "$1" ;;
    *) plain_package "$1" ;;
  esac
}

# What to do by hand where this table ends.
other_source() {
  case $1 in
    chromium) say 'install a Chromium and put it on PATH (on Ubuntu: snap install chromium)' ;;
    npm) say 'Node 24 with npm: https://nodejs.org/en/download' ;;
    engine | compose | buildx | client) say 'Docker 23 or newer with Compose v2: https://docs.docker.com/engine/install/' ;;
    *) say "install $1 with this system's own tools" ;;
  esac
}
