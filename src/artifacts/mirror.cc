#include "artifacts/mirror.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <mutex>
#include <set>
#include <system_error>
#include <thread>

#include "artifacts/fetch.h"
#include "artifacts/sync_folder.h"
#include "base/progress.h"
#include "base/sha256.h"
#include "model/package.h"

namespace redquill::artifacts {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPackage = ".rqm", kPlain = ".zip", kDigest = ".sha256";
constexpr uint64_t kSpareBytes = 64 << 20;  // Left to everyone else on the disk.

/// What the bucket has and what of it must be fetched.
struct Plan {
  std::vector<Fetched> unchanged;
  std::vector<Order> orders;
  uint64_t bytes = 0;  ///< Of the orders.
};

/// A package whose manifest can be read; its files are proven when it is opened.
bool IsThere(const std::string& folder, const Fetched& fetched) {
  return model::ReadHeading(folder + "/" + fetched.folder).has_value();
}

/// The object with the tokenizer of a plain model, where it is one of its own.
std::optional<s3::Object> TokenizerOf(const s3::Object& model,
                                      const std::vector<s3::Object>& objects) {
  const std::string key = model::TokenizerZipBeside(model.key);
  if (key.empty()) return std::nullopt;
  for (const auto& object : objects) {
    if (object.key == key) return object;
  }
  return std::nullopt;
}

Result<Plan> PlanFor(const std::vector<s3::Object>& objects, const Index& index,
                     const MirrorOptions& options) {
  const std::string folder = FolderOf(options);
  std::set<std::string> digests;
  for (const auto& object : objects) {
    if (object.key.ends_with(kDigest)) digests.insert(object.key);
  }
  Plan plan;
  uint64_t all = 0;
  for (const auto& object : objects) {
    const bool plain =
        options.pack && object.key.ends_with(kPlain) && !model::NamesTokenizerZip(object.key);
    const bool wanted = plain || object.key.ends_with(kPackage);
    if (!wanted || !Holds(options.source, object.key)) continue;
    Order order{object, "", plain, plain ? TokenizerOf(object, objects) : std::nullopt};
    all += SizeOf(order);
    const Fetched* known = index.Find(object.key);
    if (known != nullptr && known->etag == TagOf(order) && known->size == SizeOf(order) &&
        IsThere(folder, *known)) {
      plan.unchanged.push_back(*known);
      continue;
    }
    const std::string beside = object.key + std::string(kDigest);
    if (digests.contains(beside)) order.digest_key = beside;
    plan.bytes += SizeOf(order);
    plan.orders.push_back(std::move(order));
  }
  if (all <= options.most_bytes) return plan;
  return Fail(Code::kTooLarge, options.source.Text() + " holds " + std::to_string(all) +
                                   " bytes of packages; at most " +
                                   std::to_string(options.most_bytes) + " are kept here");
}

/// Archive and unpacked files lie side by side for a moment.
Result<void> CheckRoom(const Plan& plan, const std::string& folder) {
  if (plan.orders.empty()) return {};
  const auto free = FreeBytes(folder);
  if (!free) return Failure(free.error());
  uint64_t needed = 2 * plan.bytes + kSpareBytes;
  // Of a plain model there are the zip, its files, a package of it and that one's files.
  for (const auto& order : plan.orders) needed += order.plain ? 4 * SizeOf(order) : 0;
  if (*free >= needed) return {};
  return Fail(Code::kIo, "there are " + std::to_string(*free >> 20) + " MiB free in " + folder +
                             "; the packages need " + std::to_string(needed >> 20) +
                             " MiB. Make room or name another folder with artifacts.cache");
}

/// Runs the orders, several at a time; keeps their outcomes in order.
class Fetching {
 public:
  Fetching(aws::Session* session, const MirrorOptions& options, const Plan& plan)
      : session_(session),
        options_(options),
        plan_(plan),
        received_(plan.orders.size()),
        outcomes_(plan.orders.size(), Fail(Code::kInternal, "not tried")),
        progress_("fetching packages", plan.bytes >> 20, "MiB", options.quiet) {}

  std::vector<Result<Fetched>> Run() {
    const size_t count = std::min(std::max<size_t>(1, options_.parallel), plan_.orders.size());
    std::vector<std::thread> threads;
    for (size_t i = 0; i < count; ++i) threads.emplace_back([this] { Work(); });
    for (auto& thread : threads) thread.join();
    return std::move(outcomes_);
  }

 private:
  void Work() {
    s3::Bucket bucket(session_, {.bucket = options_.source.bucket,
                                 .addressing = options_.addressing,
                                 .backoff = options_.backoff,
                                 .cancel = options_.cancel});
    for (size_t i; (i = next_++) < plan_.orders.size();) {
      const auto told = [this, i](uint64_t bytes) { Tell(i, bytes); };
      auto outcome =
          FetchPackage(&bucket, plan_.orders[i], FolderOf(options_), options_.pack, told);
      const std::lock_guard lock(mutex_);
      outcomes_[i] = std::move(outcome);
    }
  }

  void Tell(size_t which, uint64_t bytes) {
    const std::lock_guard lock(mutex_);
    all_ += bytes - received_[which];
    received_[which] = bytes;
    progress_.Set(all_ >> 20);
  }

