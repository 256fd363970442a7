-- Interpreters that talk to each other: neighbours play ping-pong, while each
-- has coroutines, errors and garbage under way.
local seed = ...
local other = seed ~ 1
local log = {}
local player = coroutine.wrap(function()
  for round = 1, 8 do
    if seed % 2 == 0 then
      send(other, string.format("%d/%d", seed, round))
      log[#log + 1] = receive()
    else
      local got = receive()
      -- Waits in the middle of a gsub, under a pcall that fails.
      local ok, message = pcall(string.gsub, got, "/", function()
        send(other, got:reverse())
        error("sent")
      end)
      log[#log + 1] = got .. tostring(ok)
    end
    coroutine.yield(round)
  end
end)
local sum = 0
for _ = 1, 8 do sum = sum + player() end
report(seed)
local all = table.concat(log, ",")
local hash = 0
for i = 1, #all do hash = (hash * 33 + all:byte(i)) % 1000000007 end
return string.format("%d %d %s", sum, hash, log[8])
