/* batch_read.h: a file of any size as blocks of whole rows in UTF-8. A byte order mark is skipped;
*what is not UTF-8 at
** its start is read as GB18030. Memory: one block and one chunk. Layer: cli. */
#ifndef HENG_CLI_BATCH_READ_H
#define HENG_CLI_BATCH_READ_H

#include "base/str.h"
#include <stdio.h>

typedef struct batch_reader {
    FILE *in;
    bool ended, chinese;             /* GB18030 */
    void *from, *to;                 /* converters */
    char *rest; int64_t rest_size, rest_room;            /* bytes read and not handed out */
    char *raw; int64_t raw_size;                         /* bytes not yet converted */
    int64_t bytes;                   /* of the file, read so far */
} batch_reader;

bool batch_reader_open(batch_reader *r, FILE *in);
void batch_reader_close(batch_reader *r);
/* The header: the first row, without its line break; an arena copy. false at an empty file or
 * without memory. */
bool batch_read_header(batch_reader *r, arena *a, str *line);
/* What stands ready behind the header, for a look ahead; borrowed. */
str batch_read_peek(const batch_reader *r);
/* Moves whole rows, `room` bytes at most, into `out`; -1 without memory, 0 at the end. */
int64_t batch_read_block(batch_reader *r, char *out, int64_t room);

#endif
