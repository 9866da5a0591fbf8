/* schema.h: checks a JSON value against a schema of docs/openapi.json (the part of JSON Schema that
 * file uses). */
#ifndef HENG_TESTS_API_SCHEMA_H
#define HENG_TESTS_API_SCHEMA_H

#include "base/json.h"

/* false with the path and the reason in *why. Members that the schema does not name are refused, so
*that the description
** stays complete. */
bool schema_holds(arena *a, const json *document, const json *schema, const json *value, str path,
                  str *why);

#endif
