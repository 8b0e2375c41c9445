#include "tests/s3/proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace redquill::testing_support {
namespace {

sockaddr_in Loopback(uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

bool SendAll(int fd, const char* bytes, size_t size) {
  while (size > 0) {
    const ssize_t put = ::send(fd, bytes, size, MSG_NOSIGNAL);
    if (put <= 0) return false;
    bytes += put;
    size -= static_cast<size_t>(put);
  }
  return true;
}

}  // namespace

Proxy::Proxy(uint16_t to, std::function<Fate(int)> fate) : to_(to), fate_(std::move(fate)) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = Loopback(0);
  ::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address);
  socklen_t length = sizeof address;
  ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length);
  port_ = ntohs(address.sin_port);
  ::listen(listener_, 64);
  acceptor_ = std::thread([this] { Accept(); });
}

Proxy::~Proxy() {
  stop_ = true;
  acceptor_.join();
  for (auto& thread : threads_) thread.join();
  ::close(listener_);
}

void Proxy::Accept() {
  while (!stop_) {
    pollfd waiting{listener_, POLLIN, 0};
    if (::poll(&waiting, 1, 20) <= 0) continue;
    const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    threads_.emplace_back([this, client, fate = fate_(count_++)] {
      Pass(client, fate);
      ::close(client);
    });
  }
}

void Proxy::Pass(int client, const Fate& fate) const {
  std::vector<char> buffer(1 << 14);
  if (!fate.answer.empty()) {
    if (::recv(client, buffer.data(), buffer.size(), 0) > 0) {
      SendAll(client, fate.answer.data(), fate.answer.size());
    }
    return;
  }
  const int server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = Loopback(to_);
  uint64_t passed = 0;
  bool open = ::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  while (open && !stop_) {
    pollfd both[] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
    if (::poll(both, 2, 20) <= 0) continue;
    for (const int side : {0, 1}) {
      if (both[side].revents == 0) continue;
      ssize_t got = ::recv(both[side].fd, buffer.data(), buffer.size(), 0);
      open = got > 0;
      if (open && side == 1) {
        got = std::min(got,
                       static_cast<ssize_t>(std::min<uint64_t>(fate.cut_after - passed, 1 << 20)));
        passed += static_cast<uint64_t>(got);
      }
      open = open && SendAll(both[1 - side].fd, buffer.data(), static_cast<size_t>(got)) &&
             passed < fate.cut_after;
      if (!open) break;
    }
  }
  ::close(server);
}

}  // namespace redquill::testing_support
