/* SPDX-License-Identifier: MIT
 *
 * gpt2.c - GPT-2 124M as transformers initializes it, bit for bit, written as safetensors by N processes, each its part
 *
 *     gpt2 FILE [SEED [PROCESSES]]
 *
 * The weights are those of this Python, on an x86-64 CPU with AVX2, PyTorch 2.13 or later, transformers 5:
 *
 *     torch.manual_seed(SEED)
 *     GPT2LMHeadModel(GPT2Config())
 *
 * PyTorch draws everything from one generator, one tensor after the other, and most of it three times: a layer draws its
 * default, and the model draws again, the output layers of a block once more. So the program first goes over all the draws without
 * making any (a millisecond each), and keeps the generator's state before those that stay. From a state any process makes any
 * elements. The file is as long as it will be before the first is written, and each process writes its part of every tensor.
 */
#define _XOPEN_SOURCE 700

#include <lecun.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { VOCABULARY = 50257, CONTEXT = 1024, WIDTH = 768, LAYERS = 12, TENSORS = 4 + 12 * LAYERS, PIECE = 1 << 20 };

typedef struct tensor {
    char name[48];
    int64_t shape[2];
    size_t rank;
    lecun_initializer init;
    lecun_torch before;         /* the generator as it is before this draw */
    int64_t begin;              /* in the file's data, bytes */
} tensor;

static tensor tensors[TENSORS];
static lecun_torch torch;

static void must(lecun_status status)
{
    if (status != LECUN_OK) {
        fprintf(stderr, "gpt2: %s\n", lecun_status_string(status));
        exit(1);
    }
}

static void must_be(int holds, const char *what)
{
    if (!holds) {
        perror(what);
        exit(1);
    }
}

static int64_t count_of(const tensor *t)
{
    return t->shape[0] * (t->rank == 2 ? t->shape[1] : 1);
}

/* --- The model: names and shapes --------------------------------------------------------------------------------------------- */

static tensor *add(const char *block, int number, const char *name, int64_t rows, int64_t columns)
{
    static size_t count;
    tensor *const t = &tensors[count++];
    char prefix[24] = "";

    if (number >= 0)
        snprintf(prefix, sizeof prefix, "h.%d.", number);
    snprintf(t->name, sizeof t->name, "%s%s%s", block, prefix, name);
    t->shape[0] = rows;
    t->shape[1] = columns;
    t->rank = columns ? 2 : 1;
    must(strstr(name, "ln_") && strstr(name, "weight") ? lecun_init_ones(&t->init) : lecun_init_zeros(&t->init));
    must(lecun_torch_start(&t->before, LECUN_TORCH, 0));        /* ones and zeros draw nothing, so any state serves */
    return t;
}

/* wte, wpe; four matrices a block, in the order in which their layers are made. */
static tensor *embedding[2], *matrix[LAYERS][4];

static void list_tensors(void)
{
    int n;

    embedding[0] = add("transformer.", -1, "wte.weight", VOCABULARY, WIDTH);
    embedding[1] = add("transformer.", -1, "wpe.weight", CONTEXT, WIDTH);
    for (n = 0; n < LAYERS; n++) {
        add("transformer.", n, "ln_1.weight", WIDTH, 0);
        add("transformer.", n, "ln_1.bias", WIDTH, 0);
        matrix[n][0] = add("transformer.", n, "attn.c_attn.weight", WIDTH, 3 * WIDTH);
        add("transformer.", n, "attn.c_attn.bias", 3 * WIDTH, 0);
        matrix[n][1] = add("transformer.", n, "attn.c_proj.weight", WIDTH, WIDTH);
        add("transformer.", n, "attn.c_proj.bias", WIDTH, 0);
        add("transformer.", n, "ln_2.weight", WIDTH, 0);
        add("transformer.", n, "ln_2.bias", WIDTH, 0);
        matrix[n][2] = add("transformer.", n, "mlp.c_fc.weight", WIDTH, 4 * WIDTH);
        add("transformer.", n, "mlp.c_fc.bias", 4 * WIDTH, 0);
        matrix[n][3] = add("transformer.", n, "mlp.c_proj.weight", 4 * WIDTH, WIDTH);
        add("transformer.", n, "mlp.c_proj.bias", WIDTH, 0);
    }
    add("transformer.", -1, "ln_f.weight", WIDTH, 0);
    add("transformer.", -1, "ln_f.bias", WIDTH, 0);
}

/* --- The model: draws -------------------------------------------------------------------------------------------------------- */

/* normal_(0, std): of several draws the last one stays. */
static void draw(tensor *t, double std)
{
    must(lecun_init_torch_normal(&t->init, 0.0, std));
    t->before = torch;
    must(lecun_torch_skip(&torch, &t->init, LECUN_F32, t->shape, t->rank));
}

