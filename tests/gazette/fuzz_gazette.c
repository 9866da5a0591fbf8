/* fuzz_gazette: any bytes must be read without a fault, within memory, with every provision
** inside the text.
**   libFuzzer:   clang -fsanitize=fuzzer,address,undefined …    otherwise:  fuzz_gazette FILE...
** replays saved inputs */
#include "gazette/gazette.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    arena a;
    diag_list diags;
    gazette g;
    if (size > 1 << 20) return 0;
    arena_init(&a, (size_t)1 << 30);
    diag_init(&diags, &a);
    if (gazette_read(&a, STR("fuzz"), (str){ (const char *)data, (int32_t)size }, NULL, &diags, &g))
        for (int i = 0; i < g.docs.count; i++)
            for (int k = 0; k < g.docs.items[i].provisions.count; k++) {
                const gazette_provision *p = &g.docs.items[i].provisions.items[k];
                if (p->offset < 0 || p->end > g.text.len || p->parent >= k) abort();
            }
    arena_deinit(&a);
    return 0;
}

#ifndef HENG_LIBFUZZER
int main(int argc, char **argv)
{
    static uint8_t room[1 << 20];
    for (int i = 1; i < argc; i++) {
        FILE *f = fopen(argv[i], "rb");
        if (!f) {
            perror(argv[i]);
            return 1;
        }
        size_t n = fread(room, 1, sizeof room, f);
        fclose(f);
        LLVMFuzzerTestOneInput(room, n);
    }
    printf("%d inputs replayed\n", argc - 1);
    return 0;
}
#endif
