#!/bin/sh
# Installs Chromium for the tests in a browser, if none is there. Prints the one that will be used.
set -eu

find_chromium() {
  for name in ${CHROMIUM:-} chromium chromium-browser google-chrome google-chrome-stable; do
    if command -v "$name"; then return 0; fi
  done
  return 1
}

find_chromium && exit 0

if ! command -v apt-get >/dev/null; then
  echo 'no Chromium found, and no apt-get to install it with: install one and set CHROMIUM to its path' >&2
  exit 1
fi
as_root=''
if [ "$(id -u)" != 0 ]; then
  if ! sudo -n true 2>/dev/null; then
    echo 'no Chromium found; to install it: sudo apt-get install chromium' >&2
    exit 1
  fi
  as_root='sudo -n'
fi
$as_root apt-get update -qq >&2
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends chromium >&2
find_chromium || {
  echo 'apt-get installed chromium, but it is not on the PATH' >&2
  exit 1
}
