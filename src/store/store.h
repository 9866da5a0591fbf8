/* store.h: a store: one writing connection and a pool of readers over one database.
**
** Invariants: (1) every change of state and its journal row are one transaction; (2) there is one
*writer at a time,
** in this process by a lock, between processes by the database's; (3) readers see the last
*committed state, never half
** of an act, and never wait for the writer.
** URL: sqlite:PATH, or a bare PATH. postgres:// is answered with E-STORE-DRIVER: that driver does
*not exist yet.
** Ownership: store_open allocates the long-lived owner, store_close frees it. Borrowed connections
*go back by
** store_reader_done / store_commit / store_abort. Threads: all calls here are safe from any thread.
** Layer: store; includes base only. */
#ifndef HENG_STORE_STORE_H
#define HENG_STORE_STORE_H

#include "store/db.h"

typedef struct store store;

/* Opens, creates when absent, and migrates. NULL with a finding on failure. */
store *store_open(str url, diag_list *d);
void store_close(store *s);
const char *store_driver_name(const store *s);
/* Version of the engine, e.g. "3.53.2"; static or owned by the store. */
const char *store_engine(const store *s);
const char *store_path(const store *s);

/* A reading connection inside one snapshot (a read transaction), so that several queries agree. */
db *store_reader(store *s, diag_list *d);
void store_reader_done(store *s, db *c);

/* The writer inside a transaction; others wait. Ends by exactly one of the two below. */
db *store_begin(store *s, diag_list *d);
/* Durable when true. Also brings the anchor file (PATH.anchor) up to date, see journal.h. */
bool store_commit(store *s, db *w);
void store_abort(store *s, db *w);

/* Writes a verified copy to target (must not exist). */
bool store_backup(store *s, const char *target, diag_list *d);
/* UTC now as 2026-11-22T02:34:03Z, by the engine's clock. */
str store_now(db *c, arena *a);
/* SHA-256 as 64 hex digits. */
enum { STORE_HEX = 65 };
void store_sha256(str bytes, char hex[STORE_HEX]);

#endif
