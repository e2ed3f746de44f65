#!/bin/bash
# Usage: Scripts/arm64.sh        or `make arm64`: as root, on x86-64 Debian 12 or later, about ten minutes the first time
#
# Builds runner for arm64 Linux and shows that it writes the same bits: short trainings under QEMU with 1, 2 and 3 threads, each file
# compared with what .build/release/runner writes here.
#
# Debian 12 has no Swift, but Debian sid has one for both architectures. It is unpacked beside the system, not installed, and kept in
# RUNNER_ARM64 (default: ~/.cache/runner-arm64). If it cannot be fetched, the script says that it is skipped, and succeeds.
set -euo pipefail
cd "$(dirname "$0")/.."
checkout=$PWD
work=$(realpath -m "${RUNNER_ARM64:-$HOME/.cache/runner-arm64}")
amd64=$work/amd64 arm64=$work/arm64
start=$SECONDS

note() { echo "arm64: $((SECONDS - start)) s: $*"; }

skip() {
  echo "arm64: skipped: $*"
  exit 0
}

install_tools() {
  command -v qemu-aarch64-static >/dev/null && command -v aarch64-linux-gnu-objdump >/dev/null && return
  apt-get update -q >/dev/null &&
    DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends \
      qemu-user-static binutils-aarch64-linux-gnu >/dev/null
}

# apt with its own lists, cache and status: it neither knows nor changes the system's packages.
write_apt_configuration() {
  mkdir -p "$1"/{lists/partial,archives/partial}
  touch "$1/status"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror sid main" > "$1/sources.list"
  cat > "$1/apt.conf" <<CONF
Dir::Etc::sourcelist "$1/sources.list";
Dir::Etc::sourceparts "-";
Dir::State "$1";
Dir::State::status "$1/status";
Dir::Cache "$1";
APT::Architecture "amd64";
APT::Architectures { "amd64"; "arm64"; };
APT::Install-Recommends "false";
APT::Sandbox::User "root";
Acquire::Languages "none";
CONF
}

# For this machine, the compiler with what `swift build` needs; for arm64, the libraries and modules for linking.
download() {
  local unneeded='gcc|gcc-[0-9]+|cpp|gcc-.*x86.*|cpp-.*|perl.*|libperl.*|libpython.*|debconf|openssl-.*|libcc1-0|libgprofng0|libisl23'
  unneeded="^($unneeded|lib(a|t|hwa|l|ub)san.*|libgomp1|libitm1|libquadmath0|binutils.*|libbinutils|tzdata|media-types|netbase)\$"
  local closure gcc
  gcc=$(apt-cache pkgnames libstdc++- | sed -nE 's/^libstdc\+\+-([0-9]+)-dev$/\1/p' | sort -n | tail -1)
  closure=$(apt-get install -y --print-uris swiftlang bash coreutils git libc6-dev pkgconf "libgcc-$gcc-dev" "libstdc++-$gcc-dev" |
    sed -nE "s/^'[^']*' ([^_]*)_.*/\1/p" | grep -vE "$unneeded")
  local target=(swiftlang libswiftlang libc6 libc6-dev libgcc-s1 libstdc++6 "libgcc-$gcc-dev" "libstdc++-$gcc-dev"
    libyaml-dev libyaml-0-2 libjpeg62-turbo-dev libjpeg62-turbo libpng-dev libpng16-16t64 zlib1g-dev zlib1g libxml2-16 liblzma5 libuuid1)
  # shellcheck disable=SC2086  # names of packages
  apt-get download -q $closure "${target[@]/%/:arm64}" >/dev/null
}

# The needed parts of both Swift packages; the rest is debuggers, documentation and other targets.
unpack() {
  local deb swift=./usr/libexec/swift/lib/swift
  for deb in *_amd64.deb *_all.deb; do
    case $deb in
    swiftlang_*)
      dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$amd64" --exclude='*lldb*' --exclude='*sourcekit*' --exclude='*clangd*' \
        --exclude='*/embedded/*' --exclude='*/swift_static/*' --exclude='*libclang.so*' --exclude='*libLTO*' --exclude='*docc*' \
        --exclude='*FrameworkABIBaseline*' --exclude='*/llvm-objdump' --exclude='*/swift-format' --exclude='*/migrator/*'
      ;;
    *) dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$amd64" ;;
    esac || return
  done
  for deb in *_arm64.deb linux-libc-dev_*; do
    case $deb in
    swiftlang_*)
      dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$arm64" --wildcards "$swift/linux*" "$swift/shims*" "$swift/dispatch*" \
        "$swift/os*" "$swift/Block*" "$swift/CoreFoundation*" "$swift/_*" "$swift/apinotes*" "$swift/clang*" \
        './usr/libexec/swift/lib/clang*'
      ;;
    *) dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$arm64" ;;
    esac || return
  done
  ln -sfn usr/lib "$arm64/lib"
  ln -sfn ../libexec/swift/lib/swift "$arm64/usr/lib/swift"
  ln -sfn bash "$amd64/usr/bin/sh"
  ln -sfn ../libexec/swift/bin/lld "$amd64/usr/bin/ld"
}

