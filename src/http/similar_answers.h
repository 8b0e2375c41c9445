#ifndef REDQUILL_HTTP_SIMILAR_ANSWERS_H_
#define REDQUILL_HTTP_SIMILAR_ANSWERS_H_

#include <memory>

#include "base/error.h"
#include "base/log.h"
#include "cache/similar.h"
#include "config/config.h"
#include "engine/open.h"

namespace redquill::http {

/// The tiers that give other texts' answers, as the configuration says; nullptr where it wants
/// none. `engine` is how embeddings are computed; `log` is borrowed. Errors name the key: an
/// embedding package that is none, vectors to be shared through a database that can't hold them.
Result<std::unique_ptr<cache::SimilarAnswers>> SimilarBy(const config::Config::Store& store,
                                                         const config::Config::Cache& cache,
                                                         const engine::OpenOptions& engine,
                                                         const Log& log);

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_SIMILAR_ANSWERS_H_
