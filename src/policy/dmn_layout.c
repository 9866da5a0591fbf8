/* dmn_layout.c: where the elements of an exported model are drawn (DMN 1.5 §13, DMNDI).
**
** Layers: an element stands above everything it needs; then all is drawn up, from the top row
** down, to one row below the lowest that needs it. Inside a row, elements are ordered by the mean
** place of their neighbours, a few times up and down, which untangles most lines. */
#include "policy/dmn_write.h"

#include <stdlib.h>

enum { ROW_HEIGHT = 150, GAP = 40, MARGIN = 40, SWEEPS = 9 };

static const struct {
    int32_t width, height;
} sizes[] = {
    [WRITE_INPUT] = { 160, 50 },   [WRITE_DECISION] = { 180, 80 }, [WRITE_KNOWLEDGE] = { 170, 60 },
    [WRITE_SERVICE] = { 170, 60 }, [WRITE_SOURCE] = { 180, 60 },
};

static bool rank_once(dmn_writer *w)
{
    bool changed = false;
    for (int i = 0; i < w->nodes.count; i++) {
        write_node *n = &w->nodes.items[i];
        for (int k = 0; k < n->needs.count; k++) {
            int32_t below = w->nodes.items[n->needs.items[k]].rank;
            if (n->rank > below || below >= w->nodes.count) continue;
            n->rank = below + 1;
            changed = true;
        }
    }
    return changed;
}

/* The row below the lowest that needs the node; its own row when nothing does. */
static int32_t row_below_users(const dmn_writer *w, int32_t node)
{
    int32_t lowest = INT32_MAX;
    for (int i = 0; i < w->nodes.count; i++)
        for (int k = 0; k < w->nodes.items[i].needs.count; k++)
            if (w->nodes.items[i].needs.items[k] == node && w->nodes.items[i].rank < lowest)
                lowest = w->nodes.items[i].rank;
    return lowest == INT32_MAX ? w->nodes.items[node].rank : lowest - 1;
}

/* From the top row down, everything moves as near as possible to what needs it. */
static void pull_up(dmn_writer *w)
{
    for (int32_t rank = w->nodes.count; rank >= 0; rank--) {
        for (int32_t i = 0; i < w->nodes.count; i++) {
            if (w->nodes.items[i].rank != rank) continue;
            int32_t wanted_rank = row_below_users(w, i);
            if (wanted_rank > rank) w->nodes.items[i].rank = wanted_rank;
        }
    }
}

typedef struct {
    int32_t node;
    int64_t key;
} placed;

static int by_key(const void *a, const void *b)
{
    const placed *x = a, *y = b;
    if (x->key != y->key) return x->key < y->key ? -1 : 1;
    return x->node - y->node;
}

/* Mean centre of the neighbours, in tenths; its own centre when it has none. */
static int64_t wanted(const dmn_writer *w, int32_t node)
{
    int64_t sum = 0, count = 0;
    for (int i = 0; i < w->nodes.count; i++) {
        const write_node *n = &w->nodes.items[i];
        for (int k = 0; k < n->needs.count; k++) {
            int32_t other = n->needs.items[k] == node ? i : i == node ? n->needs.items[k] : -1;
            if (other < 0) continue;
            sum += w->nodes.items[other].x + w->nodes.items[other].width / 2;
            count++;
        }
    }
    const write_node *n = &w->nodes.items[node];
    return count ? sum * 10 / count : (int64_t)(n->x + n->width / 2) * 10;
}

/* Packing pushes a row to the right of where it wants to be; as a whole it may go back. */
static void centre_row(dmn_writer *w, const placed *row, int count)
{
    int64_t off = 0;
    for (int i = 0; i < count; i++) {
        const write_node *n = &w->nodes.items[row[i].node];
        off += row[i].key / 10 - n->width / 2 - n->x;
    }
    for (int i = 0; i < count; i++) w->nodes.items[row[i].node].x += (int32_t)(off / count);
}

