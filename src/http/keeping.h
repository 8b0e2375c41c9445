#ifndef REDQUILL_HTTP_KEEPING_H_
#define REDQUILL_HTTP_KEEPING_H_

#include <memory>
#include <optional>
#include <string>

#include "base/error.h"
#include "base/log.h"
#include "cache/exact.h"
#include "cache/raw.h"
#include "cache/similar.h"
#include "cache/stored.h"
#include "config/config.h"
#include "http/serving.h"
#include "store/recorder.h"

namespace redquill::http {

/// What a server keeps of its answers: a cache in memory, and where configured the record of every
/// score. Safe from many threads.
class Keeping {
 public:
  /// `log` is borrowed. A database that is away is no error (records wait in the journal); a place
  /// that names none, or a journal that can't be written, is.
  /// `engine` is how the embeddings of the cache's semantic tier are computed.
  static Result<std::unique_ptr<Keeping>> Open(const config::Config::Store& store,
                                               const config::Config::Cache& cache, const Log& log,
                                               const engine::OpenOptions& engine = {});

  cache::ExactCache& cache() { return cache_; }
  cache::RawScores& raw() { return raw_; }
  /// The answers in the database; nullptr where none are kept there.
  cache::StoredAnswers* stored() { return stored_.get(); }
  /// Answers of other texts that are like the one asked for; nullptr where none are given.
  cache::SimilarAnswers* similar() { return similar_.get(); }
  /// nullptr where no records are kept.
  store::Recorder* recorder() { return recorder_.get(); }
  bool keeps_text() const { return keep_text_; }

 private:
  Keeping(const cache::ExactCache::Options& answers, const cache::RawScores::Options& raw)
      : cache_(answers), raw_(raw) {}

  cache::ExactCache cache_;
  cache::RawScores raw_;
  std::unique_ptr<cache::StoredAnswers> stored_;
  std::unique_ptr<cache::SimilarAnswers> similar_;
  std::unique_ptr<store::Recorder> recorder_;
  bool keep_text_ = false;
};

/// An answer and what became of it.
struct Kept {
  scoring::Answer answer;
  std::optional<double> age_s;  ///< Given before, so long ago; nothing where it was scored now.
  std::string record;           ///< Its record's id; empty where none was made.
  std::optional<store::Recorded> recorded;
  /// Of the cache, where there is an age: "exact", "output" (the engine ran before, the calibration
  /// is another one), or another text's answer: "near-duplicate", "semantic".
  std::string_view tier = "exact";
  double similarity = 1;  ///< Of the text that was scored to the one asked for.

  bool of_another_text() const { return tier == "near-duplicate" || tier == "semantic"; }
};

/// Who asks, and for what.
struct Asking {
  std::string person;           ///< Whose essay; may be empty.
  std::string idempotency_key;  ///< One record however often it is asked under it; empty: one each.
  std::string client;           ///< The name of the asker's API key; empty where none was needed.
                                ///< Another client's texts never answer for this one's.
  bool summative = false;       ///< The score counts: only this very text's own answer will do.
};

/// Under what the answer to a request is kept: names everything it depends on. Empty for a text
/// that is none; what is wrong with it is the scorer's to say.
cache::Keys KeysFor(const scoring::ModelInfo& model, const scoring::Request& request);

/// The answer that was given before, or the one made of what the engine gave before under another
/// calibration: from memory, no wait, no inference. Nothing for empty keys.
std::optional<Kept> KnownScore(Keeping* keeping, const Served& model,
                               const scoring::Request& request, const cache::Keys& keys);

/// The answer from the database if it has one, else another text's where that is wanted and right
/// (cache::SimilarAnswers), else by the model, remembered under the keys. Errors are the model's.
Result<Kept> FreshScore(Keeping* keeping, const Served& model, const scoring::Request& request,
                        const cache::Keys& keys, const Asking& asking = {});

/// Records an answer that is given, also one given before: it was given twice then. May wait for
/// the disk (store.wait_s at most). Needs a recorder.
void Record(Keeping& keeping, const scoring::Request& request, const Asking& asking, Kept& kept);

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_KEEPING_H_
