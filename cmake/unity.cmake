# With SAGITTA_UNITY the files of a target are compiled several at a time: reading headers is most of the work of a small file
# (docs/decisions/build_time.md). While you change code, leave it off: one file is then compiled alone.
option(SAGITTA_UNITY "Compile the source files of a folder several at a time" OFF)

# Sources that match one of APART are compiled alone: kernels, which the compiler inlines less in a large unit.
function(sagitta_compile_in_groups target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "APART")
  if(NOT SAGITTA_UNITY)
    return()
  endif()
  find_package(Python3 REQUIRED COMPONENTS Interpreter)
  get_target_property(sources ${target} SOURCES)
  list(FILTER sources INCLUDE REGEX "\\.cc$")
  list(FILTER sources EXCLUDE REGEX "^${PROJECT_BINARY_DIR}")
  foreach(pattern IN LISTS arg_APART)
    list(FILTER sources EXCLUDE REGEX "${pattern}")
  endforeach()
  if(NOT sources)
    return()
  endif()
  execute_process(COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/cmake/unity_groups.py ${sources}
                  WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} OUTPUT_VARIABLE pairs COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCHALL "[^\n]+" pairs "${pairs}")
  foreach(pair IN LISTS pairs)
    string(REGEX REPLACE "=.*" "" source ${pair})
    string(REGEX REPLACE ".*=" "" group ${pair})
    set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${target}_${group})
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  # A class that hides its members in a source file may use names of that file there: together with others it is no main file any more.
  target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
endfunction()
