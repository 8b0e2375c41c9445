#ifndef REDQUILL_TESTS_S3_MOTO_H_
#define REDQUILL_TESTS_S3_MOTO_H_

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "base/aws/session.h"
#include "base/http_client.h"

namespace redquill::testing_support {

/// A server that speaks S3 and Secrets Manager and verifies signatures (moto), on a free port of
/// loopback with one user who may do everything. tools/fetch-moto installs it.
class Moto {
 public:
  /// The one of this test program, started when first asked for. Null where it can't be.
  static Moto* Shared();
  ~Moto();

  std::string url() const;
  uint16_t port() const { return port_; }
  const std::string& key() const { return key_; }
  const std::string& secret() const { return secret_; }

  /// Settings of that user; `endpoint` empty: the server's own.
  aws::Settings Settings(const std::string& endpoint = "") const;
  std::unique_ptr<aws::Session> Session(const std::string& endpoint = "") const;

  void MakeBucket(const std::string& name) const;
  void Put(const std::string& bucket, const std::string& key, const std::string& bytes,
           const std::vector<HttpHeader>& headers = {}) const;
  void Delete(const std::string& bucket, const std::string& key) const;
  void PutSecret(const std::string& name, const std::string& value) const;

 private:
  Moto() = default;
  bool Start();
  bool MakeUser();
  HttpResponse Send(const std::string& service, HttpRequest request) const;

  pid_t pid_ = -1;
  uint16_t port_ = 0;
  std::string key_ = "setup", secret_ = "setup";
};

}  // namespace redquill::testing_support

#endif  // REDQUILL_TESTS_S3_MOTO_H_
