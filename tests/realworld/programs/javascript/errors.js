// Errors unwind C frames by longjmp: out of callbacks, accessors, parsers.
function attempt(name, f) {
  try {
    print(name, 'returned', f());
  } catch (e) {
    print(name, 'threw', e instanceof Error ? e.name : String(e));
  }
}
attempt('reference', function () { return missing; });
attempt('type', function () { return null.x; });
attempt('call', function () { return (1)(); });
attempt('syntax', function () { return eval('var = 1'); });
attempt('range', function () { return new Array(-1); });
attempt('uri', function () { return decodeURIComponent('%'); });
attempt('json', function () { return JSON.parse('{"a":'); });
attempt('regexp', function () { return new RegExp('('); });
attempt('overflow', function () { return (function f(n) { return f(n + 1) + 1; })(0) > 0; });
attempt('overflow in sort', function f() { return [2, 1].sort(function () { return f(); }); });
attempt('overflow in replace', function f() { return 'x'.replace('x', f); });
attempt('circular', function () { var a = {}; a.a = a; return JSON.stringify(a); });
attempt('in sort', function () { return [3, 2, 1].sort(function () { throw 'sort'; }); });
attempt('in forEach', function () { [1].forEach(function () { throw new TypeError('each'); }); });
attempt('in replace', function () { return 'abc'.replace(/b/, function () { throw 'replace'; }); });
attempt('in toString', function () { return '' + { toString: function () { throw 'toString'; } }; });
attempt('in reviver', function () { return JSON.parse('[1,2]', function () { throw 'reviver'; }); });
attempt('in getter', function () { return Object.create({ get x() { throw 'getter'; } }).x; });
attempt('in constructor', function () { function C() { throw 'constructor'; } return new C(); });

function nested(depth) {
  try {
    if (depth === 0) throw { depth: 0, trail: [] };
    nested(depth - 1);
  } catch (e) {
    e.depth++;
    e.trail.push(depth);
    throw e;
  } finally {
    finals.push(depth);
  }
}
var finals = [];
try { nested(12); } catch (e) { print(e.depth, e.trail.join(','), finals.join(',')); }

function ways(kind) {
  var log = '';
  for (var i = 0; i < 4; i++) {
    try {
      log += i;
      if (kind === 'break' && i === 2) break;
      if (kind === 'continue' && i === 1) continue;
      if (kind === 'return' && i === 2) return log + '!';
      if (kind === 'throw' && i === 1) throw 'x';
      log += 'n';
    } catch (e) {
      log += e;
    } finally {
      log += ';';
    }
  }
  return log;
}
['none', 'break', 'continue', 'return', 'throw'].forEach(function (kind) { print(kind, ways(kind)); });
print((function () { try { return 'try'; } finally { return 'finally'; } })());
print((function () { try { throw 1; } catch (e) { return 'catch'; } finally { finals = []; } })(), finals.length);

// Many in a row: a buffer that is jumped to is used again.
var caught = 0;
for (var i = 0; i < 60; i++) {
  try {
    [i].map(function (x) { if (x % 3 === 0) throw x; return eval('x + ' + x); });
  } catch (e) {
    caught += e;
  }
}
print(caught);
