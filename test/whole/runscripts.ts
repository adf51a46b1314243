import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testImage } from '../../src/docker/testimage.ts'
import { run } from '../../src/kit/run.ts'

/** An image for developing, as such scripts name one: `yarn` installs, builds and serves. */
export const devImage = 'berth-test/webdev:1'

const yarn = `#!/bin/sh
set -e
case "$*" in
  install*) mkdir -p node_modules/greeting; echo "hello" > node_modules/greeting/word; echo "installed" > /usr/local/installed ;;
  'run build') test -f /usr/local/installed; mkdir -p public; echo "$(cat node_modules/greeting/word) from $(cat page.txt), debug $DEBUG" > public/index.html ;;
  'run serve'*) exec httpd -f -p "$PORT" -h public ;;
esac
`

export async function bringDevImage(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'berth-webdev-'))
  try {
    await writeFile(join(folder, 'yarn'), yarn)
    await writeFile(join(folder, 'Dockerfile'), `FROM ${testImage}\nCOPY --chmod=755 yarn /bin/yarn\nRUN mkdir -p /usr/local /etc\n`)
    await run(['docker', 'buildx', 'build', '--load', '--provenance', 'false', '--tag', devImage, '--', folder], { env: { DOCKER_CONFIG: '/nonexistent', BUILDX_CONFIG: folder } })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** A script of the convention: what it asks the machine and Docker for is what those of its generator ask for. */
export function runScript(version = '3.0.0', extra = ''): string {
  return `#! /usr/bin/env bash
set -euo pipefail
image="${devImage}"
PORT=8000
[ -t 1 ] && terminal="--tty --interactive" || terminal=""
[ -f .env ] && settings="--env-file .env" || settings=""
given="\${CANONICAL_WEBTEAM_RUN_SERVE_DOCKER_OPTS:-}"
command -v docker > /dev/null || { echo "Docker is missing"; exit 1; }
if grep -q '^docker:' /etc/group && ! groups | grep -q '\\bdocker\\b'; then echo "\`whoami\` is not in the group docker"; exit 1; fi
case "\${1:-}" in --version|-v) echo "Generated from generator-canonical-webteam@${version}"; exit ;; esac
project=$(cat .docker-project)
users="\${project}-etc"

end_container () {
  old=$(docker ps --all --quiet --filter "name=^/\${1}$")
  if [ -n "\${old}" ]; then docker rm --force \${old} > /dev/null; fi
}

in_container () {
  options="\${1}"; shift
  name=$(echo "\${project}-\${*// /_}" | tr -dc '[:alnum:]_.-')
  end_container "\${name}"
  docker run --name \${name} --rm --volume \`pwd\`:\`pwd\` --workdir \`pwd\` --volume \${users}:/etc --volume \${project}-local:/usr/local/ \\
    --env COMMIT_ID=$(git rev-parse HEAD || echo unknown) \${settings} \${terminal} \${options} \${image} $@
}

as_me () {
  options="\${1}"; shift
  if ! docker volume inspect -f " " \${users} 2> /dev/null; then
    docker run --rm --volume \${users}:/etc \${image} grep -P "x:$(id -u):" /etc/passwd
  fi
  in_container "--user $(id -u):$(id -g) \${options}" $@
}

install () {
  wanted=$(md5sum package.json | cut -c1-8)
  if [ ! -f .yarn.\${project}.hash ]; then
    as_me "" yarn install --force
    found=$(find node_modules -type f -print0 | sort -z | xargs -0 md5sum | md5sum | cut -c1-8)-\${wanted}
    echo \${found} > .yarn.\${project}.hash
  fi
}

command=\${1:-}; [ -z "\${command}" ] || shift
case $command in
  ""|"serve")
    install
    detach=""
    while [[ "\${1:-}" == -* ]]; do
      case "$1" in
        -d|--detach) detach="--detach" ;;
        -p|--port) PORT=\${2}; shift ;;
      esac
      shift
    done
    ${extra}
    as_me "--env DEBUG=true" yarn run build
    as_me "--env PORT=\${PORT} --publish \${PORT}:\${PORT} \${detach} \${given}" yarn run serve $*
  ;;
  "stop") docker kill $(docker ps --quiet --filter name=\${project}) ;;
esac
`
}
