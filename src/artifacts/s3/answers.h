#ifndef REDQUILL_ARTIFACTS_S3_ANSWERS_H_
#define REDQUILL_ARTIFACTS_S3_ANSWERS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/aws/refusal.h"
#include "base/error.h"

namespace redquill::artifacts::s3 {

/// An object as a bucket's listing has it.
struct Object {
  std::string key;
  std::string etag;  ///< Without its quotes. Changes with the content; no digest to rely on.
  uint64_t size = 0;

  bool operator==(const Object&) const = default;
};

/// One answer of ListObjectsV2.
struct ListPage {
  std::vector<Object> objects;
  std::string next;  ///< Continuation token; empty: this is the last page.
};

/// The longest answer of S3 that is read as XML: a page of 1,000 keys stays far below it.
inline constexpr uint64_t kMostXmlBytes = 8 << 20;

/// Reads ListBucketResult. kTooLarge over kMostXmlBytes or 1,000 objects, kCorrupt for anything
/// that is no such document: not XML, no key, a size that is no number, a page that says that more
/// follow without saying where.
Result<ListPage> ReadListPage(std::string_view xml);

/// Reads an Error document, as far as it is one. Never fails: an answer of a proxy that speaks
/// HTML is a refusal without a code.
aws::Refusal ReadRefusal(int status, std::string_view xml);

}  // namespace redquill::artifacts::s3

#endif  // REDQUILL_ARTIFACTS_S3_ANSWERS_H_
