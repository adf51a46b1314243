# A static busybox in the data folder's cache, from which the starter apps' images are built.
# It is unpacked there and not installed: busybox-static takes the place of busybox on Debian.

is_static() { [ -x "$1" ] && ! grep -q -a -e '/lib.*/ld-[a-z-]*.*\.so' "$1"; }

bring_busybox() {
  busybox=$data/cache/busybox
  [ ! -x "$busybox" ] || return 0
  mkdir -p "$data/cache"
  if is_static "$root/bin/busybox"; then cp "$root/bin/busybox" "$busybox"
  else unpack_busybox
  fi
}

unpack_busybox() {
  say "Unpacking Debian's busybox-static into $data/cache (it is not installed)"
  folder=$(mktemp -d)
  download_busybox || { is_root && refresh_lists && download_busybox; } || fail 'busybox-static could not be had; run apt-get update as root and try again.'
  dpkg-deb -x "$folder"/busybox-static_*.deb "$folder"
  cp "$(find "$folder" -path '*/bin/busybox' -type f | head -n 1)" "$busybox.new" && chmod 755 "$busybox.new" && mv "$busybox.new" "$busybox"
  rm -rf "$folder"
}

# As root itself: apt's own user may not write to a temporary folder.
download_busybox() { (cd "$folder" && apt-get download -qq -o APT::Sandbox::User="$(id -un)" busybox-static >/dev/null 2>&1); }
