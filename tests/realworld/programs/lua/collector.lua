-- The collector in both modes, under pressure, with finalisers and weak tables.
local function churn(n)
  local keep = {}
  for i = 1, n do
    local node = {i, tostring(i), function() return i end}
    keep[i % 50 + 1] = node
    node.next = keep[(i * 7) % 50 + 1]
    if i % 100 == 0 then keep[(i // 100) % 50 + 1] = nil end
  end
  local sum = 0
  for i = 1, 50 do local node = keep[i]; if node then sum = sum + node[1] + node[3]() end end
  return sum
end
for _, mode in ipairs{"incremental", "generational", "incremental"} do
  collectgarbage(mode)
  print(mode, churn(1000))
end
collectgarbage("incremental", 150, 200)
print("step", churn(600), collectgarbage("isrunning"))
collectgarbage("stop")
print(collectgarbage("isrunning"), churn(500))
collectgarbage("restart")

local finalised = {}
for i = 1, 60 do setmetatable({}, {__gc = function() finalised[#finalised + 1] = i end}) end
collectgarbage()
collectgarbage()
local sum = 0
for _, v in ipairs(finalised) do sum = sum + v end
print("finalised", #finalised, sum, finalised[1] > finalised[60])
-- Finalisers that allocate, call C, raise errors, resurrect.
local saved
for i = 1, 20 do
  setmetatable({i}, {__gc = function(o)
    local t = {}
    for k = 1, 20 do t[k] = ("x"):rep(k) end
    table.sort(t, function(a, b) return #a > #b end)
    if i == 7 then saved = o end
  end})
end
collectgarbage()
collectgarbage()
print("resurrected", saved and saved[1])

local weak = setmetatable({}, {__mode = "v"})
local strong = {}
for i = 1, 100 do local v = {i}; weak[i] = v; if i % 10 == 0 then strong[#strong + 1] = v end end
collectgarbage()
local n = 0
for _ in pairs(weak) do n = n + 1 end
print("weak values", n)
local ephemeron = setmetatable({}, {__mode = "k"})
local roots = {}
for i = 1, 40 do local k = {}; ephemeron[k] = {k}; if i % 4 == 0 then roots[#roots + 1] = k end end
collectgarbage()
n = 0
for _ in pairs(ephemeron) do n = n + 1 end
print("ephemerons", n)

-- Deep structures: marking must not recurse in proportion.
local list
for i = 1, 4000 do list = {list} end
collectgarbage()
local depth = 0
while list do list = list[1]; depth = depth + 1 end
print("list", depth)
local function tree(n) if n == 0 then return {} end return {tree(n - 1), tree(n - 1)} end
local function count(t) return t[1] and 1 + count(t[1]) + count(t[2]) or 1 end
for i = 1, 3 do print("tree", count(tree(9))) end
local threads = {}
for i = 1, 60 do
  threads[i] = coroutine.wrap(function() local t = {} for k = 1, 30 do t[k] = {k}; if k % 10 == 0 then coroutine.yield(#t) end end return -1 end)
  threads[i]()
  if i % 20 == 0 then collectgarbage("step", 10) end
end
for i = 1, 60, 3 do threads[i] = nil end
collectgarbage()
local s = 0
for _, f in pairs(threads) do s = s + f() end
print("threads", s)
print("memory falls", (function()
  collectgarbage()
  local before = collectgarbage("count")
  do local big = {} for i = 1, 3000 do big[i] = {i} end end
  collectgarbage()
  collectgarbage()
  return collectgarbage("count") - before < 64
end)())
