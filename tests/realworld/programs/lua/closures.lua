-- Closures, load, string.dump, goto, varargs, the compiler's own recursion.
local function counter() local n = 0 return function(k) n = n + (k or 1) return n end end
local c1, c2 = counter(), counter()
c1() c1(5)
print(c1(), c2())
local closures = {}
for i = 1, 50 do local j = i * 2; closures[i] = function(d) j = j + d; return i + j end end
local sum = 0
for round = 1, 4 do for i = 1, 50 do sum = sum + closures[i](round) end end
print(sum)
local function compose(...) local fs = {...} return function(x) for i = #fs, 1, -1 do x = fs[i](x) end return x end end
print(compose(function(x) return x + 1 end, function(x) return x * 2 end, math.abs)(-5))
local function curry(f, n) if n == 1 then return f end return function(x) return curry(function(...) return f(x, ...) end, n - 1) end end
print(curry(function(a, b, c, d) return a * 1000 + b * 100 + c * 10 + d end, 4)(1)(2)(3)(4))
local function Y(f) return (function(x) return x(x) end)(function(x) return f(function(...) return x(x)(...) end) end) end
print(Y(function(self) return function(n) return n == 0 and 1 or n * self(n - 1) end end)(20))

print(load("return 1 + 1")(), load("local a, b = ... return b, a")(1, 2))
local env = {print = print, x = 5}
print(load("x = x + 1; y = 'new'; return x", "chunk", "t", env)(), env.x, env.y, rawget(_G, "y"))
local dumped = string.dump(function(a, b) local t = {a, b, "const", 2.5}; return #t, t[1] + t[2] end)
print(load(dumped, "dumped", "b")(3, 4), load(dumped, "d", "t"))
print(load(dumped:sub(1, 20), "cut", "b") == nil)

-- Generated code: long, wide and deeply nested.
local lines = {"local t = {}"}
for i = 1, 150 do lines[#lines + 1] = ("t[%d] = function(x) if x > %d then return x - %d else return x + %d end end"):format(i, i, i, i) end
lines[#lines + 1] = "local s = 0 for i = 1, #t do s = s + t[i](75) end return s"
print(load(table.concat(lines, "\n"))())
for _, depth in ipairs{10, 100, 180} do
  print(depth, load("return " .. ("("):rep(depth) .. "7" .. (")"):rep(depth))())
  print(depth, #load("return " .. ("{"):rep(depth) .. ("}"):rep(depth))())
  print(depth, load(("do "):rep(depth) .. "x = " .. depth .. (" end"):rep(depth) .. " return x")())
  print(depth, load("return " .. ("function() return "):rep(depth / 2) .. "9" .. (" end"):rep(depth / 2))() ~= nil)
end
print(load("return " .. ("-"):rep(5) .. " 3") == nil, load("return " .. ("- "):rep(101) .. "3")(), load("return " .. ("not "):rep(100) .. "nil")())
print(load("return " .. ("1 .. "):rep(150) .. "2")():len(), load("return " .. ("2 ^ "):rep(3) .. "1")(), load("local x = 0 " .. ("x = x + 1 "):rep(300) .. "return x")())
print(select(2, load("return " .. ("{"):rep(300))):gsub(".*: ", ""))

local out = {}
for i = 1, 3 do
  for j = 1, 3 do
    if j == 2 then goto continue end
    if i == 3 then goto done end
    out[#out + 1] = i .. j
    ::continue::
  end
end
::done::
print(table.concat(out, " "))
do
  local i, fs = 1, {}
  ::top::
  local k = i * 10
  fs[i] = function() k = k + 1 return k end
  i = i + 1
  if i <= 3 then goto top end
  print(fs[1](), fs[1](), fs[2](), fs[3]())
end
local function tail(...) return select("#", ...), (select(2, ...)) end
print(tail(nil, nil), (tail(1, 2, 3)))
local i = 10
repeat local stop = i < 5; i = i - 1 until stop
print(i)
for k = 10, 1, -3 do io.write(k, " ") end
for k = 1.0, 2.0, 0.25 do io.write(k, " ") end
print()
local x <const>, y = 5, 6
print(x + y, 7 // 2, 7 / 2, 2 ^ 10, 7 & 3, 7 | 8, 7 ~ 2, ~0, 1 << 62, -1 >> 60, "a" .. 1 .. 2)
