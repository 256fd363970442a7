-- Recursion in Lua, and through C functions that call back: each level of those
-- is a level of the C stack, with a buffer in it.
local seed = ...

local function ackermann(m, n)
  if m == 0 then return n + 1 end
  if n == 0 then return ackermann(m - 1, 1) end
  return ackermann(m - 1, ackermann(m, n - 1))
end

local function through_gsub(depth)
  if depth == 0 then
    yield()
    return "bottom"
  end
  return (string.gsub("x", "x", function() return depth % 10 .. through_gsub(depth - 1) end))
end

local function through_sort(depth)
  local t = {3, 1, 2}
  local sum = 0
  table.sort(t, function(a, b)
    if depth > 0 and sum == 0 then sum = through_sort(depth - 1) end
    if depth == 0 then yield() end
    return a < b
  end)
  return sum + t[1] + depth
end

local function through_index(depth)
  if depth == 0 then
    yield()
    return {value = seed}
  end
  return setmetatable({}, {__index = function(_, key) return through_index(depth - 1)[key] end})
end

local function sum(n) if n == 0 then return 0 end return n + sum(n - 1) end

return table.concat({
  ackermann(1, 3 + seed % 3), #through_gsub(20 + seed % 40), through_sort(5 + seed % 10),
  through_index(10 + seed % 20).value, sum(100 + seed), through_gsub(3)}, " ")
