/* batch_kernel.c: the loops over columns. Compiled once for each generation of processors
*(BATCH_KERNELS names the entry);
** every loop is plain C that the compiler turns into vector instructions. Integers wrap here: a row
*that leaves its proven
** range is answered by the scalar path, whatever the loop made of it. */
#include "policy/batch_plan.h"

#ifdef __AVX512F__
#include <immintrin.h>
#endif

#ifndef BATCH_KERNELS
#define BATCH_KERNELS batch_kernel_v1
#endif

#define EACH(body) for (int i = 0; i < x->count; i++) out[i] = (body)
#define POINTERS int64_t *restrict out = x->out

/* Two operands: column and column, column and constant, constant and column. */
#define BINARY(name, expression)                                                                   \
    static void name##_vv(const kernel_args *x)                                                    \
    {                                                                                              \
        POINTERS;                                                                                  \
        const int64_t *restrict pa = x->a, *restrict pb = x->b;                                    \
        for (int i = 0; i < x->count; i++) {                                                       \
            int64_t a = pa[i], b = pb[i];                                                          \
            out[i] = (expression);                                                                 \
        }                                                                                          \
    }                                                                                              \
    static void name##_vc(const kernel_args *x)                                                    \
    {                                                                                              \
        POINTERS;                                                                                  \
        const int64_t *restrict pa = x->a;                                                         \
        const int64_t b = x->kb;                                                                   \
        for (int i = 0; i < x->count; i++) {                                                       \
            int64_t a = pa[i];                                                                     \
            out[i] = (expression);                                                                 \
        }                                                                                          \
    }                                                                                              \
    static void name##_cv(const kernel_args *x)                                                    \
    {                                                                                              \
        POINTERS;                                                                                  \
        const int64_t *restrict pb = x->b;                                                         \
        const int64_t a = x->ka;                                                                   \
        for (int i = 0; i < x->count; i++) {                                                       \
            int64_t b = pb[i];                                                                     \
            out[i] = (expression);                                                                 \
        }                                                                                          \
    }

BINARY(add, a + b)
BINARY(sub, a - b)
BINARY(mul, a * b)
BINARY(mul32, (int64_t)((uint64_t)(uint32_t)a * (uint32_t)b))
BINARY(min, a < b ? a : b)
BINARY(max, a > b ? a : b)
BINARY(less, -(int64_t)(a < b))
BINARY(most, -(int64_t)(a <= b))
BINARY(same, -(int64_t)(a == b))
BINARY(both, a & b)
BINARY(either, a | b)

static void negate(const kernel_args *x)
{
    POINTERS;
    const int64_t *restrict a = x->a;
    EACH(~a[i]);
}

static void pick_vv(const kernel_args *x)
{
    POINTERS;
    const int64_t *restrict m = x->a, *restrict b = x->b, *restrict c = x->c;
    EACH((m[i] & b[i]) | (~m[i] & c[i]));
}

static void pick_vc(const kernel_args *x)
{
    POINTERS;
    const int64_t *restrict m = x->a, *restrict b = x->b, c = x->kc;
    EACH((m[i] & b[i]) | (~m[i] & c));
}

static void pick_cv(const kernel_args *x)
{
    POINTERS;
    const int64_t *restrict m = x->a, *restrict c = x->c;
    const int64_t b = x->kb;
    EACH((m[i] & b) | (~m[i] & c[i]));
}

static void pick_cc(const kernel_args *x)
{
    POINTERS;
    const int64_t *restrict m = x->a;
    const int64_t b = x->kb, c = x->kc;
    EACH((m[i] & b) | (~m[i] & c));
}

/* ---- tables ---- */

static void look_up(const kernel_args *x)
{
    POINTERS;
    const uint8_t *restrict codes = x->bytes;
    const int64_t *restrict table = x->table;
    EACH(table[codes[i]]);
}

