/* batch_read.c: blocks of whole rows from a stream, converted to UTF-8 where needed. */
#include "cli/batch_read.h"
#include "cli/batch_csv.h"

#include <unicode/ucnv.h>

enum { CHUNK_BYTES = BLOCK_BYTES };

/* GB18030 bytes grow to UTF-8 by half again at most; twice is room enough. */
static bool convert(batch_reader *r)
{
    char *to = r->rest + r->rest_size;
    const char *from = r->raw;
    UErrorCode error = U_ZERO_ERROR;
    UChar pivot[1024], *pivot_from = pivot, *pivot_to = pivot;
    ucnv_convertEx(r->to, r->from, &to, r->rest + r->rest_room, &from, r->raw + r->raw_size, pivot,
                   &pivot_from, &pivot_to, pivot + 1024, false, r->ended, &error);
    r->rest_size = to - r->rest;
    r->raw_size -= from - r->raw;
    memmove(r->raw, from, (size_t)r->raw_size);
    return U_SUCCESS(error) || error == U_BUFFER_OVERFLOW_ERROR;
}

static bool read_more(batch_reader *r)
{
    if (r->ended) return true;
    int64_t want = CHUNK_BYTES;
    if (r->chinese) {
        int64_t room = CHUNK_BYTES - r->raw_size;
        size_t n = fread(r->raw + r->raw_size, 1, (size_t)room, r->in);
        r->raw_size += (int64_t)n;
        r->bytes += (int64_t)n;
        r->ended = room > 0 && n == 0;
        return convert(r);
    }
    if (want > r->rest_room - r->rest_size) want = r->rest_room - r->rest_size;
    size_t n = fread(r->rest + r->rest_size, 1, (size_t)want, r->in);
    r->rest_size += (int64_t)n;
    r->bytes += (int64_t)n;
    r->ended = n == 0;
    return true;
}

static bool is_utf8(const batch_reader *r)
{
    int64_t size = r->rest_size;
    /* A character cut at the end of the chunk says nothing. */
    for (int i = 0;
         !r->ended && i < 3 && size > 0 && ((unsigned char)r->rest[size - 1] & 0xC0) == 0x80; i++)
        size--;
    if (!r->ended && size > 0 && (unsigned char)r->rest[size - 1] >= 0xC0) size--;
    int32_t bad = utf8_bad((str){ r->rest, (int32_t)size });
    return bad < 0 || bad > size - 4;
}

static bool start_chinese(batch_reader *r)
{
    UErrorCode error = U_ZERO_ERROR;
    r->raw = heap_get(CHUNK_BYTES);
    r->from = ucnv_open("GB18030", &error);
    r->to = ucnv_open("UTF-8", &error);
    if (!r->raw || U_FAILURE(error)) return false;
    memcpy(r->raw, r->rest, (size_t)r->rest_size);
    r->raw_size = r->rest_size;
    r->rest_size = 0;
    r->chinese = true;
    return convert(r);
}

bool batch_reader_open(batch_reader *r, FILE *in)
{
    *r = (batch_reader){ .in = in, .rest_room = 4 * CHUNK_BYTES };
    r->rest = heap_get((size_t)r->rest_room);
    if (!r->rest) return false;
    while (r->rest_size < CHUNK_BYTES && !r->ended)
        if (!read_more(r)) return false;
    if (r->rest_size >= 3 && memcmp(r->rest, "\xEF\xBB\xBF", 3) == 0) {
        r->rest_size -= 3;
        memmove(r->rest, r->rest + 3, (size_t)r->rest_size);
        return true;
    }
    return is_utf8(r) || start_chinese(r);
}

void batch_reader_close(batch_reader *r)
{
    if (r->from) ucnv_close(r->from);
    if (r->to) ucnv_close(r->to);
    heap_free(r->rest);
    heap_free(r->raw);
}

static void drop(batch_reader *r, int64_t n)
{
    r->rest_size -= n;
    memmove(r->rest, r->rest + n, (size_t)r->rest_size);
}

bool batch_read_header(batch_reader *r, arena *a, str *line)
{
    if (r->rest_size == 0) return false;
    const char *end = r->rest + r->rest_size, *stop = csv_row_end(r->rest, end);
    int64_t size = stop - r->rest;
    if (size > 1 << 16) return false;
    *line = str_copy(a, (str){ r->rest, (int32_t)size });
    if (line->len && line->ptr[line->len - 1] == '\r') line->len--;
    drop(r, stop < end ? size + 1 : size);
    return line->ptr != NULL;
}

str batch_read_peek(const batch_reader *r)
{
    int64_t size = r->rest_size < BLOCK_BYTES ? r->rest_size : BLOCK_BYTES;
    return (str){ r->rest, (int32_t)size };
}

/* Bytes of whole rows among the first `size`; everything at the end of the file. */
static int64_t whole_rows(const batch_reader *r, int64_t size)
{
    const char *end = r->rest + size, *last = r->rest;
    if (r->ended && size == r->rest_size) return size;
    if (!memchr(r->rest, '"', (size_t)size)) {
        for (last = end; last > r->rest && last[-1] != '\n';) last--;
        return last - r->rest;
    }
    for (const char *stop; last < end && (stop = csv_row_end(last, end)) < end;) last = stop + 1;
    if (last > r->rest) return last - r->rest;
    /* A quote nobody closes: its line alone. */
    const char *line = memchr(r->rest, '\n', (size_t)size);
    return line ? line + 1 - r->rest : 0;
}

int64_t batch_read_block(batch_reader *r, char *out, int64_t room)
{
    while (r->rest_size < room && !r->ended)
        if (!read_more(r)) return -1;
    int64_t size = whole_rows(r, r->rest_size < room ? r->rest_size : room);
    if (size == 0 && r->rest_size > 0)
        size = r->rest_size < room ? r->rest_size : room; /* one row longer than a block */
    memcpy(out, r->rest, (size_t)size);
    drop(r, size);
    return size;
}
