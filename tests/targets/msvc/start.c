/* SPDX-License-Identifier: MIT
 *
 * start.c - what Microsoft's runtime puts before main, as far as the tests need it. The headers beside it declare what they
 * call of ucrtbase.dll; Microsoft's own are not to be had.
 */
#include <stdlib.h>

int main(void);
int _fltused = 1;                   /* the compiler asks for it where there is floating point */

/* Large frames ask for this, which touches their pages in order; here the whole stack is there from the start. */
__attribute__((naked)) void __chkstk(void) { __asm__("ret"); }

void mainCRTStartup(void) { exit(main()); }
