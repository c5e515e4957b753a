/* SPDX-License-Identifier: MIT
 *
 * raw_words.c - the 32-bit words under the weights, in binary on stdout, for test batteries that read such a stream
 *
 *   raw_words SEED           the stream of the seed: every word that uniforms and uncut normals are made of, in order
 *   raw_words --seeds        the first block of seed 0, of seed 1, of seed 2, ...: are the seeds independent?
 *   raw_words --groups SEED  the first block of each group of four truncated normals, which are 256 blocks apart
 *
 * It ends when the reader does.
 */
#include "../../src/seed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCKS = 4096 };

static lecun_philox stream_of(int64_t seed)
{
    lecun_initializer init;

    if (lecun_init_lecun_normal(&init, seed))
        exit(2);
    return lecun_stream_of(&init);
}

int main(int argc, char **argv)
{
    const int seeds = argc == 2 && strcmp(argv[1], "--seeds") == 0;
    const int groups = argc == 3 && strcmp(argv[1], "--groups") == 0;
    uint32_t words[BLOCKS][4];
    lecun_philox at;
    int64_t seed = 0;
    int i;

    if (!seeds && !groups && argc != 2) {
        fprintf(stderr, "usage: raw_words SEED | --seeds | --groups SEED\n");
        return 2;
    }
    at = stream_of(seeds ? 0 : strtoll(argv[argc - 1], NULL, 10));
    do
        for (i = 0; i < BLOCKS; i++) {
            lecun_philox_block(&at, words[i]);
            if (seeds)
                at = stream_of(++seed);
            else
                lecun_philox_skip(&at, 0, groups ? 256 : 1);
        }
    while (fwrite(words, sizeof words, 1, stdout) == 1);
    return 0;
}
