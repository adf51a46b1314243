#!/bin/sh
# Lists a folder: httpd asks this for every folder without an index page. REQUEST_URI is the folder as it was asked for.

path=$(httpd -d "${REQUEST_URI%%\?*}")
case $path in /data/*) ;; *) path=none ;; esac
case /$path/ in */../*) path=none ;; esac
folder=$path

# Harmless as HTML.
safe() { printf '%s' "$1" | sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g; s/"/\&quot;/g'; }

row() { # name, ending of the link, size
  link=$(printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n' | sed 's/../%&/g')$2
  printf '<li class="card"><a href="./%s">%s</a> <small>%s</small></li>\n' "$link" "$(safe "$1$2")" "$3"
}

list() {
  cd "$folder" || return
  [ "$path" = /data/ ] || echo '<li class="card"><a href="../">Up</a></li>'
  for name in *; do
    if [ -L "$name" ]; then continue
    elif [ -d "$name" ]; then row "$name" / folder
    elif [ -f "$name" ]; then row "$name" "" "$(du -h "$name" | cut -f 1)"
    fi
  done
  [ "$(ls | wc -l)" -gt 0 ] || echo '<li class="card">There is nothing here yet. Put files into the folder <code>data</code> of this app; its page in the console says where that is.</li>'
}

[ -d "$folder" ] || { printf 'Status: 404 Not Found\r\nContent-Type: text/plain\r\n\r\nThere is no such folder.\n'; exit; }
printf 'Content-Type: text/html; charset=utf-8\r\n\r\n'
cat ../page/head.html
list
echo '</ul></main></body></html>'
