#ifndef REDQUILL_TESTS_SUPPORT_HTTP_STUB_H_
#define REDQUILL_TESTS_SUPPORT_HTTP_STUB_H_

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace redquill::testing_support {

/// What a client sent.
struct StubRequest {
  std::string method, target;                  ///< "GET", "/path?query"
  std::map<std::string, std::string> headers;  ///< By name in lower case.
  std::string body;
};

/// What to answer: written as it is, so that an answer may be as broken as a test wants.
struct StubAnswer {
  std::string bytes;
  bool close = true;       ///< Close the connection behind the bytes.
  bool never_end = false;  ///< Keep it open without a word until the client leaves.
};

/// An answer with a status, headers ("Name: value\r\n" each) and a body of the right length.
inline StubAnswer Answer(int status, const std::string& body, const std::string& headers = "") {
  return {"HTTP/1.1 " + std::to_string(status) + " Stub\r\nContent-Length: " +
              std::to_string(body.size()) + "\r\n" + headers + "\r\n" + body,
          false, false};
}

/// An HTTP server on a free port of 127.0.0.1 that answers by a function, each connection on a
/// thread of its own. Remembers every request.
class HttpStub {
 public:
  using Handler = std::function<StubAnswer(const StubRequest&)>;

  explicit HttpStub(Handler handler) : handler_(std::move(handler)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address);
    socklen_t length = sizeof address;
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length);
    port_ = ntohs(address.sin_port);
    ::listen(listener_, 64);
    acceptor_ = std::thread([this] { Accept(); });
  }

  ~HttpStub() {
    stop_ = true;
    acceptor_.join();
    for (std::thread& connection : connections_) connection.join();
    ::close(listener_);
  }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

  std::vector<StubRequest> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  bool Readable(int fd) const {
    while (!stop_) {
      pollfd waiting{fd, POLLIN, 0};
      if (::poll(&waiting, 1, 20) > 0) return true;
    }
    return false;
  }

  void Accept() {
    while (Readable(listener_)) {
      const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (fd >= 0) connections_.emplace_back([this, fd] { Serve(fd), ::close(fd); });
    }
  }

  /// False at the connection's end.
  bool Fill(int fd, std::string* buffer) const {
    char bytes[4096];
    if (!Readable(fd)) return false;
    const ssize_t got = ::recv(fd, bytes, sizeof bytes, 0);
    if (got <= 0) return false;
    buffer->append(bytes, static_cast<size_t>(got));
    return true;
  }

  static StubRequest Parse(const std::string& head) {
    StubRequest request;
    size_t end = head.find("\r\n");
    const std::string line = head.substr(0, end);
    request.method = line.substr(0, line.find(' '));
    request.target = line.substr(line.find(' ') + 1, line.rfind(' ') - line.find(' ') - 1);
    while (end != std::string::npos) {
      const size_t next = head.find("\r\n", end + 2);
      const std::string header =
          head.substr(end + 2, next == std::string::npos ? next : next - end - 2);
      const size_t colon = header.find(':');
      if (colon != std::string::npos) {
        std::string name = header.substr(0, colon);
        for (char& c : name) c = static_cast<char>(::tolower(c));
        const size_t value = header.find_first_not_of(' ', colon + 1);
        request.headers[name] = value == std::string::npos ? "" : header.substr(value);
      }
      end = next;
    }
    return request;
  }

  void Serve(int fd) {
    std::string buffer;
    while (true) {
      size_t end;
      while ((end = buffer.find("\r\n\r\n")) == std::string::npos) {
        if (!Fill(fd, &buffer)) return;
      }
      StubRequest request = Parse(buffer.substr(0, end));
      buffer.erase(0, end + 4);
      const auto length = request.headers.find("content-length");
      const size_t body = length == request.headers.end() ? 0 : std::stoul(length->second);
      while (buffer.size() < body) {
        if (!Fill(fd, &buffer)) return;
      }
      request.body = buffer.substr(0, body);
      buffer.erase(0, body);
      {
        const std::lock_guard lock(mutex_);
        requests_.push_back(request);
      }
      const StubAnswer answer = handler_(request);
      size_t sent = 0;
      while (sent < answer.bytes.size()) {
        const ssize_t put =
            ::send(fd, answer.bytes.data() + sent, answer.bytes.size() - sent, MSG_NOSIGNAL);
        if (put <= 0) return;
        sent += static_cast<size_t>(put);
      }
      if (answer.never_end) {
        while (Fill(fd, &buffer)) {
        }
        return;
      }
      if (answer.close) return;
    }
  }

  Handler handler_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> stop_ = false;
  mutable std::mutex mutex_;
  std::vector<StubRequest> requests_;
  std::vector<std::thread> connections_;  // Touched by the acceptor alone until it has ended.
  std::thread acceptor_;
};

}  // namespace redquill::testing_support

#endif  // REDQUILL_TESTS_SUPPORT_HTTP_STUB_H_
