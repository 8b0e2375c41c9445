#include "config/keys.h"

#include <array>

#include "base/nearest.h"

namespace redquill::config {
namespace {

using Server = Config::Server;
using Tls = Config::Tls;
using Auth = Config::Auth;
using Ops = Config::Ops;
using Models = Config::Models;
using S3 = Config::S3;
using Artifacts = Config::Artifacts;
using Workers = Config::Workers;
using Store = Config::Store;
using Cache = Config::Cache;
using Engine = Config::Engine;
using Log = Config::Log;

/// A member of a group of the struct. A function and not a lambda in each row: clang-format 14
/// tears tables of lambdas apart.
template <auto group, auto member>
auto& In(Config& config) {
  return config.*group.*member;
}

}  // namespace

std::span<const Key> Keys() {
  static const auto kKeys = std::to_array<Key>({
      {"server.address", Text{In<&Config::server, &Server::address>},
       "Address to listen on. The usual one can be reached from this machine only; 0.0.0.0 or :: "
       "opens the server to the network."},
      {"server.port", Count{In<&Config::server, &Server::port>, 0, 65'535},
       "TCP port; 0 takes a free one and prints it."},
      {"server.max_connections", Count{In<&Config::server, &Server::max_connections>, 1, 1'000'000},
       "Connections open at once; one more is answered 503 and closed."},
      {"server.max_header_bytes",
       Count{In<&Config::server, &Server::max_header_bytes>, 1 << 10, 1 << 20},
       "Longest request line and headers; beyond it 431."},
      {"server.max_body_bytes",
       Count{In<&Config::server, &Server::max_body_bytes>, 1 << 10, 1 << 30},
       "Longest request body; beyond it 413. An essay has at most 1 MiB; JSON may need more bytes "
       "to write it."},
      {"server.idle_timeout_s", Seconds{In<&Config::server, &Server::idle_timeout_s>, 0.01, 86'400},
       "How long a connection may stay open between two requests."},
      {"server.header_timeout_s",
       Seconds{In<&Config::server, &Server::header_timeout_s>, 0.01, 3'600},
       "How long a client may take to send the headers, from their first byte; then 408."},
      {"server.body_timeout_s", Seconds{In<&Config::server, &Server::body_timeout_s>, 0.01, 3'600},
       "How long a client may take to send the body; then 408."},
      {"server.write_timeout_s",
       Seconds{In<&Config::server, &Server::write_timeout_s>, 0.01, 3'600},
       "How long a client may take to read an answer."},
      {"server.drain_timeout_s", Seconds{In<&Config::server, &Server::drain_timeout_s>, 0, 3'600},
       "How long a stopping server waits for requests in work before it closes their connections."},
      {"server.cors_origins", Texts{In<&Config::server, &Server::cors_origins>},
       "Origins such as https://school.example whose pages may ask this server; * for any. Empty: "
       "none but its own page."},
      {"server.trusted_proxies", Texts{In<&Config::server, &Server::trusted_proxies>},
       "Ranges of addresses such as 10.0.0.0/8 or ::1 of proxies in front. From these alone "
       "X-Forwarded-For, X-Forwarded-Proto and X-Request-Id are believed. Empty: from nobody."},
      {"tls.certificate", Text{In<&Config::tls, &Tls::certificate>},
       "PEM file with the server's certificate and its chain; with tls.key the server speaks HTTPS "
       "alone. Read again at SIGHUP."},
      {"tls.key", Text{In<&Config::tls, &Tls::key>}, "PEM file with the certificate's key."},
      {"auth.keys", Text{In<&Config::auth, &Auth::keys>},
       "File of API keys, as \"redquill keys\" keeps it. Empty: scoring and metrics need no key, "
       "and "
       "nobody may change models."},
      {"auth.open", Texts{In<&Config::auth, &Auth::open>},
       "What requests without a key may do where there are keys: score, read-metrics."},
      {"ops.address", Text{In<&Config::ops, &Ops::address>},
       "Address of the second listener, for /healthz, /readyz and /metrics."},
      {"ops.port", Count{In<&Config::ops, &Ops::port>, 0, 65'535},
       "Its port, served by a thread of its own; 0: there is none (the first listener answers "
       "these "
       "too)."},
      {"models.folder", Text{In<&Config::models, &Models::folder>},
       "Where the model packages (*.rqm) are: a folder or s3://bucket/prefix. Empty: s3.bucket if "
       "that is set, else the environment's REDQUILL_MODELS, else ./models, else the installed "
       "ones."},
      {"models.only", Texts{In<&Config::models, &Models::only>},
       "Names of the models to load. Empty: all in the folder."},
      {"models.default", Text{In<&Config::models, &Models::default_model>},
       "Model of a request that names none. Empty: features if it is there, else the first by "
       "name."},
      {"models.watch_s", Seconds{In<&Config::models, &Models::watch_s>, 0, 86'400},
       "How often to look for new versions in the folder or bucket and to serve them; 0: at SIGHUP "
       "only."},
      {"s3.bucket", Text{In<&Config::s3, &S3::bucket>},
       "Bucket with the packages, where models.folder is empty."},
      {"s3.prefix", Text{In<&Config::s3, &S3::prefix>}, "What their keys begin with, up to a /."},
      {"s3.endpoint", Text{In<&Config::s3, &S3::endpoint>},
       "URL of another S3 server than AWS's, such as http://127.0.0.1:9000."},
      {"s3.region", Text{In<&Config::s3, &S3::region>},
       "Region of the bucket. Empty: AWS_REGION, the profile's, or the machine's own."},
      {"s3.profile", Text{In<&Config::s3, &S3::profile>},
       "Section of ~/.aws/credentials and ~/.aws/config."},
      {"s3.access_key_id", Text{In<&Config::s3, &S3::access_key_id>},
       "Access key. Empty: the environment's, the profile's, the container's or the machine's "
       "role, in this order."},
      {"s3.secret_access_key", Reference{In<&Config::s3, &S3::secret_access_key>},
       "Where the access key's secret is kept."},
      {"s3.session_token", Reference{In<&Config::s3, &S3::session_token>},
       "Where the token of passing credentials is kept."},
      {"s3.anonymous", Switch{In<&Config::s3, &S3::anonymous>},
       "Sign nothing: for public buckets."},
      {"s3.addressing", Choice{In<&Config::s3, &S3::addressing>, {"auto", "path", "virtual"}},
       "Whether the bucket stands in the path or in the host name of its URLs."},
      {"s3.ca_file", Text{In<&Config::s3, &S3::ca_file>},
       "PEM of the authorities behind the endpoint's certificate."},
      {"artifacts.cache", Text{In<&Config::artifacts, &Artifacts::cache>},
       "Folder for packages from a bucket. Empty: $CACHE_DIRECTORY as systemd sets it, else "
       "$XDG_CACHE_HOME/redquill, else ~/.cache/redquill."},
      {"artifacts.use_kept", Switch{In<&Config::artifacts, &Artifacts::use_kept>},
       "Start with the packages kept from last time where the bucket can't be reached."},
      {"artifacts.parallel", Count{In<&Config::artifacts, &Artifacts::parallel>, 1, 64},
       "Downloads at once."},
      {"artifacts.keep_previous", Count{In<&Config::artifacts, &Artifacts::keep_previous>, 0, 100},
       "Old versions of packages that stay on disk."},
      {"workers.count", Count{In<&Config::workers, &Workers::count>, 0, 1'024},
       "Threads that score; 0 takes one a processor."},
      {"workers.queue", Count{In<&Config::workers, &Workers::queue>, 0, 1'000'000},
       "Requests that may wait for a worker; one more is answered 429 with Retry-After."},
      {"workers.max_wait_ms", Count{In<&Config::workers, &Workers::max_wait_ms>, 0, 3'600'000},
       "Longest wait for a worker that a new request may expect, by the estimated work of those "
       "before it; beyond it 429 with Retry-After."},
      {"workers.window", Count{In<&Config::workers, &Workers::window>, 1, 10'000},
       "Of so many of the oldest requests of a model the shortest runs first; 1: as they came."},
      {"workers.patience_ms", Count{In<&Config::workers, &Workers::patience_ms>, 0, 3'600'000},
       "How long shorter requests may go before an older one."},
      {"workers.step_back", Count{In<&Config::workers, &Workers::step_back>, 0, 19},
       "Steps of nice that threads that score stand behind those that answer, so that /healthz and "
       "refusals don't wait for a processor. 0 where other busy programs share the machine."},
      {"store.place", Text{In<&Config::store, &Store::place>},
       "Database that keeps a record of every score: a file (SQLite) or postgresql://…; "
       "docs/records.md. Empty: nothing is kept."},
      {"store.keep_text", Switch{In<&Config::store, &Store::keep_text>},
       "Keep the essays themselves with their records, not their hashes alone."},
      {"store.journal", Text{In<&Config::store, &Store::journal>},
       "Folder for records that the database has not taken yet. Empty: the database's path with "
       ".journal behind it."},
      {"store.journal_bytes",
       Count{In<&Config::store, &Store::journal_bytes>, 1 << 20, uint64_t{1} << 40},
       "Most bytes of that folder; beyond it scores are answered but not recorded, and say so."},
      {"store.wait_s", Seconds{In<&Config::store, &Store::wait_s>, 0, 60},
       "How long an answer waits for the database before its record goes to the journal."},
      {"cache.bytes", Count{In<&Config::cache, &Cache::bytes>, 0, uint64_t{1} << 40},
       "Memory for answers that are given again for the same text, model and prompt; 0: none."},
      {"cache.raw_bytes", Count{In<&Config::cache, &Cache::raw_bytes>, 0, uint64_t{1} << 40},
       "Memory for what the engines gave, from which a package with the same weights and another "
       "calibration answers without running its engine; 0: none."},
      {"cache.ttl_s", Seconds{In<&Config::cache, &Cache::ttl_s>, 0, 31'536'000},
       "How old such an answer may be; 0: any age."},
      {"cache.in_store", Switch{In<&Config::cache, &Cache::in_store>},
       "Keep these answers in the database too, where store.place names one: for other servers "
       "and for after a restart."},
      {"cache.store_bytes",
       Count{In<&Config::cache, &Cache::store_bytes>, 1 << 20, uint64_t{1} << 40},
       "Most bytes of answers in the database; the oldest go first."},
      {"cache.near_bytes", Count{In<&Config::cache, &Cache::near_bytes>, 0, uint64_t{1} << 40},
       "Memory for giving the answer of a text that differs in at most 2 % of its tokens and has "
       "the same paragraphs (docs/semantic-cache.md); 0: never."},
      {"cache.near_edge_percent", Count{In<&Config::cache, &Cache::near_edge_percent>, 0, 50},
       "An answer whose calibrated value is so near to another score (in hundredths of a step of "
       "the scale) is not given to a text that is nearly the same: that one is scored."},
      {"cache.semantic_model", Text{In<&Config::cache, &Cache::semantic_model>},
       "Embedding package (redquill models import --embeddings) for giving the answer of a text "
       "with a near vector (docs/semantic-cache.md). Empty: never."},
      {"cache.semantic_metric",
       Choice{In<&Config::cache, &Cache::semantic_metric>, {"cosine", "inner", "euclidean"}},
       "What near means."},
      {"cache.semantic_error_permille",
       Count{In<&Config::cache, &Cache::semantic_error_permille>, 1, 500},
       "How many of a thousand answers of other texts (of nearly the same ones, too) may be "
       "another "
       "score than the text's own."},
      {"cache.semantic_audit_percent",
       Count{In<&Config::cache, &Cache::semantic_audit_percent>, 1, 100},
       "Share of these answers that are scored all the same, to see that they are right."},
      {"cache.semantic_entries", Count{In<&Config::cache, &Cache::semantic_entries>, 1, 10'000'000},
       "Most vectors in memory for one model, prompt and client; then it begins anew."},
      {"cache.semantic_shared", Switch{In<&Config::cache, &Cache::semantic_shared>},
       "Share the vectors with other servers through store.place, a PostgreSQL with pgvector; else "
       "each server has its own, in memory."},
      {"engine.library", Text{In<&Config::engine, &Engine::library>},
       "ONNX Runtime's library or its folder, for models that read tokens. Empty: "
       "REDQUILL_ONNXRUNTIME, else this program's folder, the cache, the system."},
      {"engine.providers", Texts{In<&Config::engine, &Engine::providers>},
       "What runs models that read tokens, in order of preference: tensorrt, cuda, cpu."},
      {"engine.fallback", Switch{In<&Config::engine, &Engine::fallback>},
       "Pass over a provider that can't be loaded; else that stops the start."},
      {"engine.threads", Count{In<&Config::engine, &Engine::threads>, 1, 256},
       "Threads that work on one essay. With more than one worker 1 is fastest."},
      {"engine.spin", Switch{In<&Config::engine, &Engine::spin>},
       "These threads wait in a loop instead of asleep: a little faster alone, slower under load."},
      {"engine.keep_tokens", Count{In<&Config::engine, &Engine::keep_tokens>, 0, 1'000'000},
       "An essay with more tokens gives its memory back afterwards."},
      {"engine.batch_tokens", Count{In<&Config::engine, &Engine::batch_tokens>, 0, 10'000'000},
       "Essays that are scored at the same time run as one padded batch of so many tokens, where "
       "the model can (docs/transformers.md); 0: 16384 on CUDA, no batches elsewhere; 1: none."},
      {"engine.device", Count{In<&Config::engine, &Engine::device>, 0, 1'024}, "Which GPU."},
      {"engine.fp16", Switch{In<&Config::engine, &Engine::fp16>}, "TensorRT may compute in fp16."},
      {"engine.cache_folder", Text{In<&Config::engine, &Engine::cache_folder>},
       "Where TensorRT keeps built engines and timings. Empty: nowhere."},
      {"log.format", Choice{In<&Config::log, &Log::format>, {"text", "json"}},
       "Form of the lines on stderr."},
      {"log.level", Choice{In<&Config::log, &Log::level>, {"debug", "info", "warn", "error"}},
       "The least severe lines to write."},
      {"log.access", Switch{In<&Config::log, &Log::access>},
       "Write a line for every request (never with essay text)."},
  });
  return kKeys;
}

const Key* FindKey(std::string_view name) {
  for (const Key& key : Keys()) {
    if (key.name == name) return &key;
  }
  return nullptr;
}

std::string NearestKey(std::string_view name) {
  std::vector<std::string_view> known;
  for (const Key& key : Keys()) known.push_back(key.name);
  return DidYouMean(name, known);
}

}  // namespace redquill::config
