#ifndef REDQUILL_APPS_REDQUILL_TRAIN_COMMAND_LINE_H_
#define REDQUILL_APPS_REDQUILL_TRAIN_COMMAND_LINE_H_

#include <string>
#include <vector>

namespace redquill::train_app {

/// This process's command line as it may be published: paths without their folders, arguments with
/// blanks quoted, and without options that change nothing in the result (--threads, --quiet).
std::string PublishedCommand();

/// The same for any arguments.
std::string PublishedCommand(const std::vector<std::string>& arguments);

}  // namespace redquill::train_app

#endif  // REDQUILL_APPS_REDQUILL_TRAIN_COMMAND_LINE_H_
