#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# What hipcc makes of the text for two AMD GPUs: registers, spills and fused operations, with options that would fuse more.
#
#   hip.sh DIR          DIR: to work in
#
# Fails if a kernel spills, if one of truncated normals multiplies floats, or if options change what is fused in float64. (What
# floats there are elsewhere in the kernels of integers are the compiler's own: it divides integers by them.)
set -euo pipefail
cd "$(dirname "$0")/../.."
dir=$1
failed=0
printf '#include <hip/hip_runtime.h>\n#include "%s"\n' "$PWD/include/lecun_device.h" > "$dir/lecun.hip"

count() { sed -n "/^$2:/,/s_endpgm/p" "$1" | grep -cE "$3" || true; }

for gpu in gfx90a gfx1030; do
    seen=
    for options in -O3 "-O3 -ffp-contract=fast"; do
        # shellcheck disable=SC2086
        hipcc -Wno-unused-command-line-argument --offload-arch=$gpu $options --cuda-device-only -S -o "$dir/$gpu.s" "$dir/lecun.hip"
        spills=$(sed -n 's/.*vgpr_spill_count: *//p' "$dir/$gpu.s" | paste -sd/ -)
        registers=$(sed -n 's/.*\.vgpr_count: *//p' "$dir/$gpu.s" | paste -sd/ -)
        floats=$(count "$dir/$gpu.s" lecun_weights_truncated 'v_(pk_)?(fma|fmac|mad|mac)_f32|v_add_f32')
        doubles="fma $(count "$dir/$gpu.s" lecun_weights_f64 'v_(fma|fmac)_f64') mul $(count "$dir/$gpu.s" lecun_weights_f64 v_mul_f64) add $(
            count "$dir/$gpu.s" lecun_weights_f64 v_add_f64)"
        echo "$gpu $options: registers $registers, spilt $spills, fused or added floats $floats, float64 $doubles"
        [ "$spills" = 0/0/0 ] && [ "$floats" = 0 ] && [ "${seen:-$doubles}" = "$doubles" ] || failed=1
        seen=$doubles
    done
done
exit $failed
