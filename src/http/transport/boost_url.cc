// Boost.URL as Debian 12 has it is headers only; this is the one place that compiles its sources.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#include <boost/url/src.hpp>
#pragma GCC diagnostic pop
