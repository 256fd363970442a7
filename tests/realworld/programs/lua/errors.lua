-- Errors: longjmp through C frames, from every depth, with handlers that run on
-- top of the failing stack, and values of all kinds.
local function strip(message) return (tostring(message):gsub("^.-:%d+: ", "")) end
local function deep(n, action) if n == 0 then return action() end local r = deep(n - 1, action) return r end
for _, n in ipairs{0, 1, 10, 100, 1000} do
  print(n, strip(select(2, pcall(deep, n, function() error("from depth " .. n) end))))
end
print(select(2, pcall(error, {code = 7})).code, select(2, pcall(error)), select(2, pcall(error, 42)))
print(strip(select(2, pcall(function() return 1 + {} end))))
print(strip(select(2, pcall(function() return #5 end))))
print(strip(select(2, pcall(function() return nil .. "x" end))))
print(strip(select(2, pcall(function() return {} < {} end))))
print(strip(select(2, pcall(function() local a; a.b.c = 1 end))))
print(strip(select(2, pcall(string.rep, "x", -1))), strip(select(2, pcall(string.rep))))
print(strip(select(2, pcall(setmetatable, 1, {}))))
print(strip(select(2, pcall(load, "x = ", "chunk", "q"))))
print(load("x = = 1", "=chunk"))
print(load("for", "=chunk"))
print(load("x = 'abc", "=chunk"))
print(load("goto nowhere", "=chunk"))
print(load(string.rep("(", 300) .. "1" .. string.rep(")", 300), "=chunk"))

print(xpcall(deep, function(m) return "handled " .. strip(m) .. " " .. select(2, debug.traceback("t", 1):gsub("\n", "")) end, 5, function() error("deep") end))
print(xpcall(function() error("a") end, function(m) error("b") end))
local levels = 0
print(pcall(function()
  local function again() levels = levels + 1; local ok, e = pcall(again); error(e, 0) end
  again()
end))
print("levels", levels)

-- Error in the middle of native iteration, again and again.
local count = 0
for i = 1, 300 do
  local ok = pcall(string.gsub, "abcdefghij", ".", function(c) count = count + 1; if c == "e" then error("stop") end end)
  assert(not ok)
end
print("gsub stopped", count)

-- To-be-closed variables run their handlers while the error passes.
local log = {}
local function closer(name) return setmetatable({}, {__close = function(_, e) log[#log + 1] = name .. ":" .. strip(e) end}) end
print(strip(select(2, pcall(function()
  local a <close> = closer("a")
  local b <close> = closer("b")
  do local c <close> = closer("c") end
  error("boom")
end))))
print(table.concat(log, " "))
log = {}
local function nestedClose(n)
  local c <close> = closer(n)
  if n == 0 then error("bottom") end
  nestedClose(n - 1)
end
pcall(nestedClose, 100)
print(#log, log[1], log[101])
print(strip(select(2, pcall(function()
  local a <close> = setmetatable({}, {__close = function() error("in close") end})
  error("first")
end))))
print(assert(pcall(assert, true)), strip(select(2, pcall(assert, false, "message"))), strip(select(2, pcall(assert, nil))))
