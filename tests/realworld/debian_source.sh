#!/bin/bash
# Usage: debian_source.sh PACKAGE VERSION SHA256SUMS
#
# Prints a directory that holds the files of Debian's source package, as listed
# and verified by SHA256SUMS.  Downloaded once, with `apt-get source`, from where
# this machine's own apt gets its packages, into a cache outside the checkout.
set -euo pipefail
package=$1 version=$2 sums=$(realpath "$3")

if [ -n "${XDG_CACHE_HOME:-}" ]; then
  cache=$XDG_CACHE_HOME/pagurus
elif [ -n "${HOME:-}" ] && [ -w "$HOME" ]; then
  cache=$HOME/.cache/pagurus
else
  home=$(getent passwd "$(id -u)" | cut -d: -f6)
  if [ -w "$home" ]; then
    cache=$home/.cache/pagurus
  else
    cache=${TEST_TMPDIR:-/tmp}/pagurus-cache
  fi
fi
target=$cache/sources/${package}_$version

verified() { (cd "$1" 2>/dev/null && sha256sum --check --quiet --strict "$sums" >&2); }

if [ -d "$target" ] && verified "$target"; then
  echo "$target"
  exit
fi

mkdir -p "$cache/sources"
work=$(mktemp -d "$cache/fetch-XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/sources" "$work/lists/partial" "$work/cache/archives/partial" "$work/files"
# The machine's own package sources, asked for source packages only.
for file in /etc/apt/sources.list.d/*.sources; do
  [ -e "$file" ] || continue
  sed 's/^Types:.*/Types: deb-src/' "$file" > "$work/sources/$(basename "$file")"
done
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
  [ -e "$file" ] || continue
  sed -n 's/^deb\(-src\)\?[[:space:]]/deb-src /p' "$file" | sort -u > "$work/sources/$(basename "$file" .list).list"
done
options=(
  -qq
  -o Dir::Etc::SourceList=/dev/null
  -o Dir::Etc::SourceParts="$work/sources"
  -o Dir::State::Lists="$work/lists"
  -o Dir::Cache="$work/cache"
  -o APT::Sandbox::User=root
  -o Acquire::Languages=none
  -o Acquire::Retries=3
)
apt-get "${options[@]}" update >&2
(cd "$work/files" && apt-get "${options[@]}" source --download-only "$package=$version" >&2)
if ! verified "$work/files"; then
  echo "$package $version: what apt delivered is not what $sums names" >&2
  exit 1
fi
# Another test may have been faster: both have the same files.
rm -rf "$target"
mv -T "$work/files" "$target" 2>/dev/null || verified "$target"
echo "$target"
