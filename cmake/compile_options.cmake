set(CMAKE_CXX_STANDARD 17)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

# One interface target carries the warnings and the tuning of all our libraries; it is not exported.
add_library(sagitta_options INTERFACE)
target_compile_options(sagitta_options INTERFACE -Wall -Wextra -Wpedantic -Wno-psabi)
if(SAGITTA_WARNINGS_AS_ERRORS)
  target_compile_options(sagitta_options INTERFACE -Werror)
endif()
if(SAGITTA_NATIVE)
  target_compile_options(sagitta_options INTERFACE -march=native)
endif()
if(SAGITTA_PORTABLE AND SAGITTA_NATIVE)
  message(FATAL_ERROR "SAGITTA_PORTABLE builds for several generations of processors: it needs -DSAGITTA_NATIVE=OFF.")
endif()
if(SAGITTA_SANITIZE)
  # Null and misaligned pointers are left to the address sanitizer and the processor: their checks make compiling four times slower.
  target_compile_options(sagitta_options INTERFACE -fsanitize=address,undefined -fno-sanitize=null,alignment -fno-omit-frame-pointer)
  target_link_options(sagitta_options INTERFACE -fsanitize=address,undefined)
endif()

# Bounds of standard containers are checked where speed does not matter; unlike _GLIBCXX_DEBUG this leaves their layout alone.
if(CMAKE_BUILD_TYPE STREQUAL "Debug" OR SAGITTA_SANITIZE)
  target_compile_definitions(sagitta_options INTERFACE _GLIBCXX_ASSERTIONS)
endif()

include(dealii_interface)
sagitta_add_dealii_interface(sagitta_dealii "${CMAKE_BUILD_TYPE}")

# deal.II brings 200 libraries: the usual linker takes half a minute for each program, gold (of the same package) two seconds.
include(CheckLinkerFlag)
check_linker_flag(CXX -fuse-ld=gold SAGITTA_HAS_GOLD)
if(SAGITTA_HAS_GOLD)
  add_link_options(-fuse-ld=gold)
endif()

# The program finds its libraries by the same path before and after installation. By default CMake pads the path of the build with an
# empty entry, which the loader takes as the current directory.
set(CMAKE_INSTALL_RPATH_USE_LINK_PATH ON)
set(CMAKE_BUILD_WITH_INSTALL_RPATH ON)
