# SPDX-License-Identifier: MIT
#
# What find_package(lecun) reads in an installed tree.
include("${CMAKE_CURRENT_LIST_DIR}/lecun-targets.cmake")

# Where Release and Debug are both installed, a program of another build type, or of none, gets the first that is listed.
# That would be Debug, by the alphabet, and 40 times slower.
get_target_property(lecun_configurations lecun::lecun IMPORTED_CONFIGURATIONS)
if(";${lecun_configurations};" MATCHES ";RELEASE;")
    list(REMOVE_ITEM lecun_configurations RELEASE)
    set_target_properties(lecun::lecun PROPERTIES IMPORTED_CONFIGURATIONS "RELEASE;${lecun_configurations}")
endif()
unset(lecun_configurations)
