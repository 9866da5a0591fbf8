/* helper.h: what the gazette tests share. */
#ifndef HENG_TESTS_GAZETTE_HELPER_H
#define HENG_TESTS_GAZETTE_HELPER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "gazette/gazette.h"

/* One reading: arena, messages, result. */
typedef struct reading { arena a; diag_list diags; gazette g; bool ok; } reading;

void read_text(reading *r, const char *text);
void read_bytes(reading *r, const void *bytes, size_t size);
/* A file of the source tree; fails the test when it is missing. */
void read_path(reading *r, const char *path);
void end_reading(reading *r);

str file_bytes(arena *a, const char *path);
/* Names joined by ';' as a C string. */
const char *names_text(reading *r, const gazette_names *names);
const char *text_of(reading *r, str s);
bool has_code(const reading *r, const char *code);
/* Address of a provision that must exist. */
const gazette_provision *provision(reading *r, int doc, const char *address);
const gazette_task *task(reading *r, int doc, const char *task_no);
void assert_day(date d, int year, int month, int day);
/* "lead|responsible|cooperating|deadline" of a task. */
const char *roles_text(reading *r, const gazette_task *t);

#endif
