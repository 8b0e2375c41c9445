#ifndef REDQUILL_MODEL_MANIFEST_RULES_H_
#define REDQUILL_MODEL_MANIFEST_RULES_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/json_object.h"
#include "model/manifest.h"

namespace redquill::model {

inline constexpr JsonLimits kManifestLimits{.bytes = 1 << 20, .depth = 32, .values = 100'000};

/// Whole numbers up to 2^53 are the same in every JSON reader.
inline constexpr uint64_t kMaxCount = uint64_t{1} << 53;

/// [a-z0-9][a-z0-9._-]{0,63}
bool IsName(std::string_view text);
/// [0-9A-Za-z][0-9A-Za-z.+-]{0,63}
bool IsVersion(std::string_view text);
/// 64 lower-case hexadecimal digits.
bool IsDigest(std::string_view text);
/// The rule of Scale.
bool IsScale(const Scale& scale);

/// Faults for files that would meet where case is ignored, for one that is another's folder, and
/// for one that takes the manifest's name.
void CheckFileNames(const std::vector<FileEntry>& files, JsonFault* fault);

}  // namespace redquill::model

#endif  // REDQUILL_MODEL_MANIFEST_RULES_H_
