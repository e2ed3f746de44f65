#!/bin/bash
# Makes .build-package/runner-VERSION-linux-MACHINE.tar.gz and runner_VERSION_ARCHITECTURE.deb of what `make install` installs.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=.build-package
version=$(sed -n 's/^package let runnerVersion = "\(.*\)"$/\1/p' Sources/Runs/Runs/RunEnvironment.swift)
machine=$(uname -m)
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
rm -rf "$folder"

# As a user unpacks it anywhere: the program finds its data beside itself.
name=runner-$version-linux-$machine
make --no-print-directory install DESTDIR="$PWD/$folder/$name" PREFIX=
cp LICENSE "$folder/$name"
tar --create --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --directory "$folder" "$name" |
  gzip --no-name >"$folder/$name.tar.gz"

# As apt installs it.
architecture=$(dpkg --print-architecture)
root=$folder/runner_${version}_$architecture
mkdir -p "$root/usr" "$root/DEBIAN" "$root/usr/share/doc/runner"
cp -R "$folder/$name/bin" "$folder/$name/share" "$root/usr"
cp LICENSE "$root/usr/share/doc/runner/copyright"
# It reads debian/control and writes the libraries that the program needs.
mkdir "$folder/debian"
echo 'Source: runner' >"$folder/debian/control"
libraries=$(cd "$folder" && dpkg-shlibdeps -O "runner_${version}_$architecture/usr/bin/runner" 2>/dev/null | sed -n 's/^shlibs:Depends=//p')
cat >"$root/DEBIAN/control" <<CONTROL
Package: runner
Version: $version
Architecture: $architecture
Maintainer: The authors of runner
Installed-Size: $(du -sk "$root/usr" | cut -f1)
Depends: $libraries
Section: science
Priority: optional
Description: reproducible experiment runner for neural networks
 Trains the network that a YAML file describes, on the CPU, to the same bits
 with any number of threads and on every machine, and writes CSV and JSON.
CONTROL
dpkg-deb --root-owner-group --build "$root" "$folder" >/dev/null
rm -rf "$folder/debian" "$root" "${folder:?}/$name"
ls -l "$folder" | awk 'NR > 1 { print $5, $9 }'
