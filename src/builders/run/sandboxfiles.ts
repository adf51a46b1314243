/** Where our own files lie in the sandbox. */
export const own = { folder: '/berth', programs: '/berth/bin', calls: '/berth/calls', version: '/berth/version' } as const

/**
 * In the place of Docker's client. Each call is written down: how many words, the folder, then the words, each ended by
 * a zero byte. The answers are those of a Docker that has every volume, network and image, and no container.
 */
const docker = `#!/bin/sh
{ printf '%s\\0' "$#" "$PWD" "$@"; } >> "\${BERTH_CALLS:-${own.calls}}"
while [ "\${1#-}" != "$1" ]; do shift; done
case "$1" in
  version) echo 26.0.0 ;;
  --version) echo 'Docker version 26.0.0' ;;
  inspect) exit 1 ;;
  container) [ "$2" = inspect ] && exit 1 ;;
  run) case " $* " in *' -d '*|*' --detach '*) echo 0000000000000000000000000000000000000000000000000000000000000001 ;; esac ;;
esac
exit 0
`

const compose = `#!/bin/sh
exec ${own.programs}/docker compose "$@"
`

/** Scripts ask which commit this is. */
const git = `#!/bin/sh
case "$*" in
  'rev-parse HEAD'|'rev-parse --short HEAD') echo "$BERTH_COMMIT" ;;
  *) exit 1 ;;
esac
`

/** The version is asked first, as the demo service does. */
const lead = `#!/bin/sh
cd "$1" || exit 1
shift
BERTH_CALLS=/dev/null ./run --version > ${own.version} 2>/dev/null
exec ./run serve "$@"
`

export const programs: Readonly<Record<string, string>> = { docker, 'docker-compose': compose, git, lead }
