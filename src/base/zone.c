/* zone.c: time zones by name, through ICU, and the moment a date and time stands for. */
#include "date.h"

#include <unicode/ucal.h>

enum { NAME_CHARS_MAX = 63 };

/* IANA names are ASCII; false for anything that cannot be one. */
static bool to_utf16(str name, UChar out[NAME_CHARS_MAX + 1])
{
    if (name.len <= 0 || name.len > NAME_CHARS_MAX) return false;
    for (int32_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.ptr[i];
        if (c <= ' ' || c >= 0x7F) return false;
        out[i] = c;
    }
    out[name.len] = 0;
    return true;
}

bool zone_known(str name)
{
    UChar id[NAME_CHARS_MAX + 1], canonical[NAME_CHARS_MAX + 1];
    if (!to_utf16(name, id) || str_eqc(name, "Etc/Unknown")) return false;
    UErrorCode status = U_ZERO_ERROR;
    UBool is_system = 0;
    ucal_getCanonicalTimeZoneID(id, name.len, canonical, NAME_CHARS_MAX + 1, &is_system, &status);
    return U_SUCCESS(status) && is_system;
}

/* ICU counts milliseconds in a double, exact only for nearer years; the rules repeat with the
** 400-year cycle. */
static int64_t near_days(date d)
{
    enum { FIRST_YEAR = 1, LAST_YEAR = 9999, CYCLE = 400 };
    if (d.year > LAST_YEAR) d.year = 9600 + d.year % CYCLE;
    if (d.year < FIRST_YEAR) d.year = CYCLE + d.year % CYCLE;
    return date_to_days(d);
}

static bool named_offset(const datetime *t, int32_t *offset_s)
{
    UChar id[NAME_CHARS_MAX + 1];
    if (!zone_known(t->time.zone.name) || !to_utf16(t->time.zone.name, id)) return false;
    UErrorCode status = U_ZERO_ERROR;
    UCalendar *c = ucal_open(id, t->time.zone.name.len, "", UCAL_GREGORIAN, &status);
    if (U_FAILURE(status)) return false;
    int64_t second = t->time.hour * 3600 + t->time.minute * 60 + t->time.second;
    int64_t local_ms = (near_days(t->date) * 86400 + second) * 1000;
    int32_t raw_ms = 0, summer_ms = 0;
    ucal_setMillis(c, (UDate)local_ms, &status);
    ucal_getTimeZoneOffsetFromLocal(c, UCAL_TZ_LOCAL_FORMER, UCAL_TZ_LOCAL_FORMER, &raw_ms,
                                    &summer_ms, &status);
    ucal_close(c);
    if (U_FAILURE(status)) return false;
    *offset_s = (raw_ms + summer_ms) / 1000;
    return true;
}

bool zone_offset_at(const datetime *t, int32_t *offset_s)
{
    switch (t->time.zone.kind) {
    case ZONE_OFFSET: *offset_s = t->time.zone.offset_s; return true;
    case ZONE_NAME: return named_offset(t, offset_s);
    default: return false;
    }
}

nanos datetime_instant(const datetime *t)
{
    int32_t offset_s = 0;
    if (!zone_offset_at(t, &offset_s)) offset_s = 0;
    int64_t second = t->time.hour * 3600 + t->time.minute * 60 + t->time.second - offset_s;
    return ((nanos)date_to_days(t->date) * 86400 + second) * 1000000000 + t->time.nano;
}
