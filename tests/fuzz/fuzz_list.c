/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a weight list to src/command/init_model.c, under options that the first byte chooses. A list is refused with
 * one line that says where, or it becomes a header that is JSON, whose tensors lie one behind the other; a small model is
 * filled and summed up.
 *
 * The program and its rooms are compiled into this file, with main renamed and exits leading back here.
 */
#define _XOPEN_SOURCE 700
#define _FILE_OFFSET_BITS 64

#include "../../src/command/parallel.h"
#include "../../src/json.h"
#include "held.h"
#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static jmp_buf ended;
static FILE *messages;
static const uint8_t *list_bytes;
static size_t list_left;

/* --- What the program gets in place of the system ----------------------------------------------------------------- */

static ssize_t next_line(char **line, size_t *capacity)
{
    const uint8_t *end = list_left ? (const uint8_t *)memchr(list_bytes, '\n', list_left) : NULL;
    const size_t length = end ? (size_t)(end - list_bytes) + 1 : list_left;

    (void)capacity;
    *line = (char *)hold(NULL, length + 1);     /* no room beyond the line: a read past it is found */
    if (length)
        memcpy(*line, list_bytes, length);
    (*line)[length] = 0;
    list_bytes += length;
    list_left -= length;
    return length ? (ssize_t)length : -1;
}

static int no_stat(struct stat *there)
{
    memset(there, 0, sizeof *there);
    return 0;
}

#define main                    init_model_main
#define exit(status)            longjmp(ended, 1 + (status))
#define realloc(old, size)      hold(old, size)
#define free(block)             release(block)
#define getline(line, n, file)  next_line(line, n)
#define feof(file)              (list_left == 0)
#define fstat(fd, there)        no_stat(there)
#undef stderr
#define stderr                  messages

#include "../../src/command/init_model.c"
#include "../../src/command/elements.c"
#include "../../src/command/model_list.c"
#include "../../src/command/output.c"
#include "../../src/command/program.c"
#include "../../src/command/safetensors.c"
#include "../../src/command/summary.c"
#include "../../src/command/table.c"
#include "../../src/command/utf8.c"

#undef exit
#undef realloc
#undef free
#undef feof
#undef fstat

/* --- Judgement ---------------------------------------------------------------------------------------------------- */

static options options_of(uint8_t byte)
{
    static const int64_t ranks[] = {1, 2, 3, INT64_C(1) << 31}, offsets[] = {0, 1, INT64_MAX, INT64_MIN};
    options o = {0};

    o.list = "-";
    o.quiet = 1;
    o.threads = 1;
    o.reading.replays = byte & 1;
    o.reading.random_seed = 42;
    o.reading.ranks = ranks[byte >> 1 & 3];
    o.reading.rank = byte & 8 ? o.reading.ranks - 1 : 0;
    o.reading.profile = (lecun_profile)(LECUN_KERAS2 + (byte >> 4 & 3) % 3);
    o.reading.seed_offset = offsets[byte >> 6];
    return o;
}

static size_t member(const char *text, size_t object, const char *name)
{
    lecun_json_items it = lecun_json_open(text, object);

    while (lecun_json_next(&it))
        if (lecun_json_is_string(text, it.key, name))
            return it.value;
    REQUIRE(!"a member of that name");
    return 0;
}

static int64_t next_integer(const char *text, lecun_json_items *it)
{
    int64_t value = 0;

    REQUIRE(lecun_json_next(it) && lecun_json_integer(text, it->value, &value));
    return value;
}

/* Every tensor of the header begins where the one before ends, and the last one ends the file. */
static void check_header(const model *m, const char *text, size_t length)
{
    lecun_json_items tensors, offsets;
    lecun_error error;
    int64_t end = 0;
    size_t count = 0;

    if (m->count > LECUN_JSON_MAX_KEYS / 2)     /* more than this reader takes */
        return;
    REQUIRE(lecun_json_check(text, length, &error));
    tensors = lecun_json_open(text, lecun_json_root(text));
    while (lecun_json_next(&tensors)) {
        if (lecun_json_is_string(text, tensors.key, "__metadata__"))
            continue;
        offsets = lecun_json_open(text, member(text, tensors.value, "data_offsets"));
        REQUIRE(next_integer(text, &offsets) == end);
        end = next_integer(text, &offsets);
        REQUIRE(end == (count + 1 < m->count ? end : m->bytes) && end <= m->bytes);
        REQUIRE(count < m->count && end >= 0);
        count++;
    }
    REQUIRE(count == m->count);
}

static int is_small(const model *m)
{
    size_t i;

    for (i = 0; i < m->count; i++)              /* Orthogonal is made whole, in a time that grows with more than its size */
        if (m->tensors[i].count > 256)
            return 0;
    return m->values <= 2000;
}

static int writing;

/* What passed the reader's checks can be filled, written and summed up. */
static void write_small(model *m, size_t head_size)
{
    static writer w;
    size_t i;

    if (!w.pieces) {
        w.pieces = parallel_start(1, 1, sizeof(piece), make_piece);
        w.out.name = "/dev/null";
        w.out.fd = open("/dev/null", O_WRONLY);
        w.summary_wanted = 1;
        REQUIRE(w.pieces && w.out.fd >= 0);
    }
    writing = 1;
    for (i = 0; i < m->count; i++)
        write_tensor(&w, &m->tensors[i]);
    while (write_piece(&w))
        ;
    put_table(messages, m, (int64_t)head_size + m->bytes, 0.0);
    writing = 0;
}

static void read_and_write(const options *o)
{
    struct stat list_file;
    model m = open_and_read_list(o, &list_file);
    size_t head_size;
    char *head = make_head(&m, o->list, &head_size);

    REQUIRE(head_size % 8 == 0);
    check_header(&m, head + 8, head_size - 8);
    if (is_small(&m))
        write_small(&m, head_size);
    free(head);
    free_model(&m);
    REQUIRE(held_blocks() == 0);
}

/* One line, which begins as it should. */
static void check_message(const char *message, size_t length)
{
    REQUIRE(length > 0 && message[length - 1] == '\n');
    REQUIRE(memchr(message, '\n', length) == message + length - 1);
    REQUIRE(strncmp(message, "<stdin>:", 8) == 0 || strncmp(message, "init_model: ", 12) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char *message;
    static size_t length;
    options o;

    if (!messages)
        messages = open_memstream(&message, &length);
    program.name = "init_model";                /* as main does */
    if (!size)
        return 0;
    rewind(messages);
    o = options_of((uint8_t)(data[0] ^ '0'));   /* a list behind a 0 is read with the options that are the default */
    list_bytes = data + 1;
    list_left = size - 1;
    if (setjmp(ended) == 0) {
        read_and_write(&o);
    } else {
        REQUIRE(!writing);
        fflush(messages);
        check_message(message, length);
        release_all();
    }
    return 0;
}
