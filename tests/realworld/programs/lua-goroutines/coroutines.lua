-- Lua's coroutines within goroutines: some yield to Lua, some to other goroutines.
local seed = ...

local function permutations(t, n)
  if n == 0 then
    yield()
    coroutine.yield(table.concat(t))
  end
  for i = 1, n do
    t[i], t[n] = t[n], t[i]
    permutations(t, n - 1)
    t[i], t[n] = t[n], t[i]
  end
end
local last, count = nil, 0
for p in coroutine.wrap(function() permutations({"a", "b", "c"}, 3) end) do last, count = p, count + 1 end

local function filter(prime, source)
  return coroutine.wrap(function()
    for n in source do if n % prime ~= 0 then coroutine.yield(n) end end
  end)
end
local source = coroutine.wrap(function() for n = 2, 20 + seed % 10 do yield(); coroutine.yield(n) end end)
local primes = {}
for prime in function() return source() end do
  primes[#primes + 1] = prime
  source = filter(prime, source)
end

-- An error ends a coroutine, and what it had to close is closed.
local closed = 0
local co = coroutine.create(function()
  local guard <close> = setmetatable({}, {__close = function() yield(); closed = closed + 1 end})
  coroutine.yield(1)
  error({seed})
end)
coroutine.resume(co)
local ok, err = coroutine.resume(co)
coroutine.close(co)
return table.concat({last, count, #primes, primes[#primes], tostring(ok), err[1], closed, coroutine.status(co)}, " ")
