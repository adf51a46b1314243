#!/bin/sh
# A lifecycle for tests, in the words of the CNB platform specification 0.12 ("creator"): it reads what the real one reads,
# runs real buildpacks of the builder image, writes a real OCI layout, and ends with the real exit codes.
# A variable FAIL of the platform folder makes the phase of that exit code fail.
set -u
app=/workspace layers=/layers platform=/platform report=/layers/report.toml order=/cnb/order.toml
cache='' layout='' repository='' run='' previous='' uid='' gid='' image=''
while [ $# -gt 0 ]; do
  case "$1" in
    -app) app=$2 ;; -layers) layers=$2 ;; -platform) platform=$2 ;; -cache-dir) cache=$2 ;; -order) order=$2 ;;
    -layout-dir) repository=$2 ;; -run-image) run=$2 ;; -previous-image) previous=$2 ;; -report) report=$2 ;;
    -uid) uid=$2 ;; -gid) gid=$2 ;;
    -layout) layout=true; shift; continue ;;
    -*) echo "ERROR: flag provided but not defined: $1" >&2; exit 3 ;;
    *) image=$1; shift; continue ;;
  esac
  shift 2
done

fail() { echo "ERROR: $2" >&2; exit "$1"; }
wanted() { [ "$(cat "$platform/env/FAIL" 2>/dev/null)" = "$1" ] && fail "$1" "$2: as was asked for"; }
# <registry>/<repository>/<tag> below the layout directory
place() { echo "$repository/$(echo "$1" | sed -e 's,^\([^.:/]*\)/,index.docker.io/\1/,' -e 's,:\([^:/]*\)$,/\1,')"; }
blob() { sum=$(sha256sum "$1" | cut -d ' ' -f 1); mv "$1" "$out/blobs/sha256/$sum"; echo "$sum"; }
bytes() { wc -c < "$out/blobs/sha256/$1" | tr -d ' '; }

case "${CNB_PLATFORM_API:-}" in 0.12 | 0.13) ;; *) fail 11 "platform API version '${CNB_PLATFORM_API:-}' is incompatible with the lifecycle" ;; esac
[ "$layout" = true ] && [ "${CNB_EXPERIMENTAL_MODE:-error}" = error ] && fail 1 'experimental features are disabled'
[ "$(id -u):$(id -g)" = "$uid:$gid" ] || fail 1 "exec as user $uid:$gid"
[ -e /var/run/docker.sock ] && fail 1 'the socket of Docker is within reach'
env | grep -E '^(DOCKER|BERTH|CNB_REGISTRY_AUTH|FAIL|TOKEN)' && fail 1 'the environment holds what it should not'

echo '===> ANALYZING'
wanted 32 analyze
base=$(place "$run")
[ -f "$base/index.json" ] || fail 32 "failed to find run image $run"
last=''
if [ -n "$previous" ] && [ -f "$(place "$previous")/index.json" ]; then
  last=$(place "$previous")
  echo "Restoring metadata for \"berth/site\" from app image"
  echo no > "$last/index.json" 2>/dev/null && fail 1 'the image of the last build can be written to'
fi

echo '===> DETECTING'
for name in $(ls "$platform/env"); do
  case "$name" in FAIL | PATH) ;; *) export "$name=$(cat "$platform/env/$name")" ;; esac
done
group='' broken=''
for at in $(sed -n -e 's/^id *= *"\(.*\)"/\1/p' -e 's/^version *= *"\(.*\)"/@\1/p' "$order" | tr '\n' ' ' | sed 's/ @/@/g'); do
  home=/cnb/buildpacks/$(echo "$at" | tr '/' '_' | tr '@' '/')
  [ -d "$home" ] || fail 22 "buildpack $at is not there"
  (cd "$app" && CNB_PLATFORM_DIR=$platform CNB_BUILDPACK_DIR=$home "$home/bin/detect" "$platform" "$layers/plan.toml"); code=$?
  echo "$code for $at"
  if [ $code = 0 ]; then group="$group $at"; elif [ $code != 100 ]; then broken=yes; fi
done
[ -z "$group" ] && [ -n "$broken" ] && fail 21 'No buildpack groups passed detection.'
[ -z "$group" ] && fail 20 'No buildpack groups passed detection.'

echo '===> RESTORING'
wanted 42 restore
if [ -f "$cache/committed/layers.tar" ]; then echo 'Restoring data from cache'; tar -xf "$cache/committed/layers.tar" -C "$layers"; fi

