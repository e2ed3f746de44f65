#!/bin/bash
# Installs what Scripts/package.sh has made into clean Debian 12 and 13, made by debootstrap, and trains dense.yaml there: the weights must be the
# recorded ones. Needs root, and Debian's packages.
set -euo pipefail
cd "$(dirname "$0")/.."

expected=$(sed -n 's/.*"weights_sha256": "\([0-9a-f]*\)".*/\1/p' results/dense.json)
[ $# != 0 ] || set -- bookworm trixie
for release in "$@"; do
  root=$(mktemp -d)
  trap 'umount "$root/proc" 2>/dev/null; rm -rf "$root"' EXIT
  debootstrap --variant=minbase "$release" "$root" >"$root.log" 2>&1 || { tail -5 "$root.log"; exit 1; }
  # Swift finds a program's arguments there.
  mount -t proc proc "$root/proc"
  cp .build-package/runner_*.deb "$root/tmp/runner.deb"
  chroot "$root" sh -c 'apt-get -qq update && apt-get -qq install --yes --no-install-recommends /tmp/runner.deb' >"$root.log" 2>&1 ||
    { tail -20 "$root.log"; exit 1; }
  chroot "$root" runner --version
  chroot "$root" runner /usr/share/runner/experiments/dense.yaml --results /tmp/results --quiet
  tar -xzf .build-package/runner-*.tar.gz -C "$root/tmp"
  chroot "$root" sh -c '/tmp/runner-*/bin/runner /usr/share/runner/experiments/dense.yaml --results /tmp/again --quiet'
  chroot "$root" sh -c 'cd /tmp && runner init --like mnist-conv >/dev/null && head -1 mnist-conv.yaml && runner validate mnist-conv.yaml'
  for results in results again; do
    grep -q "\"weights_sha256\": \"$expected\"" "$root/tmp/$results/dense.json" ||
      { echo "$release: $results: other weights than those recorded"; exit 1; }
  done
  echo "$release: installed by apt and unpacked, dense.yaml has the recorded weights"
  umount "$root/proc"
  rm -rf "$root" "$root.log"
done
