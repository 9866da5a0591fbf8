/* dmn_xml.c: see dmn_xml.h. The parser's own messages become findings; its globals are not
** touched, so that several threads may read at once. */
#include "policy/dmn_xml.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/tree.h>
#include <stdio.h>

bool xml_load(arena *a, str path, str *text, diag_list *d)
{
    src_pos at = { .file = path };
    char *name = str_cstr(a, path);
    FILE *f = name ? fopen(name, "rb") : NULL;
    if (!f) {
        diag_error(d, "E-FILE", at, "打不开文件；请检查路径和权限",
                   "cannot open the file; check path and permissions");
        return false;
    }
    bool ok = false;
    long size = fseek(f, 0, SEEK_END) ? -1 : ftell(f);
    if (size < 0) {
        diag_error(d, "E-FILE", at, "读不出文件；请检查它是不是普通文件",
                   "cannot read the file; is it a plain file?");
    } else if (size > XML_SIZE_MAX) {
        diag_error(d, "E-LIMIT", at, "文件超过 %d 字节；请拆成几个文件",
                   "the file is larger than %d bytes; split it", XML_SIZE_MAX);
    } else {
        rewind(f);
        char *bytes = arena_get(a, (size_t)size + 1);
        size_t got = bytes ? fread(bytes, 1, (size_t)size, f) : 0;
        ok = bytes && got == (size_t)size;
        *text = (str){ bytes, (int32_t)got };
        if (!ok)
            diag_error(d, "E-FILE", at, "文件没有读完；请再试一次",
                       "the file was not read to its end; try again");
    }
    fclose(f);
    return ok;
}

/* What the callbacks of one parse share. */
typedef struct {
    xml_file *file;
    diag_list *findings;
    bool refused;
} xml_reading;

static void on_doctype(void *context, const xmlChar *name, const xmlChar *external,
                       const xmlChar *system)
{
    xmlParserCtxt *parser = context;
    xml_reading *r = parser->_private;
    if (r->refused) return;
    r->refused = true;
    src_pos at = { .file = r->file->path, .line = xmlSAX2GetLineNumber(parser) };
    diag_error(
        r->findings, "E-XML-DTD", at, "文件带有 DOCTYPE 声明；为安全起见不读，请去掉这一声明",
        "the file declares a document type; it is refused for safety, remove the declaration");
    xmlStopParser(parser);
}

static void on_error(void *context, const xmlError *e)
{
    xmlParserCtxt *parser = context;
    xml_reading *r = parser->_private;
    if (r->refused || e->level < XML_ERR_ERROR) return;
    if (e->domain == XML_FROM_NAMESPACE) return; /* an undeclared prefix hurts nobody here */
    r->refused = true;                           /* the first error is the one that helps */
    str what = str_trim(str_c(e->message));
    src_pos at = { .file = r->file->path, .line = e->line, .column = e->int2 };
    diag_error(r->findings, "E-XML", at, "XML 有误：" STR_FMT "；请改正后再读",
               "broken XML: " STR_FMT "; mend it and try again", STR_ARG(what));
}

bool xml_open(xml_file *x, str text, str path, diag_list *d)
{
    *x = (xml_file){ .path = path };
    xml_reading reading = { x, d, false };
    xmlParserCtxt *parser = text.len > 0 && text.len <= XML_SIZE_MAX
                                ? xmlCreateMemoryParserCtxt(text.ptr, text.len)
                                : NULL;
    if (!parser) {
        src_pos at = { .file = path, .line = 1, .column = 1 };
        diag_error(d, "E-XML", at, "文件是空的或太大；请给出一个 XML 文件",
                   "the file is empty or too large; give an XML file");
        return false;
    }
    xmlCtxtUseOptions(parser, XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_BIG_LINES |
                                  XML_PARSE_COMPACT | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    parser->_private = &reading;
    parser->sax->internalSubset = on_doctype;
    parser->sax->externalSubset = on_doctype;
    parser->sax->serror = (xmlStructuredErrorFunc)(void (*)(void))on_error;
    xmlParseDocument(parser);
    bool ok = parser->wellFormed && !reading.refused && parser->myDoc &&
              xmlDocGetRootElement(parser->myDoc);
    if (ok) {
        x->doc = parser->myDoc;
    } else {
        if (!reading.refused)
            diag_error(d, "E-XML", (src_pos){ .file = path, .line = 1, .column = 1 },
                       "不是完整的 XML 文件；请检查文件是否被截断",
                       "not a complete XML file; is it cut off?");
        if (parser->myDoc) xmlFreeDoc(parser->myDoc);
    }
    parser->myDoc = NULL;
    xmlFreeParserCtxt(parser);
    return ok;
}

void xml_close(xml_file *x)
{
    if (x->doc) xmlFreeDoc(x->doc);
    x->doc = NULL;
}

const xml_node *xml_root(const xml_file *x) { return x->doc ? xmlDocGetRootElement(x->doc) : NULL; }

str xml_name(const xml_node *n) { return str_c((const char *)n->name); }

str xml_namespace(const xml_node *n)
{
    return n->ns ? str_c((const char *)n->ns->href) : (str){ 0 };
}

bool xml_is(const xml_node *n, const char *name)
{
    return n && n->type == XML_ELEMENT_NODE && strcmp((const char *)n->name, name) == 0;
}

static const xml_node *element_from(const xml_node *n, const char *name)
{
    while (n && (n->type != XML_ELEMENT_NODE || (name && strcmp((const char *)n->name, name) != 0)))
        n = n->next;
    return n;
}

const xml_node *xml_first(const xml_node *n, const char *name)
{
    return n ? element_from(n->children, name) : NULL;
}

const xml_node *xml_next(const xml_node *n, const char *name)
{
    return n ? element_from(n->next, name) : NULL;
}

static const xmlAttr *attribute(const xml_node *n, const char *name)
{
    const xmlAttr *at = n ? n->properties : NULL;
    while (at && strcmp((const char *)at->name, name) != 0) at = at->next;
    return at;
}

bool xml_has(const xml_node *n, const char *name) { return attribute(n, name) != NULL; }

/* Entities other than the five of XML cannot exist (no DTD), so the nodes below hold text only. */
static void put_text(strbuf *b, const xml_node *n)
{
    for (; n; n = n->next) {
        if (n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE)
            strbuf_putc(b, (const char *)n->content);
        else if (n->type == XML_ELEMENT_NODE) put_text(b, n->children);
    }
}

static str text_of(arena *a, const xml_node *first)
{
    if (!first) return (str){ 0 };
    if (!first->next && first->type == XML_TEXT_NODE)
        return str_copy(a, str_c((const char *)first->content));
    strbuf b;
    strbuf_init(&b, a);
    put_text(&b, first);
    return strbuf_done(&b);
}

str xml_attr(arena *a, const xml_node *n, const char *name)
{
    const xmlAttr *at = attribute(n, name);
    return at ? text_of(a, at->children) : (str){ 0 };
}

str xml_text(arena *a, const xml_node *n) { return n ? text_of(a, n->children) : (str){ 0 }; }

src_pos xml_pos(const xml_file *x, const xml_node *n)
{
    return (src_pos){ .file = x->path,
                      .line = n ? (int32_t)xmlGetLineNo((xmlNode *)n) : 0,
                      .column = 1 };
}
