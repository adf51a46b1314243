#!/bin/sh
# A site and a worker. What it downloads it keeps in a layer for the next build; a build.sh of the app is run.
set -eu
layers=$1
if [ -f "$layers/kept/tool" ]; then echo "tool of an earlier build: $(cat "$layers/kept/tool")"; else mkdir -p "$layers/kept" && echo 'fetched' > "$layers/kept/tool" && echo 'fetching the tool'; fi
printf '[types]\ncache = true\n' > "$layers/kept.toml"
[ -f build.sh ] && sh ./build.sh
echo "GREETING is ${GREETING:-not set}" >> index.html
printf '[[processes]]\ntype = "web"\ncommand = "/bin/busybox httpd -f -p ${PORT:-8080} -h /workspace"\n%s\n[[processes]]\ntype = "worker"\ncommand = "/bin/busybox sleep 1000"\n' "$(cat default 2>/dev/null || true)" > "$layers/launch.toml"
