# SPDX-License-Identifier: MIT
#
# Sourced by test scripts: `golden_digest REPOSITORY` prints what digest.c must print, from the golden records of the real
# Keras for LecunNormal(42)((784, 256)), and from the digests of everything and of glibc's functions.
golden_digest() {
    local repo=$1 dtype records
    records=$(for dtype in f32 f64 f16 bf16; do
        awk -v d=$dtype '$1 == "keras2" && $2 == "LecunNormal" && $3 == "{\"seed\":42}" && $4 == d && $6 == "784x256" {
            print d, $9
        }' "$repo/tests/vectors/golden.txt"
    done)
    if [ "$(printf '%s\n' "$records" | wc -l)" != 4 ]; then
        echo "not ok - the golden records of (784, 256) are missing" >&2
        return 1
    fi
    printf 'canary 0x0p+0\nself_test 0\nchecks that fail 0\n%s\n' "$records"
    sed -n 's/^expected=/everything /p' "$repo/tests/everywhere/run"
    printf 'functions 2443ee39f7a497c6\n'
}