#ifdef __AVX512F__
/* Up to 16 entries fit two registers. */
static void look_up_16(const kernel_args *x)
{
    int64_t all[16] = { 0 };
    memcpy(all, x->table, (size_t)x->entries * sizeof *all);
    const __m512i low = _mm512_loadu_si512(all), high = _mm512_loadu_si512(all + 8);
    int i = 0;
    for (; i + 8 <= x->count; i += 8) {
        __m512i codes =
            _mm512_cvtepu8_epi64(_mm_loadl_epi64((const __m128i *)(const void *)(x->bytes + i)));
        _mm512_storeu_si512(x->out + i, _mm512_permutex2var_epi64(low, codes, high));
    }
    for (; i < x->count; i++) x->out[i] = all[x->bytes[i] & 15];
}
#endif

static void take(const kernel_args *x)
{
    POINTERS;
    const int64_t *restrict a = x->a, *restrict table = x->table;
    const uint64_t entries = (uint64_t)x->entries;
    for (int i = 0; i < x->count; i++) out[i] = (uint64_t)a[i] < entries ? table[a[i]] : 0;
}

static void states(const kernel_args *x)
{
    POINTERS;
    const uint8_t *restrict bytes = x->bytes;
    if (!bytes) { memset(out, 0, (size_t)x->count * sizeof *out); return; }
    const uint8_t wanted = (uint8_t)x->kb;
    EACH(-(int64_t)(bytes[i] == wanted));
}

static void indexed(const kernel_args *x)
{
    int64_t values[INDEX_INPUTS_MAX];
    const int32_t *nodes;
    int inputs = batch_index_inputs(x->index, &nodes);
    for (int i = 0; i < x->count; i++) {
        for (int k = 0; k < inputs; k++) values[k] = x->inputs[k][i];
        x->out[i] = batch_index_find(x->index, values);
    }
}

/* ---- rounding ---- */

/* 10^k = 2^k 5^k: after the shift a 32-bit number is divided by 5^k through a multiplication. */
static void round_short(const kernel_args *x)
{
    POINTERS;
    const int64_t *restrict a = x->a;
    const uint64_t bias = x->bias, magic = x->magic;
    const int k = x->k, shift = x->shift;
    EACH((int64_t)((uint64_t)(uint32_t)(((uint64_t)a[i] + bias) >> k) * (uint32_t)magic >> shift));
}

static void round_short_signed(const kernel_args *x)
{
    POINTERS;
    const int64_t *restrict a = x->a;
    const uint64_t bias = x->bias, magic = x->magic;
    const int k = x->k, shift = x->shift;
    for (int i = 0; i < x->count; i++) {
        int64_t sign = a[i] >> 63;
        uint64_t size = (uint64_t)((a[i] ^ sign) - sign);
        int64_t kept =
            (int64_t)((uint64_t)(uint32_t)((size + bias) >> k) * (uint32_t)magic >> shift);
        out[i] = (kept ^ sign) - sign;
    }
}

