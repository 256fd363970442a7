// Strings, regular expressions (a recursive matcher), numbers as text, JSON.
var text = 'The quick brown fox jumps over the lazy dog; 12 apples, 345 pears & 6.75 plums.';
print(text.replace(/(\w+) (\w+)/g, '$2 $1'));
print(text.match(/\d+(\.\d+)?/g).join('|'), text.search(/lazy/), text.split(/\W+/).length);
print(/^(a+)+$/.test('aaaaaaaaaaaa'), /^(a|ab)(c|bcd)(d*)$/.exec('abcd').join());
print(/(z)((a+)?(b+)?(c))*/.exec('zaacbbbcac').join());
print(/(?=(a+))a*b\1/.exec('baaabac').join(), /(?!foo)...\d/.exec('foo1bar2')[0], /(a*?)(b|c)\2/.exec('aabb').join());
var global = /o(.)/g, found, log = [];
while ((found = global.exec(text))) log.push(found.index + found[1]);
print(log.join());
print('x'.concat('y', 1, null), 'abcdef'.substring(3, 1), 'abcdef'.slice(1, -1), 'abc'.charCodeAt(1), String.fromCharCode(72, 105));
print('  trim\t'.trim() + '|', 'ÄÖÜ äöü'.toLowerCase(), 'straße'.length, 'a,b,,c'.split(',').length, 'banana'.lastIndexOf('an'));
print(encodeURIComponent('ä&b/c d'), decodeURIComponent('%E2%82%AC'), encodeURI('http://x/ä?q=1 2'));

var numbers = [0, -0, 1, -1, 0.1, 1 / 3, 1e21, 1e-7, 123456789012345680000, 5e-324, 1.7976931348623157e308, 255, 1 / 0, 0 / 0];
print(numbers.join(' '));
print(numbers.slice(2, 8).map(function (x) { return x.toFixed(3) + ' ' + x.toExponential(4) + ' ' + x.toPrecision(6); }).join('|'));
print((255).toString(2), (255).toString(16), (35).toString(36), parseInt('0x1f'), parseInt('77', 8), parseFloat('3.25abc'), Number(' 12 '), Number('1e3'), +'x');
print(1 << 31, -1 >>> 28, 5 & 3 | 8 ^ 2, ~7, 7.9 | 0, -7 % 3, 2147483648 | 0);
print([Math.max(1, 5, 3), Math.pow(2, 0.5).toFixed(6), Math.round(-2.5), Math.floor(-0.5), Math.atan2(1, 1).toFixed(6), Math.sqrt(2).toFixed(6)].join());

var value = { s: 'a"b\\c\n\u0001é', n: [1.5, -0, 1e100, null, undefined, NaN], o: { deep: { deeper: [[[]]] } }, t: true, f: function () {} };
print(JSON.stringify(value));
print(JSON.stringify(value, null, 2));
print(JSON.stringify(value, ['s', 'o', 'deep']), JSON.stringify({ a: 1, b: 2 }, function (k, v) { return k === 'a' ? undefined : v; }));
print(JSON.stringify(JSON.parse(JSON.stringify(value))) === JSON.stringify(value));

function hash(s) { for (var h = 5381, i = 0; i < s.length; i++) h = (h * 33 ^ s.charCodeAt(i)) >>> 0; return h; }
var built = '';
for (var i = 0; i < 400; i++) built += String.fromCharCode(97 + (i * 7) % 26) + (i % 10 === 0 ? ' ' : '');
print(hash(built), built.split(' ').length, hash(built.split('').reverse().join('')), hash(built.replace(/[aeiou]/g, function (v) { return v.toUpperCase(); })));
var words = {};
built.replace(/[a-z]{3}/g, function (w) { words[w] = (words[w] || 0) + 1; });
print(Object.keys(words).sort().map(function (w) { return w + words[w]; }).join(' '));

var dates = [0, 951782400000, 1078099200000, -1, 4107542399999];
print(dates.map(function (t) { return new Date(t).toISOString(); }).join());
print(Date.UTC(2000, 1, 29, 12, 30, 15), new Date('2011-10-10T14:48:00.000Z').getTime());
