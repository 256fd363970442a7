-- Strings: buffers on the C stack that outgrow it, patterns that recurse,
-- format, pack, byte-wise work.
local function hash(s) local h = 5381 for i = 1, #s do h = (h * 33 + s:byte(i)) % 4294967291 end return h end
local parts = {}
for i = 1, 400 do parts[#parts + 1] = ("%d:%s"):format(i, string.rep(string.char(97 + i % 26), i % 17)) end
local text = table.concat(parts, ";")
print(#text, hash(text))
local s = ""
for i = 1, 300 do s = s .. i .. "," end
print(#s, hash(s))

print(("%5d|%-5d|%05d|%+d|%x|%X|%o|%c|%q|%%"):format(42, 42, 42, 42, 255, 255, 8, 65, 'a "quoted"\n\0line'))
print(("%8.3f|%-10.2e|%g|%a|%i"):format(3.14159, 12345.678, 0.0001, 1.0, 7))
print(("%s %s %s %10s %-10s|"):format(nil, true, 1.5, "right", "left"))
print(("%q %q %q"):format(1 / 3, math.mininteger, 1e100))
print(pcall(string.format, "%d", 1.5))
print(pcall(string.format, "%y", 1))

print(("hello world"):find("o w"), ("hello"):find("l", 1, true), ("a.b"):find(".", 1, true), ("abc"):find("b", -1))
print(("key = value"):match("^(%w+)%s*=%s*(%w+)$"))
print(("  trim  "):match("^%s*(.-)%s*$") .. "|")
print(("2024-05-06"):gsub("(%d+)-(%d+)-(%d+)", "%3/%2/%1"))
print(("abc"):gsub("", "-"), ("abc"):gsub(".", {a = "1", b = false, c = 3}))
print(("f(a(b)c)d"):match("%b()"), ("THE (quick) fox"):find("%((%a+)%)"), ("x"):rep(3, ","))
print(("hello world from lua"):gsub("%f[%a]%a", string.upper))
print(("one;two;;four"):gsub(";;", ";nil;"))
local words = {}
for w in ("the quick brown fox"):gmatch("%a+") do words[#words + 1] = w:reverse() end
print(table.concat(words, " "))
-- The matcher is recursive C: many levels, then its own limit.
print(#("a"):rep(2000):match("a*b?a*$"))
print((("a"):rep(150) .. "b"):match(("a?"):rep(150) .. "b") ~= nil)
print(pcall(string.match, ("a"):rep(300), ("(a"):rep(33)))
print(pcall(string.rep, "x", 1 << 40))
print(#("x"):rep(100):match(("x-"):rep(8) .. "$"))

local packed = string.pack("<i4 >I2 z s1 d j n", -5, 65535, "zero", "short", 2.5, 123456789012, 0.1)
print(#packed, hash(packed), string.unpack("<i4 >I2 z s1 d j n", packed))
print(string.packsize("i4 i8 !8 d"), pcall(string.pack, "i17", 1))
print(("ABC"):byte(1, -1), string.char(72, 105), ("MiXeD"):lower(), ("MiXeD"):upper(), ("abc"):sub(-2), ("abc"):sub(2, 10))
print(tostring(12), tostring(1.5), tostring(-0.0), 2^53, 1e15, 10 // 3, 10.0 // 3, 7 % -3, -7 % 3, 7.5 % -2)
print("10" + 5, "0x10" * 2, 10 .. 20, "abc" < "abd", "Z" < "a", "" < "a")

local function rle(t) return (t:gsub("(.)%1*", function(c) return c end)) end
print(rle("aaabbbccd"), rle(text:sub(1, 60)))
local count = {}
for c in text:gmatch("%a") do count[c] = (count[c] or 0) + 1 end
local keys = {}
for k in pairs(count) do keys[#keys + 1] = k end
table.sort(keys)
for i, k in ipairs(keys) do keys[i] = k .. count[k] end
print(table.concat(keys, " "))
