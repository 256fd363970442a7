// Small programs: searching, sorting, parsing, simulating.
function queens(n) {
  var count = 0, columns = [], up = [], down = [];
  (function place(row) {
    if (row === n) { count++; return; }
    for (var c = 0; c < n; c++)
      if (!columns[c] && !up[row + c] && !down[row - c + n]) {
        columns[c] = up[row + c] = down[row - c + n] = true;
        place(row + 1);
        columns[c] = up[row + c] = down[row - c + n] = false;
      }
  })(0);
  return count;
}
print(queens(5), queens(6));

function random(seed) { return function () { seed = (seed * 1103515245 + 12345) % 2147483648; return seed; }; }
function quicksort(a, low, high) {
  if (low >= high) return a;
  var pivot = a[(low + high) >> 1], i = low, j = high, t;
  while (i <= j) {
    while (a[i] < pivot) i++;
    while (a[j] > pivot) j--;
    if (i <= j) { t = a[i]; a[i++] = a[j]; a[j--] = t; }
  }
  quicksort(a, low, j);
  return quicksort(a, i, high);
}
var next = random(42), data = [];
for (var i = 0; i < 120; i++) data.push(next() % 1000);
var copy = data.slice();
print(quicksort(copy, 0, copy.length - 1).join() === data.slice().sort(function (a, b) { return a - b; }).join());
print(data.map(function (x) { return { key: x % 7, value: x }; }).sort(function (a, b) { return a.key - b.key || a.value - b.value; })
  .filter(function (x, i) { return i % 10 === 0; }).map(function (x) { return x.key + ':' + x.value; }).join());
print(data.reduce(function (a, b) { return a + b; }), data.reduceRight(function (a, b) { return (a * 31 + b) % 65521; }, 7), data.some(isNaN), data.every(isFinite));

// A recursive-descent calculator.
function calculate(source) {
  var tokens = source.match(/\d+(\.\d+)?|[-+*\/()]/g), at = 0;
  function primary() {
    var t = tokens[at++];
    if (t === '(') { var v = sum(); at++; return v; }
    if (t === '-') return -primary();
    return parseFloat(t);
  }
  function product() {
    var v = primary();
    while (tokens[at] === '*' || tokens[at] === '/') v = tokens[at++] === '*' ? v * primary() : v / primary();
    return v;
  }
  function sum() {
    var v = product();
    while (tokens[at] === '+' || tokens[at] === '-') v = tokens[at++] === '+' ? v + product() : v - product();
    return v;
  }
  return sum();
}
['1+2*3', '(1+2)*3', '-(4-6)*(7/2)', '2*(3+(4*(5-(6/(7+1)))))', '((((((1))))))'].forEach(function (s) { print(s, '=', calculate(s), eval(s)); });

var sieve = [], primes = [];
for (i = 2; i < 300; i++) {
  if (sieve[i]) continue;
  primes.push(i);
  for (var j = i * i; j < 300; j += i) sieve[j] = true;
}
print(primes.length, primes.slice(-3).join());

function hanoi(n, from, to, via) { return n === 0 ? 0 : hanoi(n - 1, from, via, to) + 1 + hanoi(n - 1, via, to, from); }
print(hanoi(7, 'a', 'b', 'c'));
function permutations(s) {
  if (s.length < 2) return [s];
  var all = [];
  s.split('').forEach(function (c, i) {
    permutations(s.slice(0, i) + s.slice(i + 1)).forEach(function (rest) { all.push(c + rest); });
  });
  return all;
}
print(permutations('abcd').join());

// A binary tree, with removal.
function insert(t, k) { if (!t) return { k: k }; if (k < t.k) t.l = insert(t.l, k); else if (k > t.k) t.r = insert(t.r, k); return t; }
function remove(t, k) {
  if (!t) return t;
  if (k < t.k) { t.l = remove(t.l, k); return t; }
  if (k > t.k) { t.r = remove(t.r, k); return t; }
  if (!t.l) return t.r;
  if (!t.r) return t.l;
  for (var m = t.r; m.l;) m = m.l;
  t.k = m.k;
  t.r = remove(t.r, m.k);
  return t;
}
function walk(t, visit) { if (t) { walk(t.l, visit); visit(t.k); walk(t.r, visit); } }
var tree, seen = [];
data.forEach(function (k) { tree = insert(tree, k); });
data.forEach(function (k, i) { if (i % 3) tree = remove(tree, k); });
walk(tree, function (k) { seen.push(k); });
print(seen.length, seen.join());

// Cells of Life, on a torus.
var world = [];
for (i = 0; i < 64; i++) world.push(next() % 3 === 0 ? 1 : 0);
for (var generation = 0; generation < 4; generation++)
  world = world.map(function (alive, at) {
    var n = 0;
    for (var dy = -1; dy < 2; dy++) for (var dx = -1; dx < 2; dx++)
      if (dx || dy) n += world[((at >> 3) + dy + 8) % 8 * 8 + ((at & 7) + dx + 8) % 8];
    return n === 3 || (alive && n === 2) ? 1 : 0;
  });
print(world.join('').replace(/(.{8})/g, '$1 '));
