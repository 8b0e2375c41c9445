# Compiler settings shared by every target.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

option(REDQUILL_FUZZ "Build libFuzzer targets (needs clang)" OFF)
option(REDQUILL_TESTS "Build the tests" ON)
option(REDQUILL_BENCH "Build the C++ benchmarks under bench/" ON)
set(REDQUILL_SANITIZE "" CACHE STRING "Sanitizers, for instance address,undefined")

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # base_dir and no hash_dir: two checkouts of one commit share their objects.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
endif()

add_compile_options(-Wall -Wextra -Wno-missing-field-initializers -Wshadow -Wnon-virtual-dtor -Werror -fno-strict-aliasing
                    "-ffile-prefix-map=${CMAKE_SOURCE_DIR}/=")
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  add_compile_options(-Wno-restrict)  # GCC bug 105651: false alarms in std::string's operator+.
endif()
# A score must not depend on whether a compiler fused a multiply with an add.
add_compile_options(-ffp-contract=off)
add_compile_options(-D_GLIBCXX_ASSERTIONS)
if(REDQUILL_SANITIZE)
  add_compile_options(-fsanitize=${REDQUILL_SANITIZE} -fno-omit-frame-pointer
                      -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${REDQUILL_SANITIZE})
  if(REDQUILL_SANITIZE STREQUAL "thread")
    # Asio's fences are unknown to the sanitizer; its queues are ordered by their locks as well.
    add_compile_definitions(BOOST_ASIO_DISABLE_FENCED_BLOCK)
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC 12 reports false maybe-uninitialized and stringop warnings in sanitised std code.
    add_compile_options(-Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-array-bounds
                        -Wno-restrict)
  endif()
else()
  add_compile_options(-fstack-protector-strong)
  add_compile_definitions($<$<CONFIG:Release>:_FORTIFY_SOURCE=2>)
  add_link_options(-Wl,-z,relro,-z,now)
endif()
if(REDQUILL_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