echo '===> BUILDING'
for at in $group; do
  home=/cnb/buildpacks/$(echo "$at" | tr '/' '_' | tr '@' '/') own=$layers/$(echo "${at%@*}" | tr '/' '_')
  mkdir -p "$own"
  (cd "$app" && CNB_LAYERS_DIR=$own CNB_PLATFORM_DIR=$platform "$home/bin/build" "$own" "$platform" "$layers/plan.toml"); code=$?
  [ $code = 0 ] || fail 51 "failed to build: exit status $code"
done

echo '===> EXPORTING'
wanted 62 export
out=$(place "$image") work=$(mktemp -d /layers/export.XXXXXX)
mkdir -p "$out/blobs/sha256" "$work/process/cnb/process" "$cache/committed"
echo '{"schemaVersion":2,"manifests":[]}' > "$out/index.json"
[ -n "$last" ] && echo "Reusing layers from image '$last'"
# the layers of the run image come first
manifest=$base/blobs/sha256/$(sed 's/.*"digest":"sha256:\([0-9a-f]*\)".*/\1/' "$base/index.json")
config=$base/blobs/sha256/$(sed 's/.*"config":{[^}]*"digest":"sha256:\([0-9a-f]*\)".*/\1/' "$manifest")
list=$(sed 's/.*"layers":\[\([^]]*\)\].*/\1/' "$manifest") ids=$(sed 's/.*"diff_ids":\[\([^]]*\)\].*/\1/' "$config")
for sum in $(echo "$list" | grep -o 'sha256:[0-9a-f]*' | cut -d : -f 2); do cp "$base/blobs/sha256/$sum" "$out/blobs/sha256/"; done
# a process each, from launch.toml; the real lifecycle links them to its launcher
processes='' entry=/cnb/lifecycle/launcher
for toml in "$layers"/*/launch.toml; do
  for type in $(sed -n 's/^type = "\(.*\)"/\1/p' "$toml"); do
    command=$(sed -n "/^type = \"$type\"/,/^command/s/^command = \"\(.*\)\"/\1/p" "$toml")
    printf '#!/bin/sh\nexec %s\n' "$command" > "$work/process/cnb/process/$type"
    chmod 755 "$work/process/cnb/process/$type"
    processes="$processes${processes:+,}{\\\"type\\\":\\\"$type\\\",\\\"command\\\":[\\\"sh\\\"],\\\"direct\\\":true,\\\"buildpackID\\\":\\\"berth/site\\\"}"
  done
  sed -n "/^type/,/^default/p" "$toml" | grep -q 'default = true' && entry=/cnb/process/$(sed -n 's/^type = "\(.*\)"/\1/p' "$toml" | head -n 1)
done
tar -cf "$work/app.tar" -C / "${app#/}"
tar -cf "$work/process.tar" -C "$work/process" cnb
for tar in "$work/app.tar" "$work/process.tar"; do
  sum=$(blob "$tar")
  list="$list,{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar\",\"digest\":\"sha256:$sum\",\"size\":$(bytes "$sum")}"
  ids="$ids,\"sha256:$sum\""
done
arch=$(sed 's/.*"architecture":"\([a-z0-9]*\)".*/\1/' "$config")
printf '{"architecture":"%s","os":"linux","config":{"User":"1000:1000","Env":["PATH=/cnb/process:/bin","CNB_APP_DIR=%s"],"Entrypoint":["%s"],"WorkingDir":"%s","Labels":{"io.buildpacks.build.metadata":"{\\"processes\\":[%s]}"}},"rootfs":{"type":"layers","diff_ids":[%s]}}' \
  "$arch" "$app" "$entry" "$app" "$processes" "$ids" > "$work/config"
sum=$(blob "$work/config")
printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:%s","size":%s},"layers":[%s]}' "$sum" "$(bytes "$sum")" "$list" > "$work/manifest"
sum=$(blob "$work/manifest")
printf '{"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:%s","size":%s}]}' "$sum" "$(bytes "$sum")" > "$out/index.json"
echo '{"imageLayoutVersion":"1.0.0"}' > "$out/oci-layout"
printf '[image]\n  tags = ["%s"]\n  digest = "sha256:%s"\n' "$image" "$sum" > "$report"
(cd "$layers" && tar -cf "$cache/committed/layers.tar" $(ls -d -- */kept 2>/dev/null))
echo "Saving $image..."
