# Installs the build into an empty folder, then configures, builds and runs the project beside this file against it.
set(place ${SAGITTA_BINARY_DIR}/install_consumer)
file(REMOVE_RECURSE ${place})

execute_process(COMMAND ${CMAKE_COMMAND} --install ${SAGITTA_BINARY_DIR} --prefix ${place}/prefix
                OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR} -B ${place}/build -G ${GENERATOR}
                        -D CMAKE_BUILD_TYPE=${BUILD_TYPE} -D CMAKE_CXX_COMPILER=${COMPILER} -D CMAKE_PREFIX_PATH=${place}/prefix
                COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} --build ${place}/build COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${place}/build/consumer COMMAND_ERROR_IS_FATAL ANY)
