#include "artifacts/s3/answers.h"

#include <charconv>
#include <optional>
#include <pugixml.hpp>

namespace redquill::artifacts::s3 {
namespace {

constexpr size_t kMostObjects = 1000;  // S3 gives no more on one page.
constexpr size_t kMostMessage = 500;

tl::unexpected<Error> NoListing(const std::string& why) {
  return Fail(Code::kCorrupt,
              "what answered is no listing of S3 (" + why + "); check the endpoint");
}

bool Load(pugi::xml_document* document, std::string_view xml) {
  // No document types, so no entities but XML's own five.
  return static_cast<bool>(
      document->load_buffer(xml.data(), xml.size(), pugi::parse_minimal | pugi::parse_escapes));
}

std::optional<uint64_t> Number(std::string_view text) {
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string WithoutQuotes(std::string_view etag) {
  if (etag.size() >= 2 && etag.front() == '"' && etag.back() == '"') {
    etag = etag.substr(1, etag.size() - 2);
  }
  return std::string(etag);
}

}  // namespace

Result<ListPage> ReadListPage(std::string_view xml) {
  if (xml.size() > kMostXmlBytes) {
    return Fail(Code::kTooLarge, "a page of the listing has " + std::to_string(xml.size()) +
                                     " bytes; at most " + std::to_string(kMostXmlBytes) +
                                     " are read");
  }
  pugi::xml_document document;
  if (!Load(&document, xml)) return NoListing("not XML");
  const pugi::xml_node root = document.child("ListBucketResult");
  if (!root) return NoListing("no ListBucketResult");
  ListPage page;
  for (const pugi::xml_node& entry : root.children("Contents")) {
    if (page.objects.size() == kMostObjects) {
      return Fail(Code::kTooLarge, "a page of the listing has over 1000 objects");
    }
    const auto size = Number(entry.child_value("Size"));
    Object object{.key = entry.child_value("Key"),
                  .etag = WithoutQuotes(entry.child_value("ETag")),
                  .size = size.value_or(0)};
    if (object.key.empty()) return NoListing("an object without a key");
    if (!size) return NoListing("an object without a size");
    page.objects.push_back(std::move(object));
  }
  if (std::string_view(root.child_value("IsTruncated")) == "true") {
    page.next = root.child_value("NextContinuationToken");
    if (page.next.empty()) return NoListing("more objects, but no NextContinuationToken");
  }
  return page;
}

aws::Refusal ReadRefusal(int status, std::string_view xml) {
  aws::Refusal refusal{.status = status, .code = {}, .message = {}};
  pugi::xml_document document;
  if (xml.size() > kMostXmlBytes || !Load(&document, xml)) return refusal;
  pugi::xml_node error = document.child("Error");
  // Query services, and servers that imitate several, wrap it.
  if (!error) error = document.child("ErrorResponse").child("Error");
  refusal.code = error.child_value("Code");
  refusal.message = std::string(error.child_value("Message")).substr(0, kMostMessage);
  return refusal;
}

}  // namespace redquill::artifacts::s3
