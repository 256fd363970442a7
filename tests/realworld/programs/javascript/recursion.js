// Recursion through the interpreter and through its native functions: each
// callback is a C frame between two of the interpreter's.
function depth(n) { return n === 0 ? 0 : 1 + depth(n - 1); }
print(depth(10), depth(30));

function viaForEach(n) {
  var sum = 0;
  if (n > 0) [1, 2].forEach(function (x) { sum += x + (x === 1 ? viaForEach(n - 1) : 0); });
  return sum;
}
print(viaForEach(12));

function viaSort(n) {
  if (n === 0) return 'leaf';
  return [3, 1, 2].sort(function (a, b) { if (a === 3 && b === 1) viaSort(n - 1); return a - b; }).join('') + n;
}
print(viaSort(8));

function viaReplace(n) {
  return 'a-b'.replace(/-/, function (m) { return n > 0 ? '<' + viaReplace(n - 1) + '>' : m; });
}
print(viaReplace(12));

function Nested(n) { this.n = n; }
Nested.prototype.toString = function () { return this.n > 0 ? '(' + new Nested(this.n - 1) + ')' : '*'; };
print(String(new Nested(15)));
Nested.prototype.toJSON = function () { return this.n > 0 ? [this.n, new Nested(this.n - 1)] : null; };
print(JSON.stringify(new Nested(10)));
Nested.prototype.valueOf = function () { return this.n > 0 ? 1 + new Nested(this.n - 1) : 0; };
print(+new Nested(10));

print(JSON.stringify(JSON.parse('{"a":[1,{"b":[2,{"c":[3,4]}]}],"d":{"e":5}}', function (key, value) {
  return typeof value === 'number' ? depth(value) * 10 : value;
})));

var accessors = {};
for (var i = 0; i < 12; i++)
  (function (i) {
    Object.defineProperty(accessors, 'p' + i, { get: function () { return i === 0 ? 1 : 2 * accessors['p' + (i - 1)]; } });
  })(i);
print(accessors.p11);

// A compiler within the interpreter within the compiler.
function viaEval(n) { return n === 0 ? 0 : 1 + eval('viaEval(' + (n - 1) + ')'); }
print(viaEval(6));
function viaFunction(n) { return n === 0 ? 1 : n * new Function('n', 'return viaFunction(n)')(n - 1); }
print(viaFunction(6));

var text = '1';
for (i = 0; i < 40; i++) text = '(' + text + '+' + i + ')';
print(eval(text));
text = '0';
for (i = 0; i < 30; i++) text = '[' + text + ']';
print(JSON.stringify(eval(text)).length, JSON.stringify(JSON.parse(text)).length);

function ackermann(m, n) { return m === 0 ? n + 1 : n === 0 ? ackermann(m - 1, 1) : ackermann(m - 1, ackermann(m, n - 1)); }
print(ackermann(2, 3));
function even(n) { return n === 0 ? true : odd(n - 1); }
function odd(n) { return n === 0 ? false : even(n - 1); }
print(even(40), odd(31));

function apply(n) { return n === 0 ? 'end' : apply.apply(null, [n - 1]) + apply.call(null, 0).length; }
print(apply(10));
function bound(step, n) { return n <= 0 ? 0 : step + bound.bind(null, step)(n - step); }
print(bound(3, 30));
