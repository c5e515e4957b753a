/* SPDX-License-Identifier: MIT
 *
 * suggest.h - which word may have been meant by a misspelled one
 */
#ifndef SUGGEST_H
#define SUGGEST_H

/* Of the words, a list that ends with NULL, the one that the fewest changes of a letter lead to: at most a third of its
 * letters, upper or lower case alike. NULL if there is none. */
const char *nearest_word(const char *misspelled, const char *const *words);

#endif
