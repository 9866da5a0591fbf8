/* Tests of base/arena: alignment, zeroing, limits, denial, rewinding, vectors. */
#include "check.h"

static void pieces_are_aligned_zeroed_and_apart(void **state)
{
    arena a;
    arena_init(&a, 0);
    char *before = NULL;
    for (size_t size = 0; size < 3000; size += 7) {
        char *p = arena_get(&a, size);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % 16, 0);
        for (size_t i = 0; i < size; i++) assert_int_equal(p[i], 0);
        memset(p, 0x5A, size);
        assert_ptr_not_equal(p, before);
        before = p;
    }
    arena_deinit(&a);
}

static void a_limit_gives_null_and_leaves_the_rest_usable(void **state)
{
    arena a;
    arena_init(&a, 1000);
    assert_null(arena_get(&a, 2000));
    assert_non_null(arena_get(&a, 100));
    int got = 0;
    while (arena_get(&a, 100)) got++;
    assert_in_range(got, 1, 9);
    assert_true(a.used <= 1000);
    arena_reset(&a);
    assert_non_null(arena_get(&a, 100));
    arena_deinit(&a);
}

static void absurd_sizes_are_refused(void **state)
{
    arena a;
    arena_init(&a, 0);
    assert_null(arena_get(&a, SIZE_MAX));
    assert_null(arena_get(&a, SIZE_MAX - 8));
    assert_null(arena_get_array(&a, SIZE_MAX / 2, 3));
    assert_null(arena_grow(&a, arena_get(&a, 8), 8, SIZE_MAX - 3));
    assert_non_null(arena_get_array(&a, 3, 5));
    arena_deinit(&a);
}

static void the_denied_request_is_exactly_the_nth(void **state)
{
    arena a;
    arena_init(&a, 0);
    for (int n = 1; n < 20; n++) {
        a.deny_at = n;
        for (int i = 1; i < n; i++) assert_non_null(arena_get(&a, 8));
        assert_null(arena_get(&a, 8));
        assert_non_null(arena_get(&a, 8));
    }
    a.deny_at = 1;
    void *p = arena_get(&a, 8);
    assert_null(p);
    p = arena_get(&a, 8);
    a.deny_at = 1;
    assert_null(arena_grow(&a, p, 8, 64));
    assert_non_null(arena_grow(&a, p, 8, 64));
    arena_deinit(&a);
}

static void growing_keeps_the_old_bytes_and_zeroes_the_new(void **state)
{
    arena a;
    arena_init(&a, 0);
    char *p = arena_get(&a, 3);
    memcpy(p, "abc", 3);
    size_t size = 3;
    for (size_t next = 5; next < 400000; next = next * 3 / 2 + 1) {
        if (next % 2) arena_get(&a, 1);                  /* now the piece is not the last one */
        p = arena_grow(&a, p, size, next);
        assert_non_null(p);
        assert_memory_equal(p, "abc", 3);
        for (size_t i = size; i < next; i++) assert_int_equal(p[i], 0);
        size = next;
    }
    assert_ptr_equal(arena_grow(&a, p, size, 10), p);
    arena_deinit(&a);
}

static void rewinding_gives_back_what_came_after_the_mark(void **state)
{
    arena a;
    arena_init(&a, 0);
    arena_pos empty = arena_mark(&a);
    char *kept = arena_copy(&a, "kept", 4);
    arena_pos pos = arena_mark(&a);
    char *first = arena_get(&a, 100);
    memset(first, 'x', 100);
    for (int i = 0; i < 1000; i++) assert_non_null(arena_get(&a, 1000));
    arena_rewind(&a, pos);
    assert_int_equal(a.used, pos.used);
    char *again = arena_get(&a, 100);
    assert_ptr_equal(again, first);
    for (int i = 0; i < 100; i++) assert_int_equal(again[i], 0);
    assert_memory_equal(kept, "kept", 4);
    arena_rewind(&a, empty);
    assert_int_equal(a.used, 0);
    assert_non_null(arena_get(&a, 10));
    arena_deinit(&a);
}

static void a_vector_gives_zeroed_elements_even_after_popping(void **state)
{
    typedef struct { int x, y; } pair;
    VEC(pair) v = { 0 };
    arena a;
    arena_init(&a, 0);
    for (int i = 0; i < 1000; i++) {
        pair *p = VEC_PUSH(&a, &v);
        assert_non_null(p);
        assert_int_equal(p->x + p->y, 0);
        *p = (pair){ i, -i - 1 };
    }
    for (int i = 0; i < 1000; i++) assert_int_equal(v.items[i].x, i);
    v.count = 5;
    pair *p = VEC_PUSH(&a, &v);
    assert_int_equal(p->x, 0);
    assert_int_equal(p->y, 0);
    arena_deinit(&a);
}

static void a_vector_without_memory_keeps_its_elements(void **state)
{
    VEC(int) v = { 0 };
    arena a;
    arena_init(&a, 4096);
    int pushed = 0;
    for (int *p; (p = VEC_PUSH(&a, &v)); pushed++) *p = pushed;
    assert_int_equal(v.count, pushed);
    assert_true(pushed > 8);
    for (int i = 0; i < pushed; i++) assert_int_equal(v.items[i], i);
    arena_deinit(&a);
}

static void the_heap_can_be_denied_too(void **state)
{
    heap_deny_at = 2;
    void *p = heap_get(10);
    assert_non_null(p);
    assert_null(heap_grow(p, 1000));
    p = heap_grow(p, 1000);
    assert_non_null(p);
    heap_free(p);
    heap_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_aligned_zeroed_and_apart),
        cmocka_unit_test(a_limit_gives_null_and_leaves_the_rest_usable),
        cmocka_unit_test(absurd_sizes_are_refused),
        cmocka_unit_test(the_denied_request_is_exactly_the_nth),
        cmocka_unit_test(growing_keeps_the_old_bytes_and_zeroes_the_new),
        cmocka_unit_test(rewinding_gives_back_what_came_after_the_mark),
        cmocka_unit_test(a_vector_gives_zeroed_elements_even_after_popping),
        cmocka_unit_test(a_vector_without_memory_keeps_its_elements),
        cmocka_unit_test(the_heap_can_be_denied_too),
    };
    return cmocka_run_group_tests_name("base/arena", tests, NULL, NULL);
}
