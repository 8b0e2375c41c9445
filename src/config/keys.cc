#include "config/keys.h"

#include <array>

#include "base/nearest.h"

namespace redquill::config {
namespace {

using Server = Config::Server;
using Models = Config::Models;
using Workers = Config::Workers;
using Store = Config::Store;
using Cache = Config::Cache;
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
      {"models.folder", Text{In<&Config::models, &Models::folder>},
       "Folder with the model packages (*.rqm). Empty: the environment's REDQUILL_MODELS, else "
       "./models, else the installed ones."},
      {"models.only", Texts{In<&Config::models, &Models::only>},
       "Names of the models to load. Empty: all in the folder."},
      {"models.default", Text{In<&Config::models, &Models::default_model>},
       "Model of a request that names none. Empty: features if it is there, else the first by "
       "name."},
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
      {"cache.ttl_s", Seconds{In<&Config::cache, &Cache::ttl_s>, 0, 31'536'000},
       "How old such an answer may be; 0: any age."},
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
