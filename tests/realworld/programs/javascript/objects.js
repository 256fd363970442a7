// Closures, prototypes, property attributes, enumeration, `with`, labels, switch.
function counter() { var n = 0; return { up: function () { return ++n; }, down: function () { return --n; } }; }
var a = counter(), b = counter();
print(a.up(), a.up(), b.down(), a.down());

function Shape(name) { this.name = name; }
Shape.prototype.area = function () { return 0; };
Shape.prototype.describe = function () { return this.name + ' ' + this.area(); };
function Square(side) { Shape.call(this, 'square'); this.side = side; }
Square.prototype = Object.create(Shape.prototype, { constructor: { value: Square } });
Square.prototype.area = function () { return this.side * this.side; };
print(new Shape('shape').describe(), new Square(7).describe());
print(new Square(1) instanceof Shape, new Square(1).constructor === Square, Shape.prototype.isPrototypeOf(new Square(2)));

var o = {};
Object.defineProperty(o, 'hidden', { value: 1, enumerable: false });
Object.defineProperty(o, 'twice', { get: function () { return this.base * 2; }, set: function (v) { this.base = v / 2; }, enumerable: true });
o.base = 4;
o.twice = 22;
print(Object.keys(o).sort().join(), o.base, o.twice, o.hidden);
Object.freeze(o);
o.base = 1;
print(o.base, Object.isFrozen(o), Object.getOwnPropertyNames(o).sort().join());
print(JSON.stringify(Object.getOwnPropertyDescriptor(o, 'hidden')));

var order = [];
for (var key in { z: 1, y: 2, x: 3 }) order.push(key);
print(order.sort().join());
var inherited = Object.create({ from: 'parent' });
inherited.own = 'child';
order = [];
for (key in inherited) order.push(key + '=' + inherited[key]);
print(order.sort().join());

outer: for (var i = 0; i < 4; i++)
  for (var j = 0; j < 4; j++) {
    if (j === 2) continue outer;
    if (i === 3) break outer;
    order.push(i * 10 + j);
  }
print(order.join());
function classify(x) {
  switch (typeof x) {
    case 'number': if (x !== x) return 'NaN';
    case 'boolean': return 'scalar';
    case 'string': return 'text';
    case 'undefined': return 'nothing';
    default: return x === null ? 'null' : 'object';
  }
}
print([1, 0 / 0, true, 'x', undefined, null, [], {}, classify].map(classify).join());

print((function () { return Array.prototype.slice.call(arguments, 1).join('+'); })(1, 2, 3, 4));
print((function (x) { arguments[0] = 9; return x; })(1));
var big = {};
for (i = 0; i < 300; i++) big['key' + (i * 37 % 300)] = i;
var sum = 0;
for (key in big) sum += big[key] * (key.length);
for (i = 0; i < 300; i += 2) delete big['key' + i];
print(sum, Object.keys(big).length);

// Rubbish for the collector, some of it in cycles.
var keep = [];
for (i = 0; i < 400; i++) {
  var x = { index: i, data: [i, i + 1, String(i)] };
  x.self = x;
  x.back = keep[i % 10];
  keep[i % 10] = i % 50 === 0 ? undefined : x;
}
sum = 0;
for (i = 0; i < 10; i++) for (x = keep[i]; x && sum < 1e6; x = x.back) sum += x.data[1];
print(sum);
