-- Strings that grow in C's buffers, which start on the C stack, while others run.
local seed = ...
local parts = {}
for i = 1, 30 do
  parts[i] = string.format("%d:%5.2f:%q", i, i / (seed + 1), string.rep(string.char(97 + i % 26), i % 7))
  if i % 10 == 0 then yield() end
end
local text = table.concat(parts, "|")
-- The buffer of gsub is in use while its function lets others run.
local upper = text:gsub("%a", function(c) if c == "c" then yield() end return c:upper() end)
local packed = string.pack("<i4 z s2 d", seed, "zero", text:sub(1, 50), seed / 7)
local a, b, c, d = string.unpack("<i4 z s2 d", packed)
local sum = 0
for i = 1, #upper do sum = (sum * 31 + upper:byte(i)) % 1000000007 end
return string.format("%d %d %d %s %d %.3f %s", #text, sum, a, b, #c, d, (text:rep(3, ",")):sub(-10):reverse())
