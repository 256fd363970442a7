-- Integers, floats, conversions, math, bits, utf8.
print(math.maxinteger, math.mininteger, math.maxinteger + 1 == math.mininteger, math.maxinteger * 2)
print(7 // 2, -7 // 2, 7 // -2, -7 % 2, 7 % -2, 7.5 // 2, -7.5 % 2, 1e308 * 10, -1 / 0, 0 / 0 ~= 0 / 0)
print(pcall(function() return 1 // 0 end), pcall(function() return 1 % 0 end), 1 // 0.0, 1 % math.huge, -1 % math.huge)
print(math.tointeger(3.0), math.tointeger(3.5), math.tointeger("8"), 3 | 0, pcall(function() return 3.5 | 0 end))
print(tonumber("0x1p4"), tonumber("1e1"), tonumber(" 12 "), tonumber("12x"), tonumber("z", 36), tonumber("777", 8), tonumber("9", 8), tonumber(""), tonumber("0x"), tonumber("1e"))
print(1 == 1.0, math.type(1), math.type(1.0), math.type("1"), 2^31 | 0, 1 < 1.5, math.maxinteger < math.huge, math.maxinteger + 0.0 == 2^63)
print(string.format("%.14g %.17g %.3f %5.1f", 0.1, 0.1, 2 / 3, 9.96), 1e15, 1e16, 123456789012345678, 0.1 + 0.2)
print(math.floor(-3.5), math.ceil(-3.5), math.fmod(-7, 3), math.fmod(7, -3), math.modf(3.7), math.modf(-3.7), math.abs(-5), math.ult(1, -1))
print(math.max(1, 5, 3), math.min(2.5, 1, 7), math.sqrt(2), math.exp(1), math.log(8, 2), math.log(100, 10), math.log(2.718281828459045), math.pi)
print(string.format("%.9f %.9f %.9f %.9f %.9f", math.sin(1), math.cos(1), math.tan(1), math.asin(0.5), math.atan(1, 2)))
print(0xff, 0xA.8p0, 1 << 63, 1 << 64, 1 >> 1, -1 >> 1, -1 << 1, 5 & 6, 5 | 6, 5 ~ 6, ~5, 2^-1, 10 // 0.3)

math.randomseed(42)
local r = {}
for i = 1, 5 do r[i] = math.random(1, 100) end
math.randomseed(42)
for i = 1, 5 do assert(r[i] == math.random(1, 100)) end
print("random", table.concat(r, " "))
local sum = 0
for i = 1, 500 do sum = sum + math.random() + math.random(10) end
print(sum > 0, pcall(math.random, 2, 1))

local function gcd(a, b) if b == 0 then return a end return gcd(b, a % b) end
local function powmod(b, e, m) if e == 0 then return 1 end local h = powmod(b * b % m, e // 2, m) return e % 2 == 1 and h * b % m or h end
print(gcd(1071, 462), powmod(3, 1000000, 1000003), powmod(7, 12345, 998244353))
local function isPrime(n) for d = 2, math.floor(n ^ 0.5) do if n % d == 0 then return false end end return n > 1 end
local primes = {}
for n = 1, 120 do if isPrime(n) then primes[#primes + 1] = n end end
print(table.concat(primes, ","))
local e, term = 1, 1
for i = 1, 20 do term = term / i; e = e + term end
print(e, string.format("%.10f", e))
local collatz = {}
for n = 1, 60 do local k, steps = n, 0; while k ~= 1 do k = k % 2 == 0 and k // 2 or 3 * k + 1; steps = steps + 1 end collatz[n] = steps end
print(table.concat(collatz, " "))

local s = "häß € 😀"
print(utf8.len(s), #s, utf8.char(104, 228, 8364, 128512), utf8.codepoint(s, 1, 3), utf8.offset(s, 4), utf8.charpattern)
for p, c in utf8.codes("aé€") do io.write(p, ":", c, " ") end
print(utf8.len("\xff"), pcall(utf8.codepoint, "\xff"))

-- Big integers by hand.
local function multiply(a, k)
  local carry = 0
  for i = 1, #a do local v = a[i] * k + carry; a[i] = v % 10000; carry = v // 10000 end
  while carry > 0 do a[#a + 1] = carry % 10000; carry = carry // 10000 end
end
local f = {1}
for i = 2, 60 do multiply(f, i) end
local out = {tostring(f[#f])}
for i = #f - 1, 1, -1 do out[#out + 1] = ("%04d"):format(f[i]) end
print(table.concat(out))
