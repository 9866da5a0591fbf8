/* arena.c: bump allocation from a chain of blocks.
**
**   blocks ─► newest ─► older ─► oldest          at ··· end = the free part of the newest
**
** Under AddressSanitizer the part that has not been handed out is poisoned, so that running over
** the end of one piece is seen although the neighbour belongs to the same block. */
#include "arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define HENG_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HENG_ASAN 1
#endif
#endif

#ifdef HENG_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(p, n) ASAN_POISON_MEMORY_REGION((p), (n))
#define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
/* A gap between pieces, so that an overrun by one element meets poison. */
enum { PIECE_GAP = 16 };
#else
#define POISON(p, n) ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
enum { PIECE_GAP = 0 };
#endif

struct arena_block {
    arena_block *next;
    size_t size;              /* bytes in data */
    _Alignas(16) char data[];
};

enum { ALIGNMENT = 16 };
static const size_t block_min_bytes = 16 * 1024, block_max_bytes = 1024 * 1024;

_Thread_local long heap_deny_at;

static size_t round_up(size_t size)
{
    return (size + (ALIGNMENT - 1)) & ~(size_t)(ALIGNMENT - 1);
}

static bool denied(arena *a)
{
    return a->deny_at > 0 && --a->deny_at == 0;
}

static size_t limit_of(const arena *a)
{
    return a->limit ? a->limit : ARENA_LIMIT_DEFAULT;
}

static void block_free(arena_block *b)
{
    UNPOISON(b->data, b->size);
    free(b);
}

/* Blocks double from 16 KiB to 1 MiB: a small request stays small, a big one needs few calls. */
static bool add_block(arena *a, size_t size)
{
    size_t room = a->blocks ? a->blocks->size * 2 : block_min_bytes;
    if (room > block_max_bytes) room = block_max_bytes;
    if (room < size) room = size;
    if (room > SIZE_MAX - sizeof(arena_block)) return false;
    arena_block *b = malloc(sizeof *b + room);
    if (!b) return false;
    b->next = a->blocks;
    b->size = room;
    a->blocks = b;
    a->at = b->data;
    a->end = b->data + room;
    POISON(b->data, room);
    return true;
}

void arena_init(arena *a, size_t limit_bytes)
{
    *a = (arena){ .limit = limit_bytes };
}

void arena_deinit(arena *a)
{
    for (arena_block *b = a->blocks, *next; b; b = next) {
        next = b->next;
        block_free(b);
    }
    a->blocks = NULL;
    a->at = a->end = NULL;
    a->used = 0;
}

void arena_reset(arena *a)
{
    arena_block *keep = NULL;
    for (arena_block *b = a->blocks, *next; b; b = next) {
        next = b->next;
        bool better = b->size <= block_max_bytes && (!keep || b->size > keep->size);
        if (better) {
            if (keep) block_free(keep);
            keep = b;
        } else {
            block_free(b);
        }
    }
    a->blocks = keep;
    a->at = a->end = NULL;
    a->used = 0;
    a->failed = false;
    if (!keep) return;
    keep->next = NULL;
    a->at = keep->data;
    a->end = keep->data + keep->size;
    POISON(keep->data, keep->size);
}

arena_pos arena_mark(const arena *a)
{
    return (arena_pos){ a->blocks, a->at, a->used };
}

void arena_rewind(arena *a, arena_pos pos)
{
    while (a->blocks != pos.block) {
        arena_block *b = a->blocks;
        a->blocks = b->next;
        block_free(b);
    }
    a->at = pos.at;
    a->used = pos.used;
    a->end = pos.block ? pos.block->data + pos.block->size : NULL;
    if (pos.block) POISON(a->at, (size_t)(a->end - a->at));
}

static void *refused(arena *a)
{
    a->failed = true;
    return NULL;
}

void *arena_get(arena *a, size_t size)
{
    if (denied(a)) return refused(a);
    if (size > SIZE_MAX / 2) return refused(a);
    size_t room = round_up(size ? size : 1) + PIECE_GAP;
    if (room > limit_of(a) - a->used) return refused(a);
    if (room > (size_t)(a->end - a->at) && !add_block(a, room)) return refused(a);
    char *p = a->at;
    a->at += room;
    a->used += room;
    UNPOISON(p, size);
    return memset(p, 0, size);
}

void *arena_get_array(arena *a, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) return refused(a);
    return arena_get(a, bytes);
}

/* The newest piece grows where it stands when the block has room for it. */
static bool grow_in_place(arena *a, char *old, size_t old_size, size_t new_size)
{
    size_t old_room = round_up(old_size ? old_size : 1) + PIECE_GAP;
    size_t new_room = round_up(new_size) + PIECE_GAP;
    bool is_last = old + old_room == a->at;
    if (!is_last || new_room > (size_t)(a->end - old)) return false;
    if (new_room - old_room > limit_of(a) - a->used) return false;
    a->at = old + new_room;
    a->used += new_room - old_room;
    UNPOISON(old, new_size);
    memset(old + old_size, 0, new_size - old_size);
    return true;
}

void *arena_grow(arena *a, void *old, size_t old_size, size_t new_size)
{
    if (!old) return arena_get(a, new_size);
    if (new_size <= old_size) return old;
    if (new_size > SIZE_MAX / 2) return refused(a);
    bool counts_as_request = a->deny_at > 0;
    if (counts_as_request && a->deny_at == 1) {
        a->deny_at = 0;
        return refused(a);
    }
    if (grow_in_place(a, old, old_size, new_size)) {
        if (counts_as_request) a->deny_at--;
        return old;
    }
    void *p = arena_get(a, new_size);
    if (p) memcpy(p, old, old_size);
    return p;
}

void *arena_copy(arena *a, const void *data, size_t size)
{
    void *p = arena_get(a, size);
    if (p && size) memcpy(p, data, size);
    return p;
}

bool vec_room(arena *a, void **items, int *cap, int count, size_t item_size)
{
    if (count < *cap) {
        /* The place may have been used and popped before; a new element is promised to be zero. */
        memset((char *)*items + (size_t)count * item_size, 0, item_size);
        return true;
    }
    if (*cap > INT32_MAX / 2) return false;
    int wanted = *cap ? *cap * 2 : 8;
    void *p = arena_grow(a, *items, (size_t)*cap * item_size, (size_t)wanted * item_size);
    if (!p) return false;
    *items = p;
    *cap = wanted;
    return true;
}

void *vec_push(arena *a, void **items, int *cap, int *count, size_t item_size)
{
    if (!vec_room(a, items, cap, *count, item_size)) return NULL;
    return (char *)*items + (size_t)(*count)++ * item_size;
}

static bool heap_denied(void)
{
    return heap_deny_at > 0 && --heap_deny_at == 0;
}

void *heap_get(size_t size)
{
    return heap_denied() ? NULL : calloc(1, size ? size : 1);
}

void *heap_grow(void *old, size_t size)
{
    return heap_denied() ? NULL : realloc(old, size ? size : 1);
}

void heap_free(void *p)
{
    free(p);
}
