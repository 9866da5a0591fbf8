/* pack.c: answers as gzip for clients that take it: lists of decisions and hits shrink to a tenth.
 */
#include "api/internal.h"
#include <zlib.h>

/* Below this the header and the time are not worth it; level 5 is where time starts to buy little.
 */
enum { PACK_MIN = 2048, PACK_LEVEL = 5, GZIP_WINDOW = 15 + 16, PACK_MEMORY = 8 };

static void *from_arena(void *a, unsigned count, unsigned size)
{
    return arena_get_array(a, count, size);
}
static void to_arena(void *a, void *p) { (void)a; (void)p; }

/* "gzip" among the codings the client names, and not refused by q=0. */
static bool takes_gzip(api_request *r)
{
    const char *list =
        MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, "Accept-Encoding");
    const char *found = list ? strstr(list, "gzip") : NULL;
    if (!found) return false;
    const char *rest = found + strlen("gzip");
    while (*rest == ' ') rest++;
    if (strncmp(rest, ";q=0", 4) != 0) return true;
    for (rest += 4; *rest == '.' || *rest == '0'; rest++) {}
    return *rest >= '1' && *rest <= '9';
}

bool api_pack(api_request *r, str body, str *packed)
{
    if (body.len < PACK_MIN || !takes_gzip(r)) return false;
    z_stream z = { .zalloc = from_arena, .zfree = to_arena, .opaque = &r->arena };
    if (deflateInit2(&z, PACK_LEVEL, Z_DEFLATED, GZIP_WINDOW, PACK_MEMORY, Z_DEFAULT_STRATEGY)
        != Z_OK)
        return false;
    uLong room = deflateBound(&z, (uLong)body.len);
    char *out = arena_get(&r->arena, room);
    bool done = false;
    if (out) {
        z.next_in = (Bytef *)(uintptr_t)body.ptr;
        z.avail_in = (uInt)body.len;
        z.next_out = (Bytef *)out;
        z.avail_out = (uInt)room;
        done = deflate(&z, Z_FINISH) == Z_STREAM_END;
    }
    *packed = (str){ out, (int32_t)z.total_out };
    deflateEnd(&z);
    return done && packed->len < body.len;
}
