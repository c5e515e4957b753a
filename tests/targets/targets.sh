# SPDX-License-Identifier: MIT
#
# Sourced by tests/everywhere/run: target NAME SHARE COMPILER LINK RUNNER
#
# SHARE is LECUN_TEST_SHARE: emulated processors do one n-th of the random trials. LINK goes behind the objects. RUNNER
# precedes the program; "native" is nothing, and "-" is for the names in not-run.txt.
machine=$(uname -m)
if [ "$machine" = x86_64 ]; then
    for o in O0 O1 O2 O3 Os; do
        target x86_64-gcc-$o 4 "gcc -$o" '' native
    done
    target x86_64-gcc-c99 4 'gcc -std=c99 -O2' '' native
    target x86_64-gcc-lto 4 'gcc -O2 -flto' '' native
    target x86_64-gcc-native 4 'gcc -O3 -march=native' '' native
    target x86_64-gcc-contract 4 'gcc -O3 -march=native -ffp-contract=fast' '' native
    target x86_64-gcc-unsigned-char 4 'gcc -O2 -funsigned-char' '' native
    target x86_64-gcc-portable 4 'gcc -O2 -DLECUN_NO_SIMD' '' native
    target x86_64-gcc11 4 'gcc-11 -O2' '' native
    target x86_64-clang14-O0 4 'clang-14 -O0' '' native
    target x86_64-clang14 4 'clang-14 -O2' '' native
    target x86_64-clang19 4 'clang-19 -O2' '' native
    target x86_64-clang19-contract 4 'clang-19 -O3 -march=native -ffp-contract=fast' '' native
    target x86_64-tcc 30 'tcc' '' native
    target x86_64-glibc2.17 4 'zig -target x86_64-linux-gnu.2.17 -O2' '' native
    target x86_64-musl 4 'musl-gcc -O2 -static' '' native
fi
target i686-sse2 30 'i686-linux-gnu-gcc -O2 -msse2 -mfpmath=sse' '' 'qemu-i386 -L /usr/i686-linux-gnu'
target aarch64 60 'aarch64-linux-gnu-gcc -O2' '' 'qemu-aarch64 -L /usr/aarch64-linux-gnu'
target aarch64-contract 60 'aarch64-linux-gnu-gcc -O3 -ffp-contract=fast' '' 'qemu-aarch64 -L /usr/aarch64-linux-gnu'
target armhf 60 'arm-linux-gnueabihf-gcc -O2' '' 'qemu-arm -L /usr/arm-linux-gnueabihf'
target riscv64 60 'riscv64-linux-gnu-gcc -O2' '' 'qemu-riscv64 -L /usr/riscv64-linux-gnu'
target ppc64el 60 'powerpc64le-linux-gnu-gcc -O2' '' 'qemu-ppc64le -L /usr/powerpc64le-linux-gnu'
# big-endian
target s390x 60 's390x-linux-gnu-gcc -O2' '' 'qemu-s390x -L /usr/s390x-linux-gnu'
target powerpc 60 'powerpc-linux-gnu-gcc -O2' '' 'qemu-ppc -L /usr/powerpc-linux-gnu'
target mips 60 'mips-linux-gnu-gcc -O2' '' 'qemu-mips -L /usr/mips-linux-gnu'
target sparc64 60 'sparc64-linux-gnu-gcc -O2' '' 'qemu-sparc64 -L /usr/sparc64-linux-gnu'
target m68k-68040 60 'm68k-linux-gnu-gcc -O2 -m68040' '' 'qemu-m68k -cpu m68040 -L /usr/m68k-linux-gnu'
# bare metal
arm_gcc='arm-none-eabi-gcc -O2 -mthumb -mno-unaligned-access'
arm_link='-nostartfiles --specs=rdimon.specs -T tests/targets/cortex-m.ld tests/targets/cortex-m.c tests/targets/entropy.c'
board='-nographic -monitor none -serial none -semihosting-config enable=on,target=native -kernel'
target cortex-m3 240 "$arm_gcc -mcpu=cortex-m3" \
    "-Wl,--defsym=psram=0x21000000 $arm_link" "qemu-system-arm -M mps2-an385 $board"
target cortex-m4f 240 "$arm_gcc -mcpu=cortex-m4 -mfloat-abi=hard -mfpu=fpv4-sp-d16" \
    "-Wl,--defsym=psram=0x21000000 $arm_link" "qemu-system-arm -M mps2-an386 $board"
target cortex-m7 60 "$arm_gcc -mcpu=cortex-m7 -mfloat-abi=hard -mfpu=fpv5-d16" \
    "-Wl,--defsym=psram=0x60000000 $arm_link" "qemu-system-arm -M mps2-an500 $board"
rv_gcc='riscv64-unknown-elf-gcc --specs=picolibc.specs -O2'
rv_link='tests/targets/entropy.c --crt0=semihost --oslib=semihost
    -Wl,--defsym=__flash=0x80000000,--defsym=__flash_size=0x1000000,--defsym=__ram=0x81000000,--defsym=__ram_size=0x4000000'
target rv32imac 240 "$rv_gcc -march=rv32imac -mabi=ilp32" "$rv_link" "qemu-system-riscv32 -M virt -bios none $board"
target rv64gc 60 "$rv_gcc -march=rv64imafdc -mabi=lp64d -mcmodel=medany" "$rv_link" \
    "qemu-system-riscv64 -M virt -bios none $board"
# other systems
target windows-x86_64 4 'x86_64-w64-mingw32-gcc -O2' '-static' 'wine'
# Visual C++'s binary interface and macros, with headers of our own in place of Microsoft's; then with what its compiler does
# not define, so that its paths are taken.
msvc='-fms-compatibility-version=19.40 -isystem tests/targets/msvc -O2'
msvc_link='tests/targets/msvc/start.c -Lbuild/everywhere/msvc -fuse-ld=lld -nostdlib -Xlinker -stack:8388608,8388608
    -Wl,-subsystem:console,-entry:mainCRTStartup,-nodefaultlib'             # -lm is the whole runtime
target windows-msvc-x86_64 4 "clang-14 --target=x86_64-pc-windows-msvc $msvc" "$msvc_link" 'wine'
target windows-msvc-macros 4 "clang-14 --target=x86_64-pc-windows-msvc $msvc -Wno-unknown-pragmas -U__clang__ -U__SSE2__ -include emmintrin.h" \
    "$msvc_link" 'wine'
target wasm32-node 4 'clang-14 --target=wasm32-wasi -O2' '' 'node --no-warnings tests/targets/wasi.mjs'
target wasm32-wasmtime 4 'clang-14 --target=wasm32-wasi -O2' '' 'python tests/targets/wasi.py'
target macos-x86_64 60 'zig -target x86_64-macos -O2' '' -
target macos-arm64 60 'zig -target aarch64-macos -O2' '' -
target freebsd-x86_64 60 'zig -target x86_64-freebsd -O2' '' -
target windows-arm64 60 'zig -target aarch64-windows-gnu -O2' '' -