  aws::Session* session_;
  const MirrorOptions& options_;
  const Plan& plan_;
  std::atomic<size_t> next_ = 0;
  std::mutex mutex_;  // Guards what follows.
  std::vector<uint64_t> received_;
  uint64_t all_ = 0;
  std::vector<Result<Fetched>> outcomes_;
  Progress progress_;
};

/// What the index says from now on: of an object that failed, its older version stays.
Index NextIndex(const Index& old, const Plan& plan, const std::vector<Result<Fetched>>& outcomes,
                size_t keep_previous) {
  Index next;
  next.objects = plan.unchanged;
  for (size_t i = 0; i < outcomes.size(); ++i) {
    if (outcomes[i]) {
      next.objects.push_back(*outcomes[i]);
    } else if (const Fetched* known = old.Find(plan.orders[i].object.key)) {
      next.objects.push_back(*known);
    }
  }
  std::sort(next.objects.begin(), next.objects.end(),
            [](const auto& a, const auto& b) { return a.key < b.key; });
  std::set<std::string> used;
  for (const auto& one : next.objects) used.insert(one.folder);
  const auto keep = [&](const std::string& folder) {
    if (next.previous.size() < keep_previous && used.insert(folder).second) {
      next.previous.push_back(folder);
    }
  };
  for (const auto& one : old.objects) keep(one.folder);
  for (const auto& folder : old.previous) keep(folder);
  return next;
}

/// Deletes versions that nothing names any more, and downloads that nobody waits for. A running
/// server keeps what it has mapped.
void Prune(const std::string& folder, const Index& index, const Plan& plan) {
  std::set<std::string> used(index.previous.begin(), index.previous.end());
  for (const auto& one : index.objects) used.insert(one.folder);
  std::set<std::string> parts;
  for (const auto& order : plan.orders) {
    parts.insert(PartName(order.object) + ".rqm");
    if (order.tokenizer) parts.insert(PartName(*order.tokenizer) + ".rqm");
  }
  std::error_code ignored;
  std::vector<fs::path> stale, rubbish;
  for (const auto& name : fs::directory_iterator(folder + "/packages", ignored)) {
    for (const auto& version : fs::directory_iterator(name.path(), ignored)) {
      const auto relative = version.path().lexically_relative(folder).generic_string();
      if (!used.contains(relative)) stale.push_back(version.path());
    }
  }
  for (const auto& part : fs::directory_iterator(folder + "/incoming", ignored)) {
    if (!parts.contains(part.path().filename().string())) rubbish.push_back(part.path());
  }
  for (const auto& path : rubbish) fs::remove_all(path, ignored);
  for (const auto& path : stale) DiscardFolder(path.string(), folder + "/incoming");
}

Mirrored ResultOf(const Index& index, const std::string& folder) {
  Mirrored mirrored;
  std::set<std::string> seen;
  for (const auto& one : index.objects) {
    if (seen.insert(one.folder).second && IsThere(folder, one)) {
      mirrored.packages.push_back(folder + "/" + one.folder);
    }
  }
  return mirrored;
}

}  // namespace

std::string FolderOf(const MirrorOptions& options) {
  const std::string source = options.source.Text();
  return options.cache + "/" + options.source.bucket + "-" + Sha256Hex(source).substr(0, 12);
}

Mirrored HeldBy(const MirrorOptions& options) {
  const std::string folder = FolderOf(options);
  return ResultOf(ReadIndex(folder + "/index.json"), folder);
}

Result<Mirrored> UpdateMirror(aws::Session* session, const MirrorOptions& options) {
  const std::string folder = FolderOf(options);
  for (const char* below : {"/incoming", "/packages"}) {
    if (auto made = MakeFolders(folder + below); !made) return Failure(made.error());
  }
  const auto lock = FolderLock::Take(folder);
  if (!lock) return Failure(lock.error());
  const Index index = ReadIndex(folder + "/index.json");
  s3::Bucket bucket(session, {.bucket = options.source.bucket,
                              .addressing = options.addressing,
                              .backoff = options.backoff,
                              .cancel = options.cancel});
  const auto objects = bucket.List(options.source.prefix);
  if (!objects) return Failure(objects.error());
  const auto plan = PlanFor(*objects, index, options);
  if (!plan) return Failure(plan.error());
  if (auto room = CheckRoom(*plan, folder); !room) return Failure(room.error());
  const auto outcomes = Fetching(session, options, *plan).Run();
  const Index next = NextIndex(index, *plan, outcomes, options.keep_previous);
  if (!(next == index)) {
    if (auto written = WriteIndex(folder + "/index.json", next); !written) {
      return Failure(written.error());
    }
  }
  Prune(folder, next, *plan);
  Mirrored mirrored = ResultOf(next, folder);
  mirrored.unchanged = plan->unchanged.size();
  for (size_t i = 0; i < outcomes.size(); ++i) {
    if (outcomes[i]) {
      ++mirrored.fetched;
    } else {
      mirrored.problems.push_back({plan->orders[i].object.key, outcomes[i].error()});
    }
  }
  return mirrored;
}

}  // namespace redquill::artifacts
