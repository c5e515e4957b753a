/* SPDX-License-Identifier: MIT */
/* --- float64, where the language has doubles ----------------------------------------------------------------------- */

#if defined(__OPENCL_VERSION__)
#define lecun_double_of_bits(x) as_double((ulong)(x))
#define lecun_bits_of_double(x) as_ulong((double)(x))
#define lecun_product(a, b)     ((a) * (b))
#define lecun_sum(a, b)         ((a) + (b))
#define lecun_fma(a, b, c)      fma((double)(a), (double)(b), (double)(c))
#define lecun_sqrt(x)           sqrt((double)(x))
#elif defined(IS_HIP)
INLINE double lecun_product(double a, double b)     /* HIP's __dmul_rn is a plain product, and -ffp-contract=fast fuses those */
{
    double x = a * b;
#if defined(__HIP_DEVICE_COMPILE__)
    __asm__("" : "+v"(x));
#endif
    return x;
}
#define lecun_double_of_bits(x) __longlong_as_double((long long)(x))
#define lecun_bits_of_double(x) ((lecun_u64)__double_as_longlong(x))
#define lecun_sum(a, b)         ((a) + (b))
#define lecun_fma(a, b, c)      __builtin_fma((a), (b), (c))
#define lecun_sqrt(x)           __builtin_sqrt(x)
#elif defined(IS_CUDA_OR_HIP)
#define lecun_double_of_bits(x) __longlong_as_double((long long)(x))
#define lecun_bits_of_double(x) ((lecun_u64)__double_as_longlong(x))
#define lecun_product(a, b)     __dmul_rn((a), (b))
#define lecun_sum(a, b)         __dadd_rn((a), (b))
#define lecun_fma(a, b, c)      __fma_rn((a), (b), (c))
#define lecun_sqrt(x)           __dsqrt_rn(x)
#else                                                                   /* C, whose fma() must be fused */
INLINE double lecun_double_of_bits(lecun_u64 bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}
INLINE lecun_u64 lecun_bits_of_double(double x)
{
    lecun_u64 bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}
INLINE double lecun_opaque(double x)                                    /* whatever the options */
{
    volatile double y = x;
    return y;
}
#define lecun_product(a, b)     lecun_opaque((a) * (b))
#define lecun_sum(a, b)         lecun_opaque((a) + (b))
#define lecun_fma(a, b, c)      lecun_opaque(fma((a), (b), (c)))
#define lecun_sqrt(x)           sqrt(x)
#endif
#if !defined(IS_C)
#define lecun_opaque(x)         (x)
#endif
