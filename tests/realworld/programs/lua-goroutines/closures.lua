-- Closures whose variables outlive, or do not, the functions that made them.
local seed = ...

local function counter(start)
  local n = start
  return function() n = n + 1; return n end, function() return n end
end

local increment, value = counter(seed)
local list = {}
for i = 1, 10 do
  local own = i * seed
  list[i] = function(x) own = own + x; yield(); return own end
end
local sum = 0
for round = 1, 2 do
  for i = 1, #list do sum = sum + list[i](increment()) end
end

local function compose(...)
  local functions = {...}
  return function(x)
    for i = #functions, 1, -1 do x = functions[i](x) end
    return x
  end
end
local f = compose(function(x) return x + seed end, math.sqrt, function(x) yield(); return x * x end)

local function curry(f, n)
  if n == 1 then return f end
  return function(a) return curry(function(...) return f(a, ...) end, n - 1) end
end
report(seed)
return string.format("%d %d %.0f %d", sum, value(), f(seed),
  curry(function(a, b, c, d) return a * b * c * d end, 4)(1)(2)(3)(seed))
