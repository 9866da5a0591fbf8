/* batch_kernels.c: the best kernels this processor can run. */
#include "policy/batch_plan.h"

batch_kernel batch_kernel_for(const plan *p, const node *n, kernel_args *x)
{
#ifdef __x86_64__
    __builtin_cpu_init();
    bool wide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") &&
                __builtin_cpu_supports("avx512cd");
    bool middle = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                  __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("fma");
    if (wide) return batch_kernel_v4(p, n, x);
    if (middle) return batch_kernel_v3(p, n, x);
#endif
    return batch_kernel_v1(p, n, x);
}
