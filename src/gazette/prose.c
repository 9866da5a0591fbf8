/* prose.c: duties in plain sentences. */
#include "gazette/internal.h"
bool gz_prose(gz_task_pass *p)
{
    (void)p;
    return true;
}
