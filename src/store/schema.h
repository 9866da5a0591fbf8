/* schema.h: the tables of a store and the steps that bring an older one up to date.
** A migration is one script; its place in the list is the version it leads to (PRAGMA
*user_version). Scripts that
** were released never change. A store newer than the program is refused. Layer: store. */
#ifndef HENG_STORE_SCHEMA_H
#define HENG_STORE_SCHEMA_H

#include "store/db.h"

int schema_version_latest(void);
/* Brings the store of a writing connection to the latest version, each step in a transaction. */
bool schema_migrate(db *writer);

#endif
