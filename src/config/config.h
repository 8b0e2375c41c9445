#ifndef REDQUILL_CONFIG_CONFIG_H_
#define REDQUILL_CONFIG_CONFIG_H_

#include <cstdint>
#include <string>
#include <vector>

namespace redquill::config {

/// Everything a person can set, with the value it has where nobody does. What each member means,
/// its limits and its name are in the table of keys.cc, from which docs/configuration.md comes.
struct Config {
  struct Server {
    std::string address = "127.0.0.1";
    uint64_t port = 8080;
    uint64_t max_connections = 1024;
    uint64_t max_header_bytes = 16 << 10;
    uint64_t max_body_bytes = 4 << 20;
    double idle_timeout_s = 75;
    double header_timeout_s = 10;
    double body_timeout_s = 30;
    double write_timeout_s = 30;
    double drain_timeout_s = 30;
    std::vector<std::string> cors_origins;
    std::vector<std::string> trusted_proxies;
  } server;

  struct Tls {
    std::string certificate, key;
  } tls;

  struct Auth {
    std::string keys;
    std::vector<std::string> open;
  } auth;

  struct Ops {
    std::string address = "127.0.0.1";
    uint64_t port = 0;  ///< 0: no second listener.
  } ops;

  struct Models {
    std::string folder;
    std::vector<std::string> only;
    std::string default_model;
    double watch_s = 0;
  } models;

  struct S3 {
    std::string bucket, prefix, endpoint, region, profile, access_key_id;
    std::string secret_access_key, session_token;  ///< References to secrets.
    bool anonymous = false;
    std::string addressing = "auto";
    std::string ca_file;
  } s3;

  struct Artifacts {
    std::string cache;
    bool use_kept = true;
    uint64_t parallel = 4;
    uint64_t keep_previous = 2;
  } artifacts;

  struct Workers {
    uint64_t count = 0;  ///< 0: one a processor.
    uint64_t queue = 1024;
    uint64_t max_wait_ms = 2000;
    uint64_t window = 16;
    uint64_t patience_ms = 500;
    uint64_t step_back = 5;
  } workers;

  struct Store {
    std::string place;
    bool keep_text = false;
    std::string journal;
    uint64_t journal_bytes = 256 << 20;
    double wait_s = 0.1;
  } store;

  struct Cache {
    uint64_t bytes = 64 << 20;
    uint64_t raw_bytes = 32 << 20;
    double ttl_s = 86'400;
    bool in_store = true;
    uint64_t store_bytes = uint64_t{1} << 30;
    uint64_t near_bytes = 0;
    uint64_t near_edge_percent = 15;
    std::string semantic_model;
    std::string semantic_metric = "cosine";
    uint64_t semantic_error_permille = 20;
    uint64_t semantic_audit_percent = 10;
    uint64_t semantic_entries = 100'000;
    bool semantic_shared = false;
  } cache;

  struct Engine {
    std::string library;
    std::vector<std::string> providers = {"cpu"};
    bool fallback = false;
    uint64_t threads = 1;
    bool spin = false;
    uint64_t keep_tokens = 1024;
    uint64_t batch_tokens = 0;
    uint64_t device = 0;
    bool fp16 = false;
    std::string cache_folder;
  } engine;

  struct Log {
    std::string format = "text";
    std::string level = "info";
    bool access = true;
  } log;
};

}  // namespace redquill::config

#endif  // REDQUILL_CONFIG_CONFIG_H_