#define ROUND_BY(digits, unit)                                                      \
    static void round_by_##digits(const kernel_args *x)                             \
    {                                                                               \
        POINTERS;                                                                   \
        const int64_t *restrict a = x->a;                                           \
        const uint64_t bias = x->bias;                                              \
        for (int i = 0; i < x->count; i++) {                                        \
            int64_t sign = a[i] >> 63;                                              \
            uint64_t size = (uint64_t)((a[i] ^ sign) - sign);                       \
            int64_t kept = (int64_t)((size + bias) / unit##u);                      \
            out[i] = (kept ^ sign) - sign;                                          \
        }                                                                           \
    }
ROUND_BY(1, 10)
ROUND_BY(2, 100)
ROUND_BY(3, 1000)
ROUND_BY(4, 10000)
ROUND_BY(5, 100000)
ROUND_BY(6, 1000000)

static void round_any(const kernel_args *x)
{
    POINTERS;
    const int64_t *restrict a = x->a;
    EACH(batch_round_one(a[i], x->unit, (dec_round_mode)x->mode));
}

static void ratio(const kernel_args *x)
{
    for (int i = 0; i < x->count; i++) {
        int64_t a = x->a ? x->a[i] : x->ka, b = x->b ? x->b[i] : x->kb;
        if (b < 0) { a = -a; b = -b; }
        x->out[i] = batch_round_one(a, b ? b : 1, (dec_round_mode)x->mode);
    }
}

/* What is added before cutting off; false for modes that look at the sign or the digit kept. */
static bool rounding_bias(dec_round_mode mode, bool positive, uint64_t unit, uint64_t *bias)
{
    switch (mode) {
    case DEC_HALF_UP: *bias = unit / 2; return true;
    case DEC_HALF_DOWN: *bias = unit / 2 - 1; return true;
    case DEC_DOWN: *bias = 0; return true;
    case DEC_UP: *bias = unit - 1; return true;
    case DEC_FLOOR: *bias = 0; return positive;
    case DEC_CEILING: *bias = unit - 1; return positive;
    default: return false;
    }
}

/* A factor below 2^32 that divides every number up to `most` by 5^k exactly. */
static bool find_magic(uint64_t most, int k, kernel_args *x)
{
    uint64_t five = 1;
    for (int i = 0; i < k; i++) five *= 5;
    if (five >= (uint64_t)1 << 31) return false;
    for (int shift = 63; shift >= 32; shift--) {
        unsigned __int128 power = (unsigned __int128)1 << shift;
        uint64_t magic = (uint64_t)((power + five - 1) / five);
        if (magic >> 32) continue;
        unsigned __int128 excess = (unsigned __int128)magic * five - power;
        if (excess * (most + 1) >= power) return false;
        x->magic = magic;
        x->shift = shift;
        return true;
    }
    return false;
}

static batch_kernel rounding(const plan *p, const node *n, kernel_args *x)
{
    static const batch_kernel by[] = { NULL,       round_by_1, round_by_2, round_by_3,
                                       round_by_4, round_by_5, round_by_6 };
    const node *a = plan_node(p, n->a);
    uint64_t size = (uint64_t)(a->hi > -a->lo ? a->hi : -a->lo);
    x->k = n->k;
    x->mode = n->mode;
    x->unit = batch_ten_to[n->k];
    if (!rounding_bias((dec_round_mode)n->mode, a->lo >= 0, (uint64_t)x->unit, &x->bias))
        return round_any;
    uint64_t most = (size + x->bias) >> n->k;
    if (most >> 32 == 0 && find_magic(most, n->k, x))
        return a->lo >= 0 ? round_short : round_short_signed;
    return n->k <= 6 ? by[n->k] : round_any;
}

/* ---- choosing ---- */

static bool fits_32(const node *n) { return n->lo >= 0 && n->hi <= UINT32_MAX; }

#define CHOOSE(name) (a_const ? name##_cv : b_const ? name##_vc : name##_vv)

batch_kernel BATCH_KERNELS(const plan *p, const node *n, kernel_args *x);
batch_kernel BATCH_KERNELS(const plan *p, const node *n, kernel_args *x)
{
    bool steps =
        n->op >= OP_ADD && n->op <= OP_RATIO; /* the others keep columns where operands stand */
    bool a_const = steps && plan_node(p, n->a)->op == OP_CONST,
         b_const = steps && plan_node(p, n->b)->op == OP_CONST;
    bool c_const = steps && plan_node(p, n->c)->op == OP_CONST;
    switch ((batch_op)n->op) {
    case OP_ADD: return CHOOSE(add);
    case OP_SUB: return CHOOSE(sub);
    case OP_MUL:
        if (fits_32(plan_node(p, n->a)) && fits_32(plan_node(p, n->b))) return CHOOSE(mul32);
        return CHOOSE(mul);
    case OP_MIN: return CHOOSE(min);
    case OP_MAX: return CHOOSE(max);
    case OP_LT: return CHOOSE(less);
    case OP_LE: return CHOOSE(most);
    case OP_EQ: return CHOOSE(same);
    case OP_AND: return CHOOSE(both);
    case OP_OR: return CHOOSE(either);
    case OP_NOT: return negate;
    case OP_SELECT: return b_const ? (c_const ? pick_cc : pick_cv) : c_const ? pick_vc : pick_vv;
    case OP_ROUND: return rounding(p, n, x);
    case OP_RATIO: x->mode = n->mode; return ratio;
    case OP_LUT:
        x->table = n->table;
        x->entries = n->count;
#ifdef __AVX512F__
        if (n->count <= 16) return look_up_16;
#endif
        return look_up;
    case OP_TAKE: x->table = n->table; x->entries = n->count; return take;
    case OP_STATE: x->kb = n->b; return states;
    case OP_INDEX: x->index = n->index; return indexed;
    default: return NULL;
    }
}
