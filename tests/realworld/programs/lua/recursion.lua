-- Recursion in Lua itself: the interpreter's own loop, calls and tail calls.
local function ackermann(m, n)
  if m == 0 then return n + 1 end
  if n == 0 then return ackermann(m - 1, 1) end
  return ackermann(m - 1, ackermann(m, n - 1))
end
print("ackermann", ackermann(2, 12))

local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
print("fib", fib(16))

local even, odd
function even(n) if n == 0 then return true end return odd(n - 1) end
function odd(n) if n == 0 then return false end return even(n - 1) end
print("tail calls", even(3001))

local function deep(n) if n == 0 then return 0 end return 1 + deep(n - 1) end
print("deep", deep(5000))
-- Two hundred locals a level: Lua's own stack of a million slots is soon full.
local names = {}
for i = 1, 190 do names[i] = "a" .. i end
local wide = load("local " .. table.concat(names, ",") .. " local function wide(n) local " ..
  table.concat(names, ",") .. " = n if n == 0 then return 0 end return 1 + wide(a1 - 1) end return wide")()
print("wide", wide(1000), (pcall(wide, 1e7)))

local function hanoi(n, a, b, c, moves)
  if n == 0 then return moves end
  moves = hanoi(n - 1, a, c, b, moves)
  b[#b + 1] = table.remove(a)
  return hanoi(n - 1, c, b, a, moves + 1)
end
local a, b, c = {8, 7, 6, 5, 4, 3, 2, 1}, {}, {}
print("hanoi", hanoi(8, a, b, c, 0), #a, table.concat(b, " "), #c)

local function queens(n, row, columns, left, right)
  if row > n then return 1 end
  local count = 0
  for column = 1, n do
    if not columns[column] and not left[row + column] and not right[row - column] then
      columns[column], left[row + column], right[row - column] = true, true, true
      count = count + queens(n, row + 1, columns, left, right)
      columns[column], left[row + column], right[row - column] = nil, nil, nil
    end
  end
  return count
end
print("queens", queens(6, 1, {}, {}, {}))

local function permute(t, n, visit)
  if n == 0 then return visit(t) end
  for i = 1, n do
    t[i], t[n] = t[n], t[i]
    permute(t, n - 1, visit)
    t[i], t[n] = t[n], t[i]
  end
end
local sum = 0
permute({1, 2, 3, 4, 5, 6}, 6, function(t)
  local value = 0
  for i = 1, 6 do value = value * 7 + t[i] end
  sum = (sum * 31 + value) % 1000003
end)
print("permutations", sum)

local function varargs(n, ...)
  if n == 0 then return select("#", ...), ... end
  return varargs(n - 1, n, ...)
end
print("varargs", varargs(40))
