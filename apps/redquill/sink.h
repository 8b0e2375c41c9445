#ifndef REDQUILL_APPS_REDQUILL_SINK_H_
#define REDQUILL_APPS_REDQUILL_SINK_H_

#include <optional>
#include <string>
#include <string_view>

#include "base/atomic_file.h"
#include "base/error.h"

namespace redquill::app {

/// Where a verb's lines go: to the standard output as they come, or into a file that takes its name
/// when it is whole. Used by one thread at a time.
class Sink {
 public:
  /// An empty path: the standard output.
  static Result<Sink> Open(const std::string& path);

  /// False once nobody reads the standard output any more, which is no failure. kIo with the
  /// system's reason, such as a full disk.
  Result<bool> Write(std::string_view text);

  /// Gives a file its name.
  Result<void> Close();

 private:
  std::optional<AtomicFile> file_;
};

}  // namespace redquill::app

#endif  // REDQUILL_APPS_REDQUILL_SINK_H_