static void draw_all(void)
{
    const double residual = 0.02 / 4.898979485566356;           /* the square root of 2 * LAYERS */
    int n, k;

    draw(embedding[0], 1.0);                                    /* Embedding's defaults, and Conv1D's in transformers */
    draw(embedding[1], 1.0);
    for (n = 0; n < LAYERS; n++)
        for (k = 0; k < 4; k++)
            draw(matrix[n][k], 0.02);
    draw(embedding[0], 0.02);                                   /* _init_weights, of children first */
    draw(embedding[1], 0.02);
    for (n = 0; n < LAYERS; n++) {
        draw(matrix[n][0], 0.02);
        draw(matrix[n][1], 0.02);
        draw(matrix[n][1], residual);                           /* attn */
        draw(matrix[n][2], 0.02);
        draw(matrix[n][3], 0.02);
        draw(matrix[n][3], residual);                           /* mlp */
    }
    /* Last lm_head is drawn, twice; then it is tied to wte, and nothing is drawn behind it. */
}

/* --- The file ---------------------------------------------------------------------------------------------------------------- */

/* https://github.com/huggingface/safetensors: the header's length in 8 bytes, the header, the elements. Returns where they are. */
static int64_t write_header(int fd)
{
    static char header[64 * 1024];
    unsigned char bytes[8];
    size_t length, i;
    int64_t at = 0;

    length = (size_t)snprintf(header, sizeof header, "{\"__metadata__\":{\"format\":\"pt\"}");
    for (i = 0; i < TENSORS; i++) {
        tensor *const t = &tensors[i];
        char columns[16] = "";
        if (t->rank == 2)
            snprintf(columns, sizeof columns, ",%d", (int)t->shape[1]);
        t->begin = at;
        at += 4 * count_of(t);
        length += (size_t)snprintf(header + length, sizeof header - length,
                                   ",\"%s\":{\"dtype\":\"F32\",\"shape\":[%d%s],\"data_offsets\":[%lld,%lld]}",
                                   t->name, (int)t->shape[0], columns, (long long)t->begin, (long long)at);
    }
    header[length++] = '}';
    while (length % 8)
        header[length++] = ' ';
    for (i = 0; i < 8; i++)
        bytes[i] = (unsigned char)((uint64_t)length >> 8 * i);
    must_be(ftruncate(fd, (off_t)(8 + length) + (off_t)at) == 0, "file");
    must_be(pwrite(fd, bytes, 8, 0) == 8 && pwrite(fd, header, length, 8) == (ssize_t)length, "file");
    return (int64_t)(8 + length);
}

/* Elements `from` to `to` of a tensor. (The machine is little-endian, as the file is.) */
static void write_part(int fd, int64_t data, const tensor *t, int64_t from, int64_t to)
{
    static float piece[PIECE];

    while (from < to) {
        const size_t count = to - from < PIECE ? (size_t)(to - from) : PIECE;
        must(lecun_torch_fill_range(&t->before, &t->init, LECUN_F32, piece, count, t->shape, t->rank, from));
        must_be(pwrite(fd, piece, 4 * count, (off_t)(data + t->begin + 4 * from)) == (ssize_t)(4 * count), "file");
        from += (int64_t)count;
    }
}

static void write_parts(int fd, int64_t data, int number, int processes)
{
    size_t i;

    for (i = 0; i < TENSORS; i++) {
        const int64_t count = count_of(&tensors[i]);
        write_part(fd, data, &tensors[i], count * number / processes, count * (number + 1) / processes);
    }
}

int main(int argc, char **argv)
{
    const int64_t seed = argc > 2 ? strtoll(argv[2], NULL, 10) : 42;
    const int processes = argc > 3 ? atoi(argv[3]) : 2;
    int fd, number, ended, right = 0;
    int64_t data;

    if (argc < 2 || argc > 4 || processes < 1 || processes > 1000) {
        fprintf(stderr, "usage: gpt2 FILE [SEED [PROCESSES]]\n");
        return 2;
    }
    must(lecun_torch_start(&torch, LECUN_TORCH, seed));
    list_tensors();
    draw_all();
    fd = open(argv[1], O_RDWR | O_CREAT | O_TRUNC, 0666);
    must_be(fd >= 0, argv[1]);
    data = write_header(fd);
    for (number = 0; number < processes; number++) {
        const pid_t child = fork();
        must_be(child >= 0, "fork");
        if (child == 0) {
            write_parts(fd, data, number, processes);
            _exit(0);
        }
    }
    while (wait(&ended) > 0)
        right += ended == 0;
    must_be(right == processes && fsync(fd) == 0 && close(fd) == 0, "a process");
    printf("%d tensors by %d processes, GPT-2 124M after torch.manual_seed(%lld): %s\n", TENSORS, processes, (long long)seed, argv[1]);
    return 0;
}
