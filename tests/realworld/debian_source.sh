#!/bin/bash
# Usage: debian_source.sh PACKAGE FILE SHA256
#
# Prints the path of FILE, one of the files of Debian's source package PACKAGE
# (its upstream archive, most of the time).  Downloaded once, with `apt-get
# source`, from where this machine's own apt gets its packages, into a cache
# outside the checkout.
#
# What pins a program is the checksum alone: mirrors drop a package's version
# when a security update replaces it, but the update comes with the same
# upstream archive, so whichever version lists the file will do.
set -euo pipefail
package=$1 file=$2 sha256=$3
cache=$("$(dirname "$0")/cache_directory.sh")
target=$cache/sources/$sha256/$file

die() {
  echo "debian_source.sh: $package, $file: $*" >&2
  exit 1
}
verified() { echo "$sha256  $1" | sha256sum --check --status --strict 2>/dev/null; }

if verified "$target"; then
  echo "$target"
  exit
fi

# One at a time: apt locks its lists, and the first fetches them for all.
apt=$cache/apt
mkdir -p "$apt/sources" "$apt/lists/partial" "$apt/cache/archives/partial"
exec 9> "$apt/lock"
flock 9
if verified "$target"; then
  echo "$target"
  exit
fi

log=$apt/log
options=(
  -qq
  -o Dir::Etc::SourceList=/dev/null
  -o Dir::Etc::SourceParts="$apt/sources"
  -o Dir::State::Lists="$apt/lists"
  -o Dir::Cache="$apt/cache"
  -o APT::Sandbox::User=root
  -o Acquire::Languages=none
  -o Acquire::Retries=3
)

# The machine's own package sources, asked for source packages only.
update() {
  local list
  rm -f "$apt"/sources/*
  for list in /etc/apt/sources.list.d/*.sources; do
    [ -e "$list" ] || continue
    sed 's/^Types:.*/Types: deb-src/' "$list" > "$apt/sources/$(basename "$list")"
  done
  for list in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [ -e "$list" ] || continue
    sed -n 's/^deb\(-src\)\?[[:space:]]/deb-src /p' "$list" | sort -u \
      > "$apt/sources/$(basename "$list" .list).list"
  done
  apt-get "${options[@]}" update > "$log" 2>&1 || true
}

# The versions of the package that have the file, newest first.
versions_with_file() {
  apt-cache "${options[@]}" showsrc --only-source "$package" 2>> "$log" |
    awk -v file="$file" -v sha256="$sha256" '
      /^Version:/ { version = $2 }
      $1 == sha256 && $3 == file && !seen[version]++ { print version }' |
    sort --version-sort --reverse
}

# A list may name what its mirror has no more; then another version may do.
download() {
  local version work
  for version in $(versions_with_file); do
    work=$(mktemp -d "$apt/fetch-XXXXXX")
    if (cd "$work" && apt-get "${options[@]}" source --download-only \
      "$package=$version" >> "$log" 2>&1) && verified "$work/$file"; then
      mkdir -p "$(dirname "$target")"
      mv "$work/$file" "$target"
      rm -rf "$work"
      return
    fi
    rm -rf "$work"
  done
  return 1
}

# The lists may be absent or stale; only then are they fetched.
download || { update && download; } || {
  cat "$log" >&2
  die "apt delivers no version that has it with SHA256 $sha256"
}
echo "$target"
