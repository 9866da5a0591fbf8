/* dmn_xml.h: XML in, safely: what the DMN reader and the test-kit reader need of libxml2, and no
** more.
**
** A document is read from memory and never reaches out: no network, no external entity, no DTD. A
** file with a document type declaration is refused (E-XML-DTD), so entities cannot be defined and
** no text can grow while it is read. Limits: XML_SIZE_MAX bytes of text; nesting and name lengths
** as libxml2 limits them without XML_PARSE_HUGE. Elements are known by local name; the namespace
** of the root says which standard is spoken. Ownership: the tree lives until xml_close; texts
** returned are copies in the arena given. Errors: findings with file and line. Layer: policy. */
#ifndef HENG_POLICY_DMN_XML_H
#define HENG_POLICY_DMN_XML_H

#include "base/diag.h"

enum { XML_SIZE_MAX = 64 << 20 };

struct _xmlDoc;
typedef struct _xmlNode xml_node;

typedef struct xml_file {
    struct _xmlDoc *doc;
    str path;
} xml_file;

/* The whole file in the arena; false with a finding (missing, unreadable, larger than
** XML_SIZE_MAX). */
bool xml_load(arena *a, str path, str *text, diag_list *d);
/* false with a finding when the text is not well-formed XML or declares a document type. */
bool xml_open(xml_file *x, str text, str path, diag_list *d);
void xml_close(xml_file *x);
const xml_node *xml_root(const xml_file *x);

str xml_name(const xml_node *n);                               /* local name */
str xml_namespace(const xml_node *n);
bool xml_is(const xml_node *n, const char *name);
/* First child element (any, or of that name); next sibling element (any, or of the same name as
** given). */
const xml_node *xml_first(const xml_node *n, const char *name);
const xml_node *xml_next(const xml_node *n, const char *name);
/* Attribute by local name, with or without a prefix; empty when absent. */
str xml_attr(arena *a, const xml_node *n, const char *name);
bool xml_has(const xml_node *n, const char *name);
/* Text inside the element (its own and its children's), untrimmed. */
str xml_text(arena *a, const xml_node *n);
src_pos xml_pos(const xml_file *x, const xml_node *n);

#define XML_EACH(child, parent, name)                                                              \
    for (const xml_node *child = xml_first((parent), (name)); child;                               \
         child = xml_next(child, (name)))

#endif
