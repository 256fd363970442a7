-- Errors are longjmp: over C functions, out of hooks and handlers, with the
-- buffers' goroutine parked, moved and woken on another thread in between.
local seed = ...
local function fail(depth)
  if depth == 0 then
    yield()
    error(setmetatable({code = seed}, {__tostring = function(e) return "error " .. e.code end}))
  end
  -- Out of a sort's comparison and a gsub's replacement.
  if depth % 2 == 0 then
    table.sort({1, 2, 3}, function() fail(depth - 1) end)
  else
    string.gsub("x", ".", function() fail(depth - 1) end)
  end
end

local out = {}
local ok, e = pcall(fail, 3 + seed % 20)
out[#out + 1] = tostring(e)
out[#out + 1] = tostring(ok)

local function nest(depth)
  if depth == 0 then
    yield()
    error("bottom", 0)
  end
  local ok, message = pcall(nest, depth - 1)
  yield()
  error(message .. depth % 10, 0)
end
out[#out + 1] = select(2, pcall(nest, 10 + seed % 15))
out[#out + 1] = select(2, xpcall(nest, function(m) yield(); return #debug.traceback(m) > 0 and m end, 3))

-- An error in a handler, in a metamethod, in load, and too deep a C stack.
out[#out + 1] = tostring(xpcall(error, function() error("again") end, "first"))
out[#out + 1] = tostring(pcall(function() return setmetatable({}, {__add = function() yield(); error("add") end}) + 1 end))
out[#out + 1] = select(2, load("x = = " .. seed, "=chunk"))
local function deep() return (string.gsub("x", "x", deep)) end
local ok, message = pcall(deep)
out[#out + 1] = tostring(ok) .. (message:match("C stack overflow") or message)
report(#out)
return table.concat(out, "; ")
