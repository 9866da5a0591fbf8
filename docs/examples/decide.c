/* decide.c: one decision with libheng. Arguments: a policy directory, a decision, a date, then fact
*value pairs.
**     cc decide.c -lheng -o decide && ./decide policies 基本救助金额 2023-06-01 救助身份 低保对象
*合规自付 50000 */
#include <heng.h>
#include <stdio.h>

static int failed(const heng_error *e)
{
    fprintf(stderr, "%s %s: %s\n", e->code, e->where, e->zh);
    return 1;
}

int main(int argc, char **argv)
{
    heng_library *lib;
    heng_decision *d;
    heng_error why;
    if (argc < 4) return 2;
    if (heng_open(argv[1], &lib, &why) != HENG_OK) return failed(&why);
    if (heng_prepare(lib, argv[2], NULL, argv[3], &d, &why) != HENG_OK) return failed(&why);

    for (int i = 4; i + 1 < argc; i += 2) {
        int fact = heng_fact_index(d, argv[i]);
        if (fact < 0 || heng_bind_text(d, fact, argv[i + 1], -1) != HENG_OK)
            return failed(heng_last_error(d));
    }
    heng_trace(d, true);
    heng_status status = heng_step(d);
    for (int c = 0; c < heng_column_count(d); c++)
        printf("%s: %s\n", heng_column_name(d, c).ptr, heng_column_shown(d, c, HENG_ZH).ptr);
    for (int i = 0; i < heng_step_count(d); i++) {
        heng_trace_step step;
        heng_step_at(d, i, &step);
        printf("  %s = %s %s %s\n", step.name.ptr, step.value.ptr, step.document.ptr,
               step.provision.ptr);
    }
    for (int i = 0; i < heng_problem_count(d); i++) {
        heng_problem(d, i, &why, NULL);
        failed(&why);
    }
    heng_finalize(d);
    heng_close(lib);
    return status == HENG_OK ? 0 : 1;
}
