#!/bin/sh
# Passes for a folder with pages; ends in an error where the app says so.
[ -f broken-detect ] && exit 7
[ -f index.html ] || exit 100
