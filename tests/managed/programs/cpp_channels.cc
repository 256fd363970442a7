// The C++ interface to channels: structs as elements, all operations, select
// with cases of several types.
// PROCS: 1 2 4
#include <chrono>

#include "common.h"
#include "pagurus.hpp"

namespace {

using namespace std::chrono_literals;

struct Point {
  int x, y;
  uint64_t check;
};

uint64_t Check(const Point &p) {
  return Mix(static_cast<uint64_t>(p.x), static_cast<uint64_t>(p.y));
}

void Points(pag::channel<Point> *out, int n) {
  for (int i = 0; i < n; i++) {
    Point p{i, -i, 0};
    p.check = Check(p);
    if (i % 3 == 0)
      while (!out->try_send(p)) pag::yield();
    else if (i % 3 == 1)
      while (!out->send_for(p, 10us)) Dig(20, 1);
    else
      out->send(p);
  }
  out->close();
}

void Names(pag::channel<char[8]> *out) {
  for (int i = 0; i < 10; i++) {
    char name[8] = "name-";
    name[5] = static_cast<char>('a' + i);
    out->send(name);
  }
}

}  // namespace

int main() {
  pag::channel<Point> points(2);
  pag::channel<char[8]> names;
  pag::go([&] { Points(&points, 50); });
  pag::go([&] { Names(&names); });
  Point p;
  char name[8];
  long sum = 0, wrong = 0, letters = 0;
  int open = 1, received = 0;
  while (open || received < 10) {
    pag_case other = points.receiving(&p);
    if (!open) other.chan = nullptr;
    pag::selected s = pag::select(names.receiving(&name), other);
    if (s.index == 0) {
      letters += name[5];
      received++;
    } else if (s.received) {
      sum += p.x - p.y;
      wrong += p.check != Check(p);
    } else {
      open = 0;
      wrong += p.x != 0 || p.check != 0;
    }
  }
  wrong += points.try_receive(&p) != PAG_CLOSED;
  wrong += names.receive_for(&name, 1ms) != PAG_TIMED_OUT;
  wrong += names.try_send(name) || names.send_for(name, 0s);
  wrong += pag::select_for(0s, names.sending(&name)).index != PAG_WOULD_BLOCK;
  wrong += pag::select_for(1us, names.receiving(&name)).index != PAG_TIMED_OUT;
  printf("%ld %ld %ld %zu %u\n", sum, letters, wrong, points.capacity(),
         Dig(200, 1));
}
