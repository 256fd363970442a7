#!/bin/bash
# Usage: build.sh CC DIRECTORY
#
# Builds Lua 5.4 from Debian's source package with CC, by Lua's own makefile, in
# DIRECTORY.  Debian's packaging patches (libtool, multiarch paths) are left out,
# its security fixes are in.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cc=$1 directory=$2

sources=$("$here/../debian_source.sh" lua5.4 5.4.4-3+deb12u1 "$here/SHA256SUMS")
rm -rf "$directory/lua"
dpkg-source --skip-patches --no-check -x "$sources/lua5.4_5.4.4-3+deb12u1.dsc" "$directory/lua" > /dev/null
cd "$directory/lua"
for fix in debian/patches/*-cve-*.patch; do
  patch -p1 --silent < "$fix"
done
make -C src -j2 linux CC="$cc -std=gnu99" AR="ar rc" > "$directory/make.log" 2>&1 || {
  cat "$directory/make.log" >&2
  exit 1
}
