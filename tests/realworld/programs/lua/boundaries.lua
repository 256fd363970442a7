-- Lua -> C -> Lua -> C ...: every level is a call of the interpreter on the C
-- stack, down to the interpreter's own limit of 200 C levels.
local function nestedGsub(n)
  if n == 0 then return "x" end
  return (string.gsub("a", "%a", function() return nestedGsub(n - 1) .. n % 10 end))
end
for _, n in ipairs{1, 10, 100, 180} do print("gsub", n, nestedGsub(n)) end
print("gsub beyond", pcall(nestedGsub, 250))

local function nestedSort(n)
  local t = {3, 1, 2}
  table.sort(t, function(x, y)
    if n > 0 and x == 1 then nestedSort(n - 1) end
    return x < y
  end)
  return t[1] * 100 + t[2] * 10 + t[3]
end
print("sort", nestedSort(3))

local function chainSort(n)
  local done = n == 0
  local t = {2, 1}
  table.sort(t, function(x, y)
    if not done then done = true; chainSort(n - 1) end
    return x < y
  end)
  return t[1], t[2]
end
print("sort chain", chainSort(150))
print("sort beyond", pcall(chainSort, 400))

local reached
local function nestedPcall(n)
  reached = n
  local ok, message = pcall(nestedPcall, n + 1)
  if not ok then error(message, 0) end
  return ok
end
print("pcall", pcall(nestedPcall, 1))
print("reached", reached)

local function nestedIndex(n)
  local mt = {}
  mt.__index = function(t, k)
    if k == 0 then return "bottom" end
    return setmetatable({}, mt)[k - 1]
  end
  return setmetatable({}, mt)[n]
end
print("__index", nestedIndex(150))
print("__index beyond", (pcall(nestedIndex, 400)))

local function nestedConcat(n)
  local mt = {}
  mt.__concat = function(a, b)
    if n == 0 then return "end" end
    n = n - 1
    return setmetatable({}, mt) .. "-"
  end
  return setmetatable({}, mt) .. "-"
end
print("__concat", nestedConcat(120))

local function nestedToString(n)
  return setmetatable({}, {__tostring = function()
    if n == 0 then return "t" end
    return tostring(nestedToString(n - 1)) .. n % 10
  end})
end
print("__tostring", tostring(nestedToString(120)))

local function nestedLoad(n)
  if n == 0 then return 0 end
  return load("local f, n = ... return f(n - 1) + 1")(nestedLoad, n)
end
print("load", nestedLoad(100))
local function nestedReader(n)
  local i = 0
  return load(function()
    i = i + 1
    if i == 1 then return n > 0 and "return " .. nestedReader(n - 1) .. " + " or "return " end
    return i == 2 and "1" or nil
  end)()
end
print("load reader", nestedReader(60))

-- A comparator that raises an error from within, many times.
local raised = 0
for i = 1, 60 do
  local t = {}
  for k = 1, 20 do t[k] = (k * 7) % 20 end
  local calls = 0
  local ok, message = pcall(table.sort, t, function(x, y)
    calls = calls + 1
    if calls == i then error({code = i}) end
    return x < y
  end)
  if not ok then raised = raised + message.code end
end
print("raised", raised)

-- Callbacks of the debug library.
local count = 0
debug.sethook(function() count = count + 1 end, "", 100)
local s = 0
for i = 1, 2000 do s = s + i end
debug.sethook()
print("hook", s, count > 10)
