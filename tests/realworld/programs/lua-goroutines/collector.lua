-- Garbage: weak tables, finalizers that let others run, both modes.
local seed = ...
local finalized = 0
local function garbage(n)
  for i = 1, n do
    local t = setmetatable({i, tostring(i)}, {__gc = function()
      finalized = finalized + 1
      if finalized % 10 == 0 then yield() end
    end})
  end
end
local weak = setmetatable({}, {__mode = "v"})
local ephemeron = setmetatable({}, {__mode = "k"})
for i = 1, 20 do
  weak[i] = {i}
  local key = {}
  ephemeron[key] = {key}
end
local kept = {seed}
weak.kept = kept
collectgarbage(seed % 2 == 0 and "generational" or "incremental")
garbage(20 + seed % 20)
yield()
collectgarbage()
collectgarbage()
local left = 0
for _ in pairs(weak) do left = left + 1 end
for _ in pairs(ephemeron) do left = left + 1 end
local tree
local function build(depth) return depth == 0 and {} or {build(depth - 1), build(depth - 1)} end
local function count(t) return t[1] and 1 + count(t[1]) + count(t[2]) or 1 end
for _ = 1, 3 do
  tree = build(4)
  yield()
  collectgarbage("step")
end
return table.concat({finalized, left, weak.kept[1], count(tree)}, " ")
