#ifndef REDQUILL_APPS_REDQUILL_PRINT_H_
#define REDQUILL_APPS_REDQUILL_PRINT_H_

#include <CLI/CLI.hpp>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "base/error.h"

namespace redquill::app {

/// {"error": {"code", "message", "field"}}, as every `--json` output states a failure.
nlohmann::json ErrorJson(const Error& error);

/// Tells of a failure: one line on stderr, or with `json` one JSON object on stdout. Returns the
/// exit status that goes with it.
int PrintError(const Error& error, bool json);

/// Writes to stdout; false once nobody reads it any more (a closed pipe), which is no failure, or
/// when the disk behind it is full, which PrintedAll tells.
bool Print(std::string_view text);

/// Flushes stdout. kIo with the reason where something printed could not be written; a closed pipe
/// is no failure.
Result<void> PrintedAll();

/// The bytes of a file, or of stdin for "-". kTooLarge above `limit`.
Result<std::string> ReadInput(const std::string& path, uint64_t limit);

/// --models DIR, by model::ModelsFolder's rule.
void AddModelsOption(CLI::App& command, std::string& folder);

}  // namespace redquill::app

#endif  // REDQUILL_APPS_REDQUILL_PRINT_H_
