// SPDX-License-Identifier: MIT
//
// The same for blocks of C++.
#ifndef GIVEN_HPP
#define GIVEN_HPP

#include <lecun.hpp>

#include <vector>

#endif
