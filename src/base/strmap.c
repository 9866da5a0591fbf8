/* strmap.c: text → pointer, open addressing with linear probing over a power-of-two slot table.
**
** entries keep the order of insertion; a slot holds an entry's index + 1, 0 = free. Nothing is
** ever removed. */
#include "str.h"

void strmap_init(strmap *m, arena *a)
{
    *m = (strmap){ .arena = a };
}

/* The slot that holds the key or the free slot where it belongs. */
static int32_t *slot_of(const strmap *m, str key)
{
    uint32_t mask = (uint32_t)m->slot_count - 1;
    for (uint32_t at = (uint32_t)str_hash(key) & mask;; at = (at + 1) & mask) {
        int32_t *slot = &m->slots[at];
        if (*slot == 0 || str_eq(m->entries[*slot - 1].key, key)) return slot;
    }
}

void *strmap_find(const strmap *m, str key)
{
    if (m->count == 0) return NULL;
    int32_t slot = *slot_of(m, key);
    return slot ? m->entries[slot - 1].value : NULL;
}

/* At most half of the slots are taken, so that a search stays short. */
static bool grow_slots(strmap *m)
{
    if (m->slot_count > INT32_MAX / 4) return false;
    int wanted = m->slot_count ? m->slot_count * 2 : 16;
    int32_t *slots = ARENA_ARRAY(m->arena, int32_t, wanted);
    if (!slots) return false;
    m->slots = slots;
    m->slot_count = wanted;
    for (int i = 0; i < m->count; i++) *slot_of(m, m->entries[i].key) = i + 1;
    return true;
}

bool strmap_put(strmap *m, str key, void *value)
{
    if (m->slot_count > 0) {
        int32_t slot = *slot_of(m, key);
        if (slot) {
            m->entries[slot - 1].value = value;
            return true;
        }
    }
    if ((m->count + 1) * 2 > m->slot_count && !grow_slots(m)) return false;
    if (!vec_room(m->arena, (void **)&m->entries, &m->cap, m->count, sizeof *m->entries))
        return false;
    m->entries[m->count] = (strmap_entry){ key, value };
    *slot_of(m, key) = ++m->count;
    return true;
}