static void order_row(dmn_writer *w, int32_t rank, placed *row)
{
    int count = 0;
    for (int32_t i = 0; i < w->nodes.count; i++)
        if (w->nodes.items[i].rank == rank) row[count++] = (placed){ i, wanted(w, i) };
    if (count) qsort(row, (size_t)count, sizeof *row, by_key);
    int32_t x = INT32_MIN / 2;
    for (int i = 0; i < count; i++) {
        write_node *n = &w->nodes.items[row[i].node];
        int32_t ideal = (int32_t)(row[i].key / 10) - n->width / 2;
        n->x = ideal > x ? ideal : x;
        x = n->x + n->width + GAP;
    }
    centre_row(w, row, count);
}

static void place(dmn_writer *w)
{
    int32_t top = 0, x = MARGIN;
    for (int i = 0; i < w->nodes.count; i++) {
        write_node *n = &w->nodes.items[i];
        n->width = sizes[n->kind].width;
        n->height = sizes[n->kind].height;
        if (n->rank > top) top = n->rank;
        n->x = x;
        x += GAP;
    }
    placed *row = ARENA_ARRAY(w->arena, placed, w->nodes.count);
    for (int sweep = 0; row && sweep < SWEEPS; sweep++)
        for (int32_t rank = 0; rank <= top; rank++)
            order_row(w, sweep % 2 ? top - rank : rank, row);
    int32_t left = INT32_MAX;
    for (int i = 0; i < w->nodes.count; i++)
        if (w->nodes.items[i].x < left) left = w->nodes.items[i].x;
    for (int i = 0; i < w->nodes.count; i++) {
        write_node *n = &w->nodes.items[i];
        n->x += MARGIN - left;
        n->y = MARGIN + (top - n->rank) * ROW_HEIGHT + (ROW_HEIGHT - n->height) / 2;
    }
}

static void put_shape(dmn_writer *w, const write_node *n)
{
    strbuf_printf(
        w->out,
        "      <dmndi:DMNShape id=\"shape_" STR_FMT "\" dmnElementRef=\"" STR_FMT "\"%s>\n"
        "        <dc:Bounds x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>\n      "
        "</dmndi:DMNShape>\n",
        STR_ARG(n->id), STR_ARG(n->id), n->kind == WRITE_SERVICE ? " isCollapsed=\"true\"" : "",
        (int)n->x, (int)n->y, (int)n->width, (int)n->height);
}

static void put_edge(dmn_writer *w, const write_node *to, const write_node *from)
{
    strbuf_printf(w->out,
                  "      <dmndi:DMNEdge id=\"edge_" STR_FMT "_" STR_FMT
                  "\" dmnElementRef=\"" STR_FMT "_" STR_FMT "\">\n"
                  "        <di:waypoint x=\"%d\" y=\"%d\"/>\n        <di:waypoint x=\"%d\" "
                  "y=\"%d\"/>\n      </dmndi:DMNEdge>\n",
                  STR_ARG(to->id), STR_ARG(from->id), STR_ARG(to->id), STR_ARG(from->id),
                  (int)(from->x + from->width / 2), (int)from->y, (int)(to->x + to->width / 2),
                  (int)(to->y + to->height));
}

void write_layout(dmn_writer *w)
{
    for (int i = 0; i <= w->nodes.count && rank_once(w); i++) {
    }
    pull_up(w);
    place(w);
    strbuf_putc(w->out, "  <dmndi:DMNDI>\n    <dmndi:DMNDiagram id=\"diagram\">\n");
    /* The tools that need 1.3 cannot draw decision services. */
    bool services = !str_eqc(w->what->version, "1.3");
    for (int i = 0; i < w->nodes.count; i++)
        if (services || w->nodes.items[i].kind != WRITE_SERVICE) put_shape(w, &w->nodes.items[i]);
    for (int i = 0; i < w->nodes.count; i++) {
        const write_node *n = &w->nodes.items[i];
        bool drawn = n->kind != WRITE_SERVICE; /* a service has members, not requirements */
        for (int k = 0; drawn && k < n->needs.count; k++) {
            const write_node *needed = &w->nodes.items[n->needs.items[k]];
            if (services || needed->kind != WRITE_SERVICE) put_edge(w, n, needed);
        }
    }
    strbuf_putc(w->out, "    </dmndi:DMNDiagram>\n  </dmndi:DMNDI>\n");
}
