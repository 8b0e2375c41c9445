# rq_library(<part> [EXCLUDE regex] [DEPS ...]): every .cc under the folder (whose path does not
# match EXCLUDE) but *_test.cc, *_fuzz.cc and *_bench.cc
# becomes rq_<part>; its *_test.cc become <part>_test; each x_fuzz.cc becomes the program x_fuzz.
function(rq_library part)
  cmake_parse_arguments(ARG "" "EXCLUDE" "DEPS" ${ARGN})
  file(GLOB_RECURSE all CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cc"
       "${CMAKE_CURRENT_SOURCE_DIR}/*.S")
  if(ARG_EXCLUDE)
    list(FILTER all EXCLUDE REGEX "${ARG_EXCLUDE}")
  endif()
  set(sources ${all})
  list(FILTER sources EXCLUDE REGEX "_(test|fuzz|bench)\\.cc$")
  set(tests ${all})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  set(fuzzers ${all})
  list(FILTER fuzzers INCLUDE REGEX "_fuzz\\.cc$")

  if(sources)
    add_library(rq_${part} STATIC ${sources})
    target_include_directories(rq_${part} PUBLIC "${CMAKE_SOURCE_DIR}/src"
                               "${CMAKE_BINARY_DIR}/generated")
    target_link_libraries(rq_${part} PUBLIC ${ARG_DEPS})
  else()
    add_library(rq_${part} INTERFACE)
    target_include_directories(rq_${part} INTERFACE "${CMAKE_SOURCE_DIR}/src")
    target_link_libraries(rq_${part} INTERFACE ${ARG_DEPS})
  endif()

  if(tests AND REDQUILL_TESTS AND NOT REDQUILL_FUZZ)
    rq_test(${part}_test SOURCES ${tests} DEPS rq_${part})
  endif()
  foreach(fuzzer ${fuzzers})
    rq_fuzzer(${fuzzer} rq_${part})
  endforeach()
endfunction()

# Where the trees lie, for tests and fuzzers: the one object that differs between two checkouts.
if(REDQUILL_TESTS OR REDQUILL_FUZZ)
  add_library(rq_test_paths STATIC "${CMAKE_SOURCE_DIR}/tests/support/paths.cc")
  target_include_directories(rq_test_paths PUBLIC "${CMAKE_SOURCE_DIR}")
  target_compile_definitions(rq_test_paths PRIVATE
    REDQUILL_SOURCE_DIR="${CMAKE_SOURCE_DIR}" REDQUILL_BINARY_DIR="${CMAKE_BINARY_DIR}")
endif()

# rq_test(<name> SOURCES ... DEPS ...): a GoogleTest program, each of its cases known to ctest.
function(rq_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_DEPS} rq_test_paths GTest::gmock GTest::gtest_main)
  target_include_directories(${name} PRIVATE "${CMAKE_SOURCE_DIR}")
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 120
                       PROPERTIES TIMEOUT 300)
endfunction()

# Under the fuzz preset a libFuzzer program; elsewhere the same target replays the kept inputs of
# tests/fuzz/<name>/ as a test, so that what a fuzzer once found stays found.
function(rq_fuzzer source)
  get_filename_component(name ${source} NAME_WE)
  set(deps ${ARGN})
  if(REDQUILL_FUZZ)
    add_executable(${name} ${source})
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  elseif(REDQUILL_TESTS)
    add_executable(${name} ${source} "${CMAKE_SOURCE_DIR}/tests/fuzz/replay_main.cc")
    add_test(NAME fuzz_replay.${name} COMMAND ${name} "${CMAKE_SOURCE_DIR}/tests/fuzz/${name}")
  endif()
  if(TARGET ${name})
    target_link_libraries(${name} PRIVATE ${deps} rq_test_paths)
  endif()
endfunction()
