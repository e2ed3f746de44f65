#!/bin/sh
# Usage: Scripts/check-isa.sh [BINARY]        (default: .build/release/runner)
#
# Instructions beyond baseline x86-64 may occur only in the module that is compiled for them, behind the run-time choice
# of the instruction set. A generic function of the standard library could break that, such as
# `$ss6SIMD16V…Tg5`, that is specialised in a kernel module: its name does not say which, so the linker keeps any
# module's copy for all of them, and an older processor might run AVX-512 code.
#
# Fails if a function outside KernelsAVX512 uses AVX-512 (zmm, mask registers), if one outside KernelsAVX2 and
# KernelsAVX512 uses AVX, FMA or BMI at all, or if the kernel modules contain no wide code, which leaves nothing to check.
set -eu

binary=${1:-.build/release/runner}
if [ "$(uname -m)" != x86_64 ]; then
  echo "check-isa: nothing to check on $(uname -m)"
  exit 0
fi
if [ ! -r "$binary" ]; then
  echo "check-isa: $binary: no such file; build it with swift build -c release" >&2
  exit 66
fi
disassembly=$(mktemp)
trap 'rm -f "$disassembly"' EXIT
objdump -d --no-show-raw-insn "$binary" > "$disassembly"

awk '
  function finish() {
    if (name == "") return
    functions++
    owner = name ~ /^\$s13KernelsAVX512/ ? "avx512" : name ~ /^\$s11KernelsAVX2/ ? "avx2" : "other"
    if (wide512) uses512[owner]++
    if (wide256) uses256[owner]++
    if (vex) usesVex[owner]++
    if (owner == "avx512") return
    if (owner == "avx2") { if (wide512) leak("AVX-512", wide512); return }
    if (!vex) return
    leak(wide512 ? "AVX-512" : wide256 ? "256-bit AVX" : "AVX, FMA or BMI", wide512 ? wide512 : wide256 ? wide256 : vex)
  }

  function leak(what, line) {
    leaks++
    printf "check-isa: %s uses %s:\n  %s\n", name, what, line | "cat 1>&2"
  }

  /^[0-9a-f]+ <.*>:$/ {
    finish()
    name = $0
    sub(/^[0-9a-f]+ </, "", name)
    sub(/>:$/, "", name)
    wide512 = wide256 = vex = ""
    next
  }
  /%zmm|%[xy]mm(1[6-9]|2[0-9]|3[01])|%k[0-7]/ { wide512 = wide512 ? wide512 : $0; vex = vex ? vex : $0 }
  /%ymm/ { wide256 = wide256 ? wide256 : $0 }
  /\t(v[a-z]|andn |bextr |bls[ir] |blsmsk |bzhi |shlx |sarx |shrx |rorx |mulx |pdep |pext |lzcnt )/ && !/\tver[rw] / {
    vex = vex ? vex : $0
  }

  END {
    finish()
    printf "check-isa: %d functions\n", functions
    printf "  KernelsAVX512: %d with AVX-512 registers\n", uses512["avx512"]
    printf "  KernelsAVX2:   %d with 256-bit registers\n", uses256["avx2"]
    printf "  elsewhere:     %d with AVX, FMA or BMI\n", usesVex["other"]
    if (uses512["avx512"] == 0) {
      print "check-isa: no function of KernelsAVX512 has a 512-bit register: not the program, or not built for it" | "cat 1>&2"
      exit 1
    }
    if (uses256["avx2"] == 0) {
      print "check-isa: no function of KernelsAVX2 has a 256-bit register: not the program, or not built for it" | "cat 1>&2"
      exit 1
    }
    exit leaks > 0
  }
' "$disassembly"
