#ifndef REDQUILL_BASE_AWS_PROFILE_FILE_H_
#define REDQUILL_BASE_AWS_PROFILE_FILE_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.h"

namespace redquill::aws {

/// The settings of a section; any may be a secret.
using ProfileSection = std::map<std::string, Secret, std::less<>>;

/// Reads one section of a file in the form of ~/.aws/credentials and ~/.aws/config: "[name]" lines,
/// "key = value" lines, comments (# or ; at the start of a line, or behind a space), indented lines
/// belonging to a nested setting (left out). A section that comes twice is joined, the later value
/// holding; lines that are none of these are passed over, as AWS's own tools do. Nothing if there
/// is no such section.
std::optional<ProfileSection> ReadProfileSection(std::string_view text, std::string_view section);

}  // namespace redquill::aws

#endif  // REDQUILL_BASE_AWS_PROFILE_FILE_H_
