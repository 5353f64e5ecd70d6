# The revision of the sources, for --version and results.json. Taken when configuring and again at every build, so that a result
# never carries the revision of an earlier commit; the header is rewritten only when it changes.
# Run with `cmake -P` it writes the header; included from CMakeLists.txt it also adds the target that does so.
if(CMAKE_SCRIPT_MODE_FILE)
  # A clone that belongs to another user than the one who builds (a container as root) is refused by git otherwise.
  execute_process(COMMAND git -c safe.directory=${SAGITTA_SOURCE_DIR} describe --always --dirty --abbrev=12
                  WORKING_DIRECTORY ${SAGITTA_SOURCE_DIR}
                  OUTPUT_VARIABLE SAGITTA_REVISION OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  if(NOT SAGITTA_REVISION)
    set(SAGITTA_REVISION "unknown")
  endif()
  configure_file(${SAGITTA_SOURCE_DIR}/cmake/revision.h.in ${SAGITTA_HEADER} @ONLY)
  return()
endif()

set(sagitta_write_revision
    ${CMAKE_COMMAND} -D SAGITTA_SOURCE_DIR=${PROJECT_SOURCE_DIR} -D SAGITTA_VERSION=${PROJECT_VERSION}
    -D SAGITTA_PREFIX=${CMAKE_INSTALL_PREFIX} -D SAGITTA_HEADER=${PROJECT_BINARY_DIR}/generated/solver/revision.h
    -P ${PROJECT_SOURCE_DIR}/cmake/revision.cmake)
execute_process(COMMAND ${sagitta_write_revision} COMMAND_ERROR_IS_FATAL ANY)
# Named as a product, or the build tool would see the new header in the next build only.
add_custom_target(sagitta_revision COMMAND ${sagitta_write_revision} BYPRODUCTS ${PROJECT_BINARY_DIR}/generated/solver/revision.h
                  COMMENT "Revision of the sources" VERBATIM)