write_swift_sdk() {
  local sdk=$work/sdk/arm64.artifactbundle
  mkdir -p "$sdk/arm64"
  cat > "$sdk/info.json" <<JSON
{"schemaVersion": "1.0", "artifacts": {"arm64": {"type": "swiftSDK", "version": "1", "variants": [{"path": "arm64"}]}}}
JSON
  cat > "$sdk/arm64/swift-sdk.json" <<JSON
{"schemaVersion": "4.0", "targetTriples": {"aarch64-unknown-linux-gnu": {
  "sdkRootPath": "$arm64", "swiftResourcesPath": "$arm64/usr/lib/swift", "toolsetPaths": ["toolset.json"]}}}
JSON
  cat > "$sdk/arm64/toolset.json" <<JSON
{"schemaVersion": "1.0", "rootPath": "/usr/libexec/swift/bin",
 "swiftCompiler": {"extraCLIOptions": ["-use-ld=lld"]}, "linker": {"path": "ld.lld"}}
JSON
}

fetch() {
  rm -rf "$work"
  mkdir -p "$amd64"/{proc,dev,mnt} "$arm64" "$work/debs"
  write_apt_configuration "$work/apt"
  cd "$work/debs"
  export APT_CONFIG=$work/apt/apt.conf
  apt-get update -q >/dev/null && download && unpack || return
  unset APT_CONFIG
  cd "$checkout"
  rm -rf "$work/debs" "$work/apt"
  write_swift_sdk
  recipe > "$work/complete"
}

# What was fetched for another list of packages is fetched again.
recipe() { declare -f download unpack write_swift_sdk | sha256sum; }

# Runs a command with the unpacked compiler, in a mount namespace of its own: nothing stays mounted. Folders have the same paths inside,
# including those from which git fetches instead of from an address.
chrooted() {
  local mirrors
  mirrors=$(git config --get-regexp '^url\..*\.insteadof' | sed -nE 's/^url\.(\/.*)\.insteadof .*/\1/p' | sort -u || true)
  # shellcheck disable=SC2016  # expanded inside
  unshare -m bash -c '
    set -euo pipefail
    root=$1 folders=$2 packages=$3; shift 3
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    for folder in $folders; do
      mkdir -p "$root$folder"
      mount --bind "$folder" "$root$folder"
    done
    ! [ -e /etc/gitconfig ] || cp /etc/gitconfig "$root/etc/gitconfig"
    exec env -i HOME=/root PATH=/usr/libexec/swift/bin:/usr/bin:/usr/sbin LANG=C.UTF-8 RUNNER_TARGET=arm64 \
      PKG_CONFIG_PATH="$packages" chroot "$root" "$@"' \
    - "$amd64" "$work $checkout $mirrors" "$arm64/usr/lib/aarch64-linux-gnu/pkgconfig" "$@"
}

# A multiply-add that the compiler fuses of its own accord would give other bits than on x86-64.
check_fused() {
  aarch64-linux-gnu-objdump -d --no-show-raw-insn "$1" | awk '
    /^[0-9a-f]+ <.*>:$/ { name = $2 }
    /\tfn?m(la|ls|add|sub)\t/ {
      if (name ~ /^<\$s15KernelsPortable/) inside++
      else { outside++; print "outside the kernels: " name $0 }
    }
    END { printf "arm64: %d fused multiply-adds in the kernels, %d elsewhere\n", inside, outside; exit !(inside > 100 && outside == 0) }'
}

# Usage: train RESULTS THREADS RUNNER...
train() {
  local to=(--results "$1" --threads "$2" --progress none)
  shift 2
  "$@" run experiments/dense.yaml experiments/conv.yaml "${to[@]}" --set epochs=2 --set dataset.train_limit=1000 \
    --set dataset.test_limit=500 >/dev/null || return
  # Augmentation, normalization, a schedule and averaged weights.
  "$@" run experiments/mnist-fast.yaml "${to[@]}" --set epochs=2 --set dataset.train_limit=200 --set dataset.test_limit=100 >/dev/null
}

compare() {
  local threads results=$work/results
  rm -rf "$results"
  train "$results/x86-64" 2 .build/release/runner || return
  for threads in 1 2 3; do
    train "$results/arm64-$threads" "$threads" \
      qemu-aarch64-static -L "$arm64" -E LD_LIBRARY_PATH="$arm64/usr/lib/swift/linux" "$1" || return
    diff -rq -x environment.json -x timing.csv -x report.html -x lock -x 'checkpoint*' \
      "$results/x86-64" "$results/arm64-$threads" || return
    note "threads $threads: the files of dense.yaml, conv.yaml and mnist-fast.yaml are x86-64's"
  done
}

[ "$(uname -m)" = x86_64 ] || skip "this machine is not x86-64"
[ "$(id -u)" = 0 ] || skip "unpacking another system takes root"
[ -x .build/release/runner ] || { echo "arm64: build first: make build" >&2; exit 66; }
mirror=$(grep -ohE 'https?://[^ ]+/debian/?( |$)' /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
  head -1 | tr -d ' ' || true)
[ -n "$mirror" ] || skip "no Debian mirror is configured"
install_tools || skip "qemu-user-static and binutils-aarch64-linux-gnu cannot be installed"
[ "$(cat "$work/complete" 2>/dev/null)" = "$(recipe)" ] || fetch || { rm -rf "$work"; skip "Debian sid's Swift cannot be fetched"; }
note "compiler and libraries are in $work"
chrooted swift build -c release --product runner --package-path "$checkout" --scratch-path "$work/build" \
  --swift-sdks-path "$work/sdk" --swift-sdk aarch64-unknown-linux-gnu
note "built"
binary=$work/build/aarch64-unknown-linux-gnu/release/runner
check_fused "$binary"
compare "$binary" || { note "other files than x86-64's"; exit 1; }
note "arm64 writes x86-64's files"
