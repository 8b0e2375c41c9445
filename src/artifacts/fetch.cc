#include "artifacts/fetch.h"

#include <filesystem>
#include <system_error>

#include "artifacts/digest_text.h"
#include "artifacts/part_file.h"
#include "artifacts/sync_folder.h"
#include "base/quote.h"
#include "base/sha256.h"
#include "model/package.h"
#include "model/package_folder.h"

namespace redquill::artifacts {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kMostDigestBytes = 4096;

/// A small object's bytes.
class Text : public s3::Receiver {
 public:
  uint64_t received() const override { return bytes.size(); }
  Result<void> StartOver() override {
    bytes.clear();
    return {};
  }
  Result<void> Take(std::string_view more) override {
    bytes += more;
    return {};
  }
  std::string bytes;
};

Result<std::string> DigestBeside(s3::Bucket* bucket, const Order& order) {
  auto head = bucket->Head(order.digest_key);
  if (!head) return Failure(head.error());
  Text text;
  s3::Object object{order.digest_key, head->etag, head->bytes};
  if (object.size > kMostDigestBytes) {
    return Fail(Code::kTooLarge, Quoted(order.digest_key, 200) + " is too long for a digest");
  }
  if (auto got = bucket->Get(object, &text); !got) return Failure(got.error());
  if (auto digest = DigestIn(text.bytes)) return *digest;
  return Fail(Code::kCorrupt, Quoted(order.digest_key, 200) +
                                  " doesn't begin with a SHA-256 (64 hexadecimal digits)");
}

/// Downloads; the archive's SHA-256 as it came.
Result<std::string> Download(s3::Bucket* bucket, const Order& order, const std::string& part_path,
                             const std::function<void(uint64_t)>& told) {
  std::string declared;
  if (!order.digest_key.empty()) {
    auto digest = DigestBeside(bucket, order);
    if (!digest) return Failure(digest.error());
    declared = std::move(*digest);
  }
  auto part = PartFile::Open(part_path, order.object.size, told);
  if (!part) return Failure(part.error());
  if (declared.empty() && (*part)->received() > 0) {
    // An answer about the rest says nothing of the whole.
    auto head = bucket->Head(order.object.key);
    if (!head) return Failure(head.error());
    declared = head->sha256;
  }
  auto got = bucket->Get(order.object, part->get());
  if (!got) return Failure(got.error());
  if (declared.empty()) declared = got->sha256;
  std::string digest = (*part)->FinishHex();
  if (declared.empty() || declared == digest) return digest;
  return Fail(Code::kCorrupt, Quoted(order.object.key, 200) + " has the SHA-256 " + digest +
                                  "; the bucket declares " + declared);
}

/// The archive's package in the folder `to`; one made of plain zips lies at `packed` meanwhile.
Result<model::Heading> Unpacked(const Order& order, model::PlainModel plain,
                                const std::string& packed, const std::string& to,
                                const Packing& pack) {
  if (!order.plain) return model::ExtractPackage(plain.zip, to);
  plain.name = model::PlainModelName(order.object.key);
  if (auto made = pack(plain, packed); !made) return Failure(made.error());
  return model::ExtractPackage(packed, to);
}

}  // namespace

std::string PartName(const s3::Object& object) {
  return Sha256Hex(object.key + '\n' + object.etag).substr(0, 32);
}

std::string TagOf(const Order& order) {
  return order.object.etag + (order.tokenizer ? "+" + order.tokenizer->etag : "");
}

uint64_t SizeOf(const Order& order) {
  return order.object.size + (order.tokenizer ? order.tokenizer->size : 0);
}

Result<Fetched> FetchPackage(s3::Bucket* bucket, const Order& order, const std::string& folder,
                             const Packing& pack, const std::function<void(uint64_t)>& told) {
  const std::string part = folder + "/incoming/" + PartName(order.object) + ".rqm";
  const std::string unpacked = part + ".d", packed = part + ".packed.rqm";
  const std::string tokenizer =
      order.tokenizer ? folder + "/incoming/" + PartName(*order.tokenizer) + ".rqm" : "";
  std::error_code ignored;
  const auto clean = [&](bool archive) {
    fs::remove_all(unpacked, ignored);
    fs::remove(packed, ignored);
    if (archive) fs::remove(part, ignored);
    if (archive && !tokenizer.empty()) fs::remove(tokenizer, ignored);
  };
  auto digest = Download(bucket, order, part, told);
  if (digest && order.tokenizer) {
    const auto more = [&](uint64_t bytes) { told(order.object.size + bytes); };
    auto second = Download(bucket, {*order.tokenizer, "", false, {}}, tokenizer, more);
    digest = second ? Result<std::string>(Sha256Hex(*digest + *second)) : second;
  }
  if (!digest) {
    const Code code = digest.error().code;
    if (code == Code::kCorrupt || code == Code::kConflict) clean(true);
    return Failure(digest.error());  // Otherwise what came is gone on with next time.
  }
  clean(false);
  auto heading = Unpacked(order, {"", part, tokenizer}, packed, unpacked, pack);
  if (!heading) {
    clean(heading.error().code != Code::kIo);
    return Failure(heading.error(), Quoted(order.object.key, 200));
  }
  const std::string place = "packages/" + heading->manifest.name + "/" + heading->digest;
  // One that lost files there would stay for good.
  if (fs::exists(folder + "/" + place, ignored) && !model::Package::Open(folder + "/" + place)) {
    DiscardFolder(folder + "/" + place, folder + "/incoming");
  }
  if (auto placed = PlaceFolder(unpacked, folder + "/" + place); !placed) {
    clean(false);
    return Failure(placed.error());
  }
  clean(true);
  return Fetched{order.object.key, TagOf(order), SizeOf(order), *digest, place};
}

}  // namespace redquill::artifacts
