/* tck.c: finds the test case files of a kit and adds up what came of them (tck.h). */
#include "policy/tck.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { TCK_FOLDER_DEPTH_MAX = 8 };

typedef struct walk {
    arena arena;
    const tck_options *options;
    tck_counts *counts;
} walk;

typedef VEC(str) names;

static int by_name(const void *a, const void *b)
{
    return str_cmp(*(const str *)a, *(const str *)b);
}

/* Names in a folder, sorted, hidden ones left out. false when it cannot be read. */
static bool list_folder(arena *a, str path, names *out)
{
    char *c = str_cstr(a, path);
    DIR *dir = c ? opendir(c) : NULL;
    if (!dir) return false;
    struct dirent *entry;
    while ((entry = readdir(dir))) {
        if (entry->d_name[0] == '.') continue;
        str *place = VEC_PUSH(a, out);
        if (place) *place = str_copy(a, str_c(entry->d_name));
    }
    closedir(dir);
    if (out->count) qsort(out->items, (size_t)out->count, sizeof *out->items, by_name);
    return true;
}

static bool is_folder(arena *a, str path)
{
    struct stat s;
    char *c = str_cstr(a, path);
    return c && stat(c, &s) == 0 && S_ISDIR(s.st_mode);
}

static int level_of(str path)
{
    if (str_find(path, STR("non-compliant")) >= 0) return TCK_NON_COMPLIANT;
    if (str_find(path, STR("compliance-level-2")) >= 0) return 2;
    if (str_find(path, STR("compliance-level-3")) >= 0) return 3;
    return 0;
}

static bool walk_folder(walk *w, str path, int depth)
{
    names found = { 0 };
    if (!list_folder(&w->arena, path, &found)) return false;
    for (int i = 0; i < found.count; i++) {
        str name = found.items[i];
        str below = str_format(&w->arena, STR_FMT "/" STR_FMT, STR_ARG(path), STR_ARG(name));
        if (is_folder(&w->arena, below)) {
            if (depth < TCK_FOLDER_DEPTH_MAX) walk_folder(w, below, depth + 1);
            continue;
        }
        int level = level_of(below);
        bool wanted = !w->options->level || w->options->level == level;
        if (wanted && str_ends(name, STR(".xml")))
            tck_run_file(below, level, w->options, w->counts);
    }
    return true;
}

bool tck_run(str dir, const tck_options *options, tck_counts *counts, diag_list *d)
{
    walk w = { .options = options, .counts = counts };
    *counts = (tck_counts){ 0 };
    arena_init(&w.arena, 0);
    while (dir.len > 1 && str_ends(dir, STR("/"))) dir.len--;
    bool ok = walk_folder(&w, dir, 0);
    arena_deinit(&w.arena);
    if (!ok)
        diag_error(d, "E-FILE", (src_pos){ .file = dir }, "打不开目录；请给出 TCK 的目录",
                   "cannot open the folder; give the folder of a TCK");
    return ok;
}
