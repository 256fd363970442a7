-- Coroutines: generators, pipelines, errors, nesting on the C stack, closing.
local function generate(n) return coroutine.wrap(function() for i = 1, n do coroutine.yield(i) end end) end
local function filter(p, source) return coroutine.wrap(function() for v in source do if p(v) then coroutine.yield(v) end end end) end
local total = 0
for v in filter(function(x) return x % 3 == 0 end, generate(300)) do total = total + v end
print("pipeline", total)

local function sieve(limit)
  local source, primes = (function()
    return coroutine.wrap(function() for i = 2, limit do coroutine.yield(i) end end)
  end)(), {}
  while true do
    local p = source()
    if not p then return primes end
    primes[#primes + 1] = p
    local upstream = source
    source = coroutine.wrap(function() for v in upstream do if v % p ~= 0 then coroutine.yield(v) end end end)
  end
end
print("sieve", table.concat(sieve(60), " "))

-- Each resume is another level of the C stack.
local function nest(n)
  if n == 0 then return 0 end
  local co = coroutine.create(function() return nest(n - 1) + 1 end)
  local ok, value = coroutine.resume(co)
  if not ok then error(value, 0) end
  return value
end
print("nested", nest(150))
print("nested beyond", pcall(nest, 300))

-- Yield across pcall, metamethods, iterators and sort's refusal.
local co = coroutine.wrap(function()
  local t = setmetatable({}, {
    __add = function(a, b) return coroutine.yield("add") end,
    __index = function(_, k) return coroutine.yield("index " .. k) end,
    __lt = function() return coroutine.yield("lt") end,
  })
  local results = {t + 1, t.field, t < t}
  local ok, e = pcall(function()
    coroutine.yield("in pcall")
    error("thrown")
  end)
  results[#results + 1] = tostring(ok) .. " " .. tostring(e):gsub("^.*:%d+: ", "")
  for k in function() return coroutine.yield("iterator") end do results[#results + 1] = k end
  results[#results + 1] = tostring(pcall(table.sort, {3, 2, 1}, function(a, b) return coroutine.yield("sort") end))
  for i = 1, #results do results[i] = tostring(results[i]) end
  return table.concat(results, ",")
end)
print(co(), co(10), co(20), co(true), co(), co("k1"), co(nil))

local function producer()
  return coroutine.create(function(a)
    local sum = a
    while true do
      local v = coroutine.yield(sum)
      if not v then break end
      sum = sum + v
    end
    return "finished", sum
  end)
end
local p = producer()
print(coroutine.resume(p, 1))
for i = 2, 200 do coroutine.resume(p, i) end
print(coroutine.resume(p))
print(coroutine.resume(p))
print(coroutine.status(p), coroutine.isyieldable(), select(2, coroutine.running()))

-- Many alive at once, resumed round robin, some closed early.
local closed = 0
local threads = {}
for i = 1, 100 do
  threads[i] = coroutine.create(function()
    local guard <close> = setmetatable({}, {__close = function() closed = closed + 1 end})
    local function deep(n) if n == 0 then coroutine.yield(i) return 0 end return 1 + deep(n - 1) end
    local sum = 0
    for round = 1, 3 do sum = sum + deep(round * 5) end
    return sum
  end)
end
local sum = 0
for round = 1, 4 do
  for i, thread in ipairs(threads) do
    if round == 3 and i % 4 == 0 then
      coroutine.close(thread)
    elseif coroutine.status(thread) ~= "dead" then
      local _, v = coroutine.resume(thread)
      sum = (sum * 3 + v) % 1000003
    end
  end
end
print("round robin", sum, closed)
local bad = coroutine.create(function() local t = nil; return t.x end)
print("error", (select(2, coroutine.resume(bad)):gsub("^.*:%d+: ", "")), coroutine.status(bad))
print(coroutine.close(coroutine.create(print)))
