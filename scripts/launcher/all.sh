# All parts of the launcher; `here` is the project's folder.
for part in say machine sources needs node apt docker busybox bring; do
  # shellcheck source=/dev/null
  . "${parts:-$here/scripts/launcher}/$part.sh"
done
