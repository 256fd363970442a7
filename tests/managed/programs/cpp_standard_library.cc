// Header-only templates of the standard library compiled as managed code, which
// call into the native part: containers, algorithms with lambdas that capture
// locals, strings, streams, std::function, smart pointers.
#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <numeric>
#include <sstream>
#include <string>
#include <vector>

#include "common.h"

NOINLINE static std::string Join(const std::vector<std::string> &parts,
                                 size_t at) {
  if (at == parts.size()) return "";
  std::string mine = parts[at];
  std::string rest = Join(parts, at + 1);
  return rest.empty() ? mine : mine + "," + rest;
}

NOINLINE static int Fibonacci(int n, std::map<int, int> &memo) {
  if (n < 2) return n;
  auto it = memo.find(n);
  if (it != memo.end()) return it->second;
  int v = (Fibonacci(n - 1, memo) + Fibonacci(n - 2, memo)) % 100003;
  return memo[n] = v;
}

struct Node {
  std::unique_ptr<Node> left, right;
  int key;
};
NOINLINE static void Insert(std::unique_ptr<Node> &node, int key) {
  if (!node) {
    node = std::make_unique<Node>();
    node->key = key;
    return;
  }
  Insert(key < node->key ? node->left : node->right, key);
}
NOINLINE static void Walk(const std::unique_ptr<Node> &node,
                          const std::function<void(int)> &f) {
  if (!node) return;
  Walk(node->left, f);
  f(node->key);
  Walk(node->right, f);
}

int main() {
  std::vector<std::string> parts;
  for (int i = 0; i < 60; i++)
    parts.push_back("part number " + std::to_string(i));
  std::string joined = Join(parts, 0);
  printf("%zu %s\n", joined.size(), joined.substr(joined.size() - 14).c_str());
  std::map<int, int> memo;
  printf("%d\n", Fibonacci(200, memo));
  std::vector<int> numbers(150);
  std::iota(numbers.begin(), numbers.end(), 1);
  int swaps = 0;
  std::sort(numbers.begin(), numbers.end(), [&](int a, int b) {
    swaps++;
    return (a * 37 + static_cast<int>(Dig(2, 1) & 0)) % 151 < (b * 37) % 151;
  });
  int local[40];
  for (int i = 0; i < 40; i++) local[i] = (i * 17) % 40;
  std::sort(local, local + 40, std::greater<>());
  auto found = std::lower_bound(local, local + 40, 12, std::greater<>());
  printf("%d %d %d %d\n", numbers[0], numbers[149], swaps > 0,
         static_cast<int>(found - local));
  std::unique_ptr<Node> root;
  for (int n : numbers) Insert(root, n);
  long hash = 0;
  Walk(root, [&hash](int k) { hash = (hash * 31 + k) % 1000003; });
  printf("%ld\n", hash);
  std::ostringstream out;
  for (int i = 0; i < 20; i++) out << i << ' ' << i * 0.5 << ';';
  printf("%s\n", out.str().c_str());
  std::function<int(int)> deep = [&](int n) { return n ? deep(n - 1) + 1 : 0; };
  printf("%d\n", deep(300));
  std::shared_ptr<int> shared = std::make_shared<int>(5);
  std::weak_ptr<int> weak = shared;
  shared.reset();
  printf("%d\n", weak.expired());
  return 0;
}
