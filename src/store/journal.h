/* journal.h: the append-only record of every act, chained by SHA-256.
**
** A row's hash is SHA-256 over the canonical encoding of the row (also in docs/operations.md, so
*that anyone can check
** it in another language): the 15 bytes "heng-journal-1\n"; then for each of seq (decimal digits),
*at, actor, act,
** subject, payload, prev (64 hex digits of the row before; 64 zeros before the first): the length
*in bytes as 8 bytes
** big-endian, followed by the bytes exactly as stored.
** A chain alone does not show that its tail was cut off; an anchor (count and head hash, kept
*elsewhere) does.
** The anchor file PATH.anchor beside the store holds "COUNT HASH\n" and is renewed after each
*commit; a copy printed in
** the gazette's own issue is the best witness.
** An act on an issue of the gazette carries a digest of the stored rows, so that verify also sees
*changed state.
** Layer: store. */
#ifndef HENG_STORE_JOURNAL_H
#define HENG_STORE_JOURNAL_H

#include "store/db.h"
#include "store/store.h"

typedef struct journal_head { int64_t count; char hash[STORE_HEX]; str at; } journal_head;

/* Appends inside the writer's transaction. */
bool journal_add(db *w, arena *a, str actor, str act, str subject, str payload);
bool journal_read_head(db *c, arena *a, journal_head *out);

typedef struct journal_report {
    bool ok;
    int64_t count;               /* rows that were read */
    int64_t bad_seq;             /* first bad row, 0 = none */
    str subject;                 /* what is wrong when it is not a row: an issue, the anchor */
    str zh, en;                  /* what is wrong; what to do */
    char head[STORE_HEX];
} journal_report;

/* Re-computes the chain. anchor may be NULL. false only when the store cannot be read. */
bool journal_verify(db *c, arena *a, const journal_head *anchor, journal_report *out);
/* "HASH:COUNT" of the command line or the text of an anchor file "COUNT HASH". */
bool journal_anchor_parse(str text, journal_head *out);
/* Writes the anchor file by rename. */
bool journal_anchor_write(const char *path, const journal_head *head);

#endif
