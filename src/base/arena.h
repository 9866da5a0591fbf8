/* arena.h: memory that is given back all at once.
**
** One arena serves one request, one evaluation, one batch chunk or one loaded model. Code that
** computes takes memory with arena_get and never frees; whoever made the arena calls arena_reset
** (keep the blocks for the next round) or arena_deinit.
**
** Errors: arena_get returns NULL when `limit` bytes are used up, when the system has no memory, or
** when a test denies the n-th request (arena_deny). It never aborts; the caller answers with an
** error.
** Alignment: 16 bytes (a decimal128 fits anywhere). New memory is zeroed.
** Layer: base. Not thread-safe: one arena belongs to one thread at a time. */
#ifndef HENG_BASE_ARENA_H
#define HENG_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

typedef struct arena_block arena_block;

typedef struct arena {
    char *at, *end;          /* free part of the newest block */
    arena_block *blocks;     /* newest first */
    size_t used;             /* bytes handed out since init or reset */
    size_t limit;            /* 0 = ARENA_LIMIT_DEFAULT */
    long deny_at;            /* >0: the n-th request from now returns NULL (tests only) */
    bool failed; /* a request was refused since init or reset: what was built may lack something */
} arena;

#define ARENA_LIMIT_DEFAULT ((size_t)1 << 32)

void arena_init(arena *a, size_t limit_bytes);
void arena_deinit(arena *a);
/* Forgets everything handed out; keeps one block for reuse. */
void arena_reset(arena *a);

/* A place to return to: arena_mark now, arena_rewind later frees what was taken in between. */
typedef struct { arena_block *block; char *at; size_t used; } arena_pos;
arena_pos arena_mark(const arena *a);
void arena_rewind(arena *a, arena_pos pos);

void *arena_get(arena *a, size_t size);
/* count * size with overflow check. */
void *arena_get_array(arena *a, size_t count, size_t size);
/* Grows a block taken from this arena (copies unless it is the last one). old may be NULL. */
void *arena_grow(arena *a, void *old, size_t old_size, size_t new_size);
void *arena_copy(arena *a, const void *data, size_t size);

#define ARENA_NEW(a, type) ((type *)arena_get((a), sizeof(type)))
#define ARENA_ARRAY(a, type, n) ((type *)arena_get_array((a), (size_t)(n), sizeof(type)))

/* Vectors in an arena: any struct with the fields  T *items; int count, cap;
** VEC_PUSH(arena, &vec) returns a pointer to a new zeroed element, or NULL without memory. */
#define VEC(T) struct { T *items; int count, cap; }
#define VEC_PUSH(a, v) \
    ((__typeof__((v)->items))vec_push((a), (void **)&(v)->items, &(v)->cap, &(v)->count, \
                                      sizeof *(v)->items))
void *vec_push(arena *a, void **items, int *cap, int *count, size_t item_size);
/* Makes room for one more element and zeroes its place; count is not changed. */
bool vec_room(arena *a, void **items, int *cap, int count, size_t item_size);

/* malloc-backed memory for the few long-lived owners; same denial hook (heap_deny_at) for tests. */
void *heap_get(size_t size);                 /* zeroed; NULL without memory */
void *heap_grow(void *old, size_t size);     /* realloc; NULL leaves old alive */
void heap_free(void *p);
extern _Thread_local long heap_deny_at;

#endif
