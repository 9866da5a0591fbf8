/* gazette_read: how fast the reader alone is, how much memory it takes, and whether hostile
** input stays linear.
**   gazette_read FILE...        reads each file again and again for about a second; MB/s and peak
** arena bytes
**   gazette_read --hostile      10 MB of each of several shapes made to hurt; seconds and MB/s for
** each */
#include "gazette/gazette.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static str load(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f) {
        perror(path);
        exit(1);
    }
    fseek(f, 0, SEEK_END);
    long size = ftell(f);
    rewind(f);
    char *p = heap_get((size_t)size + 1);
    if (!p || fread(p, 1, (size_t)size, f) != (size_t)size) {
        perror(path);
        exit(1);
    }
    fclose(f);
    return (str){ p, (int32_t)size };
}

/* Seconds for one reading; *used gets the bytes the arena handed out. */
static double once(arena *a, str bytes, size_t *used, int *docs)
{
    diag_list diags;
    gazette g;
    double start = now_s();
    arena_reset(a);
    diag_init(&diags, a);
    if (!gazette_read(a, STR("bench"), bytes, NULL, &diags, &g))
        printf("  (not read to the end)\n");
    if (a->used > *used) *used = a->used;
    *docs = g.docs.count;
    return now_s() - start;
}

static void files(int argc, char **argv)
{
    arena a;
    arena_init(&a, 0);
    double all_s = 0, all_mb = 0;
    for (int i = 1; i < argc; i++) {
        str bytes = load(argv[i]);
        size_t used = 0;
        int rounds = 0, docs = 0;
        double spent = 0;
        while (spent < 1.0) {
            spent += once(&a, bytes, &used, &docs);
            rounds++;
        }
        double mb = (double)bytes.len * rounds / 1e6;
        all_s += spent;
        all_mb += mb;
        printf("%-60s %7.1f MB/s  arena %.1f MB  %d documents\n", argv[i], mb / spent,
               (double)used / 1e6, docs);
        heap_free((void *)(uintptr_t)bytes.ptr);
    }
    if (argc > 2) printf("all: %.1f MB/s\n", all_mb / all_s);
    arena_deinit(&a);
}

static void hostile(void)
{
    static const char *const units[] = {
        "甲",
        "（",
        "(a",
        "《",
        "〔2020",
        "。",
        "一、\n",
        "1.a\n",
        "<p>",
        "<a ",
        "a | b | c\n",
        "负责",
        "由",
        "、",
        "2020年",
        "市甲局、",
        "（牵头单位：市甲局",
        "《甲》",
        "\xFF",
        "附件1\n",
        "一是甲；",
        "10%",
        "云政发〔2023〕6号\n",
        "云样市人民政府关于甲事的通知\n各单位：\n",
    };
    enum { SIZE = 10000000 };
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        arena a;
        size_t n = strlen(units[i]), size = SIZE - SIZE % n, used = 0;
        int docs;
        char *text = heap_get(SIZE);
        arena_init(&a, 0);
        for (size_t k = 0; text && k < size; k += n) memcpy(text + k, units[i], n);
        double s = once(&a, (str){ text, (int32_t)size }, &used, &docs);
        char name[64];
        snprintf(name, sizeof name, "%s", units[i]);
        for (char *c = name; *c; c++)
            if (*c == '\n') *c = '~';
        printf("%7.2f s %7.1f MB/s  arena %7.1f MB  10 MB of %s\n", s, (double)size / 1e6 / s,
               (double)used / 1e6, name);
        heap_free(text);
        arena_deinit(&a);
    }
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "--hostile") == 0) hostile();
    else files(argc, argv);
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    printf("peak resident memory %.1f MB\n", (double)u.ru_maxrss / 1024);
    return 0;
}
