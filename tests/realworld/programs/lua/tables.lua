-- Tables and metamethods.
local t = {}
for i = 1, 500 do t[i] = (i * 7919) % 1009 end
table.sort(t)
local ok = true
for i = 2, #t do ok = ok and t[i - 1] <= t[i] end
print("sorted", ok, t[1], t[250], t[500])
table.sort(t, function(a, b) return a % 10 > b % 10 or (a % 10 == b % 10 and a < b) end)
print(t[1], t[2], t[499], t[500])
print(pcall(table.sort, {3, 1, "x"}))
print((pcall(table.sort, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, function() return true end)))

local list = {}
for i = 1, 200 do table.insert(list, 1 + (i * 31) % (#list + 1), i) end
for i = 1, 100 do table.remove(list, 1 + (i * 17) % #list) end
local h = 0
for i, v in ipairs(list) do h = (h * 31 + v * i) % 1000003 end
print("list", #list, h)
print(table.concat({1, 2, 3}, "-"), table.concat({}, "x"), table.concat({1, 2, 3, 4}, ",", 2, 3), pcall(table.concat, {1, {}, 3}))
print(table.unpack({1, 2, nil, 4}, 1, 4))
print(select("#", table.unpack({}, 1, 150)), select(-1, 1, 2, 3))
print(table.unpack(table.move({1, 2, 3, 4, 5}, 2, 5, 1)))
print(table.unpack(table.move({1, 2, 3}, 1, 3, 3, {9, 9})))
local packed = table.pack(1, nil, 3)
print(packed.n, packed[1], packed[2], packed[3])
print(pcall(next, {}, 1), next({}), rawlen({1, 2}), rawequal(t, t), rawget(setmetatable({}, {__index = {x = 1}}), "x"))

-- Rehashing with all kinds of keys.
local mixed = {}
for i = 1, 300 do mixed[i] = i; mixed["k" .. i] = i * 2; mixed[i + 0.5] = i * 3; mixed[-i] = i * 4 end
mixed[true] = 5; mixed[print] = 6; mixed[mixed] = 7
for i = 1, 300, 2 do mixed[i] = nil; mixed["k" .. i] = nil end
local sum, n = 0, 0
for _, v in pairs(mixed) do sum = sum + v; n = n + 1 end
print("mixed", n, sum)

-- Classes and inheritance through chains of __index.
local function class(parent) local c = {}; c.__index = c; return setmetatable(c, parent and {__index = parent}) end
local Account = class()
function Account.new(balance) return setmetatable({balance = balance}, Account) end
function Account:deposit(v) self.balance = self.balance + v; return self end
local Special = class(Account)
function Special.new(b) return setmetatable(Account.new(b), Special) end
function Special:deposit(v) Account.deposit(self, v * 2); return self end
print(Account.new(10):deposit(5).balance, Special.new(10):deposit(5):deposit(1).balance)
local chain = {value = "found"}
for i = 1, 80 do chain = setmetatable({}, {__index = chain}) end
print(chain.value)
for i = 1, 150 do local inner = chain; chain = setmetatable({}, {__index = function(_, k) return inner[k] end}) end
print(chain.value)

local Vector = {}
Vector.__index = Vector
local function V(x, y) return setmetatable({x = x, y = y}, Vector) end
Vector.__add = function(a, b) return V(a.x + b.x, a.y + b.y) end
Vector.__sub = function(a, b) return V(a.x - b.x, a.y - b.y) end
Vector.__mul = function(a, b) if type(a) == "number" then return V(a * b.x, a * b.y) end if type(b) == "number" then return b * a end return a.x * b.x + a.y * b.y end
Vector.__div = function(a, b) return V(a.x // b, a.y // b) end
Vector.__unm = function(a) return V(-a.x, -a.y) end
Vector.__eq = function(a, b) return a.x == b.x and a.y == b.y end
Vector.__lt = function(a, b) return a.x < b.x end
Vector.__le = function(a, b) return a.x <= b.x end
Vector.__len = function(a) return a.x + a.y end
Vector.__call = function(self, k) return self[k] end
Vector.__concat = function(a, b) return tostring(a) .. "&" .. tostring(b) end
Vector.__tostring = function(a) return "(" .. a.x .. "," .. a.y .. ")" end
Vector.__band = function(a, b) return V(a.x & b.x, a.y & b.y) end
Vector.__shl = function(a, b) return V(a.x << b, a.y << b) end
Vector.__idiv = function(a, b) return a / b end
Vector.__mod = function(a, b) return V(a.x % b, a.y % b) end
local a, b = V(6, 7), V(3, 1)
print(tostring(a + b), tostring(a - b), a * b, tostring(2 * a), tostring(a / 2), tostring(-a), a == V(6, 7), a < b, a <= a, #a, a("x"), a .. b, "s" .. a, tostring(a & b), tostring(a << 2), tostring(a // 2), tostring(a % 4))

local log = {}
local proxy = setmetatable({}, {
  __index = function(_, k) log[#log + 1] = "get " .. tostring(k); return k end,
  __newindex = function(t, k, v) log[#log + 1] = "set " .. tostring(k); rawset(t, k, v) end,
  __pairs = function() return function(_, k) if not k then return 1, "p" end end, nil, nil end,
})
proxy.a = proxy.b
proxy.a = 2
for k, v in pairs(proxy) do log[#log + 1] = k .. v end
print(table.concat(log, ";"), getmetatable(setmetatable({}, {__metatable = "locked"})), pcall(setmetatable, setmetatable({}, {__metatable = 1}), {}))
