/* builtin_table.h: every built-in function of FEEL in one list (DMN 1.5 §10.3.4), each row once:
**   X(function, name, least and most arguments (-1: any number), parameters, kind of the result)
** Rows of one name stand together; the first serves positional calls, the rows after it only named
*ones whose arguments
** mean something else. A new built-in is one row here and one function in builtin_*.c.
** Layer: feel, internal. */
#ifndef HENG_FEEL_BUILTIN_TABLE_H
#define HENG_FEEL_BUILTIN_TABLE_H

#define FEEL_BUILTINS(X)                                                                           \
    /* conversion, §10.3.4.1 */                                                                   \
    X(builtin_date, "date", 1, 3, "from|year,month,day", DATE)                                     \
    X(builtin_time, "time", 1, 4, "from|hour,minute,second,offset?", TIME)                         \
    X(builtin_date_and_time, "date and time", 1, 7,                                                \
      "from|date,time|year,month,day,hour,minute,second,offset?|year,month,day,hour,minute,"       \
      "second,timezone",                                                                           \
      DATETIME)                                                                                    \
    X(builtin_number, "number", 3, 3, "from,grouping separator,decimal separator", NUMBER)         \
    X(builtin_string, "string", 1, 1, "from", STRING)                                              \
    X(builtin_duration, "duration", 1, 1, "from", ANY)                                             \
    X(builtin_months_duration, "years and months duration", 2, 2, "from,to", MONTHS)               \
    X(builtin_range, "range", 1, 1, "from", RANGE)                                                 \
    /* boolean, §10.3.4.2 */                                                                      \
    X(builtin_not, "not", 1, 1, "negand", BOOLEAN)                                                 \
    /* strings, §10.3.4.3 */                                                                      \
    X(builtin_substring, "substring", 2, 3, "string,start position,length?", STRING)               \
    X(builtin_string_length, "string length", 1, 1, "string", NUMBER)                              \
    X(builtin_upper_case, "upper case", 1, 1, "string", STRING)                                    \
    X(builtin_lower_case, "lower case", 1, 1, "string", STRING)                                    \
    X(builtin_substring_before, "substring before", 2, 2, "string,match", STRING)                  \
    X(builtin_substring_after, "substring after", 2, 2, "string,match", STRING)                    \
    X(builtin_replace, "replace", 3, 4, "input,pattern,replacement,flags?", STRING)                \
    X(builtin_contains, "contains", 2, 2, "string,match", BOOLEAN)                                 \
    X(builtin_starts_with, "starts with", 2, 2, "string,match", BOOLEAN)                           \
    X(builtin_ends_with, "ends with", 2, 2, "string,match", BOOLEAN)                               \
    X(builtin_matches, "matches", 2, 3, "input,pattern,flags?", BOOLEAN)                           \
    X(builtin_split, "split", 2, 2, "string,delimiter", LIST)                                      \
    X(builtin_string_join, "string join", 1, 2, "list,delimiter?", STRING)                         \
    /* lists, §10.3.4.4 */                                                                        \
    X(builtin_list_contains, "list contains", 2, 2, "list,element", BOOLEAN)                       \
    X(builtin_count, "count", 1, 1, "list", NUMBER)                                                \
    X(builtin_min, "min", 1, -1, "list", ANY)                                                      \
    X(builtin_max, "max", 1, -1, "list", ANY)                                                      \
    X(builtin_sum, "sum", 1, -1, "list", NUMBER)                                                   \
    X(builtin_mean, "mean", 1, -1, "list", NUMBER)                                                 \
    X(builtin_all, "all", 1, -1, "list", BOOLEAN)                                                  \
    X(builtin_any, "any", 1, -1, "list", BOOLEAN)                                                  \
    X(builtin_sublist, "sublist", 2, 3, "list,start position,length?", LIST)                       \
    X(builtin_append, "append", 2, -1, "list,item", LIST)                                          \
    X(builtin_concatenate, "concatenate", 1, -1, "list", LIST)                                     \
    X(builtin_insert_before, "insert before", 3, 3, "list,position,newItem", LIST)                 \
    X(builtin_remove, "remove", 2, 2, "list,position", LIST)                                       \
    X(builtin_list_replace, "list replace", 3, 3, "", LIST)                                        \
    X(builtin_list_replace_at, "list replace", 3, 3, "list,position,newItem", LIST)                \
    X(builtin_list_replace_matching, "list replace", 3, 3, "list,match,newItem", LIST)             \
    X(builtin_reverse, "reverse", 1, 1, "list", LIST)                                              \
    X(builtin_index_of, "index of", 2, 2, "list,match", LIST)                                      \
    X(builtin_union, "union", 1, -1, "list", LIST)                                                 \
    X(builtin_distinct_values, "distinct values", 1, 1, "list", LIST)                              \
    X(builtin_flatten, "flatten", 1, 1, "list", LIST)                                              \
    X(builtin_product, "product", 1, -1, "list", NUMBER)                                           \
    X(builtin_median, "median", 1, -1, "list", NUMBER)                                             \
    X(builtin_stddev, "stddev", 1, -1, "list", NUMBER)                                             \
    X(builtin_mode, "mode", 1, -1, "list", LIST)                                                   \
    X(builtin_sort, "sort", 1, 2, "list,precedes?", LIST)                                          \
    /* numbers, §10.3.4.5 */                                                                      \
    X(builtin_decimal, "decimal", 2, 2, "n,scale", NUMBER)                                         \
    X(builtin_floor, "floor", 1, 2, "n,scale?", NUMBER)                                            \
    X(builtin_ceiling, "ceiling", 1, 2, "n,scale?", NUMBER)                                        \
    X(builtin_round_up, "round up", 2, 2, "n,scale", NUMBER)                                       \
    X(builtin_round_down, "round down", 2, 2, "n,scale", NUMBER)                                   \
    X(builtin_round_half_up, "round half up", 2, 2, "n,scale", NUMBER)                             \
    X(builtin_round_half_down, "round half down", 2, 2, "n,scale", NUMBER)                         \
    X(builtin_abs, "abs", 1, 1, "n", ANY)                                                          \
    X(builtin_modulo, "modulo", 2, 2, "dividend,divisor", NUMBER)                                  \
    X(builtin_sqrt, "sqrt", 1, 1, "number", NUMBER)                                                \
    X(builtin_log, "log", 1, 1, "number", NUMBER)                                                  \
    X(builtin_exp, "exp", 1, 1, "number", NUMBER)                                                  \
    X(builtin_odd, "odd", 1, 1, "number", BOOLEAN)                                                 \
    X(builtin_even, "even", 1, 1, "number", BOOLEAN)                                               \
    /* date and time, §10.3.4.6, 10.3.4.8 */                                                      \
    X(builtin_is, "is", 2, 2, "value1?,value2?", BOOLEAN)                                          \
    X(builtin_day_of_year, "day of year", 1, 1, "date", NUMBER)                                    \
    X(builtin_day_of_week, "day of week", 1, 1, "date", STRING)                                    \
    X(builtin_month_of_year, "month of year", 1, 1, "date", STRING)                                \
    X(builtin_week_of_year, "week of year", 1, 1, "date", NUMBER)                                  \
    X(builtin_now, "now", 0, 0, "", DATETIME)                                                      \
    X(builtin_today, "today", 0, 0, "", DATE)                                                      \
    /* ranges, §10.3.4.7 */                                                                       \
    X(builtin_before, "before", 2, 2, "point1,point2|point,range|range,point|range1,range2",       \
      BOOLEAN)                                                                                     \
    X(builtin_after, "after", 2, 2, "point1,point2|point,range|range,point|range1,range2",         \
      BOOLEAN)                                                                                     \
    X(builtin_meets, "meets", 2, 2, "range1,range2", BOOLEAN)                                      \
    X(builtin_met_by, "met by", 2, 2, "range1,range2", BOOLEAN)                                    \
    X(builtin_overlaps, "overlaps", 2, 2, "range1,range2", BOOLEAN)                                \
    X(builtin_overlaps_before, "overlaps before", 2, 2, "range1,range2", BOOLEAN)                  \
    X(builtin_overlaps_after, "overlaps after", 2, 2, "range1,range2", BOOLEAN)                    \
    X(builtin_finishes, "finishes", 2, 2, "point,range|range1,range2", BOOLEAN)                    \
    X(builtin_finished_by, "finished by", 2, 2, "range,point|range1,range2", BOOLEAN)              \
    X(builtin_includes, "includes", 2, 2, "range,point|range1,range2", BOOLEAN)                    \
    X(builtin_during, "during", 2, 2, "point,range|range1,range2", BOOLEAN)                        \
    X(builtin_starts, "starts", 2, 2, "point,range|range1,range2", BOOLEAN)                        \
    X(builtin_started_by, "started by", 2, 2, "range,point|range1,range2", BOOLEAN)                \
    X(builtin_coincides, "coincides", 2, 2, "point1,point2|range1,range2", BOOLEAN)                \
    /* contexts, §10.3.4.9 */                                                                     \
    X(builtin_get_value, "get value", 2, 2, "m,key", ANY)                                          \
    X(builtin_get_entries, "get entries", 1, 1, "m", LIST)                                         \
    X(builtin_context, "context", 1, 1, "entries", CONTEXT)                                        \
    X(builtin_context_put, "context put", 3, 3, "", CONTEXT)                                       \
    X(builtin_context_put_key, "context put", 3, 3, "context,key,value", CONTEXT)                  \
    X(builtin_context_put_keys, "context put", 3, 3, "context,keys,value", CONTEXT)                \
    X(builtin_context_merge, "context merge", 1, 1, "contexts", CONTEXT)                           \
    /* heng's own: working days and units (docs/policy-language.md, section 13) */                 \
    X(builtin_add_working_days, "add working days", 2, 2, "date,n", DATE)                          \
    X(builtin_working_days_between, "working days between", 2, 2, "from,to", NUMBER)               \
    X(builtin_roll_to_working_day, "roll to working day", 1, 1, "date", DATE)                      \
    X(builtin_is_working_day, "is working day", 1, 1, "date", BOOLEAN)                             \
    X(builtin_as_unit, "as unit", 2, 2, "x,unit", NUMBER)

#endif
