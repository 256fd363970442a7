-- Pattern matching, which recurses in C.
local seed = ...
local text = string.rep("key" .. seed .. " = {value, (nested (deeper)), 'quoted'}; ", 4)
local out = {}
for key, value in text:gmatch("(%w+)%s*=%s*(%b{})") do
  yield()
  out[#out + 1] = key .. "#" .. #value
end
local depth = 10 + seed % 60
local nested = ("("):rep(depth) .. "x" .. (")"):rep(depth)
local level = 0
while nested:match("^%b()$") do
  nested = nested:sub(2, -2)
  level = level + 1
end
local words = {}
text:gsub("%f[%w]%w+%f[%W]", function(w) words[#words + 1] = w end)
local swapped = ("hello world"):gsub("(%w+) (%w+)", "%2 %1")
-- Backtracking: every 'a' but the last few is tried.
local back = ("a"):rep(40):match("^" .. ("a-"):rep(3) .. "b?$")
return table.concat({#out, out[1], level, #words, swapped, #back,
  select("#", ("1,2,,3"):match("(%d),(%d),(,?)(%d)")), tostring(text:find("deeper", 1, true))}, " ")
