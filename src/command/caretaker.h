/* SPDX-License-Identifier: MIT
 *
 * caretaker.h - a process that removes temporary files when this one is gone, even if it was killed
 */
#ifndef CARETAKER_H
#define CARETAKER_H

/* Remove the file when this process has ended, if it still has this name. Where that cannot be, nothing is said. */
void remove_in_the_end(const char *path);

#endif
