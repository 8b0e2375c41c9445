#ifndef REDQUILL_HTTP_TRANSPORT_TLS_FILES_H_
#define REDQUILL_HTTP_TRANSPORT_TLS_FILES_H_

#include <string>

namespace redquill::http {

/// Where a server's certificate and key are: PEM, the certificate first and then its chain.
struct TlsFiles {
  std::string certificate, key;  ///< Both empty: no TLS.
  bool on() const { return !certificate.empty() || !key.empty(); }
};

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_TRANSPORT_TLS_FILES_H_
