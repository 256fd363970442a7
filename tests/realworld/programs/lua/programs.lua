-- Whole small programs: JSON, a Lisp, life, n-body, matrices, a regex compiler.
local function encode(v)
  if type(v) == "table" then
    local out = {}
    if v[1] ~= nil or next(v) == nil then
      for i, x in ipairs(v) do out[i] = encode(x) end
      return "[" .. table.concat(out, ",") .. "]"
    end
    local keys = {}
    for k in pairs(v) do keys[#keys + 1] = k end
    table.sort(keys)
    for i, k in ipairs(keys) do out[i] = ("%q"):format(k) .. ":" .. encode(v[k]) end
    return "{" .. table.concat(out, ",") .. "}"
  elseif type(v) == "string" then
    return '"' .. v:gsub('[%c"\\]', function(c) return ("\\u%04x"):format(c:byte()) end) .. '"'
  end
  return tostring(v)
end
local function decode(s)
  local at = 1
  local value
  local function skip() at = s:find("%S", at) or #s + 1 end
  local function fail(m) error(("%s at %d"):format(m, at), 0) end
  function value()
    skip()
    local c = s:sub(at, at)
    if c == "{" or c == "[" then
      local close, result, n = c == "{" and "}" or "]", {}, 0
      at = at + 1
      skip()
      while s:sub(at, at) ~= close do
        local key
        if c == "{" then key = value(); skip(); if s:sub(at, at) ~= ":" then fail("no colon") end at = at + 1 end
        n = n + 1
        result[key or n] = value()
        skip()
        local d = s:sub(at, at)
        if d == "," then at = at + 1; skip() elseif d ~= close then fail("no comma") end
      end
      at = at + 1
      return result
    elseif c == '"' then
      local stop = s:find('"', at + 1, true) or fail("no quote")
      local text = s:sub(at + 1, stop - 1):gsub("\\u(%x%x%x%x)", function(h) return string.char(tonumber(h, 16)) end)
      at = stop + 1
      return text
    end
    local word = s:match("^[%w%+%-%.]+", at) or fail("what")
    at = at + #word
    if word == "true" then return true elseif word == "false" then return false end
    return tonumber(word) or fail("number")
  end
  return value()
end
local data = {name = "crab", list = {1, 2.5, {deep = {true, false, {}}}}, text = 'a "b"\n'}
local text = encode(data)
print(text, encode(decode(text)) == text)
local nested = ("[1,"):rep(150) .. "0" .. ("]"):rep(150)
print(#encode(decode(nested)), pcall(decode, "[1,2"), pcall(decode, '{"a" 1}'))

local function lisp(source)
  local tokens, at = {}, 1
  for t in source:gsub("[()]", " %0 "):gmatch("%S+") do tokens[#tokens + 1] = t end
  local function read()
    local t = tokens[at]; at = at + 1
    if t ~= "(" then return tonumber(t) or t end
    local list = {}
    while tokens[at] ~= ")" do list[#list + 1] = read() end
    at = at + 1
    return list
  end
  local eval
  local function call(f, args) 
    if type(f) == "function" then return f(table.unpack(args)) end
    local env = setmetatable({}, {__index = f.env})
    for i, p in ipairs(f.parameters) do env[p] = args[i] end
    return eval(f.body, env)
  end
  function eval(x, env)
    if type(x) == "string" then return env[x] end
    if type(x) == "number" then return x end
    local op = x[1]
    if op == "if" then return eval(eval(x[2], env) ~= 0 and x[3] or x[4], env) end
    if op == "def" then env[x[2]] = eval(x[3], env); return env[x[2]] end
    if op == "fn" then return {parameters = x[2], body = x[3], env = env} end
    local args = {}
    for i = 2, #x do args[i - 1] = eval(x[i], env) end
    return call(eval(op, env), args)
  end
  local global = {["+"] = function(a, b) return a + b end, ["-"] = function(a, b) return a - b end, ["*"] = function(a, b) return a * b end, ["<"] = function(a, b) return a < b and 1 or 0 end}
  local result
  while at <= #tokens do result = eval(read(), global) end
  return result
end
print(lisp("(def fact (fn (n) (if (< n 1) 1 (* n (fact (- n 1)))))) (fact 15)"))
print(lisp("(def fib (fn (n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2)))))) (fib 11)"))
print(lisp("(def down (fn (n) (if (< n 1) 0 (+ 1 (down (- n 1)))))) (down 120)"))

local W, H, grid = 16, 12, {}
for y = 1, H do grid[y] = {} for x = 1, W do grid[y][x] = (x * y + x + y) % 3 == 0 end end
for _ = 1, 8 do
  local new = {}
  for y = 1, H do
    new[y] = {}
    for x = 1, W do
      local n = 0
      for dy = -1, 1 do for dx = -1, 1 do
        if (dx ~= 0 or dy ~= 0) and grid[(y + dy - 1) % H + 1][(x + dx - 1) % W + 1] then n = n + 1 end
      end end
      new[y][x] = n == 3 or (n == 2 and grid[y][x])
    end
  end
  grid = new
end
for y = 1, H do local row = {} for x = 1, W do row[x] = grid[y][x] and "#" or "." end print(table.concat(row)) end

local function matrix(n, f) local m = {} for i = 1, n do m[i] = {} for j = 1, n do m[i][j] = f(i, j) end end return m end
local function multiply(a, b) local n = #a return matrix(n, function(i, j) local s = 0 for k = 1, n do s = s + a[i][k] * b[k][j] end return s end) end
local m = matrix(10, function(i, j) return (i * 3 + j) % 7 - 2 end)
local p = multiply(multiply(m, m), m)
print(p[1][1], p[5][7], p[10][10])

local bodies = {{0, 0, 0, 0, 10}, {1, 0, 0, 3, 0.1}, {0, 2, -2.2, 0, 0.2}}
for _ = 1, 200 do
  for i = 1, #bodies do
    local a = bodies[i]
    for j = i + 1, #bodies do
      local b = bodies[j]
      local dx, dy = a[1] - b[1], a[2] - b[2]
      local d = 0.001 / ((dx * dx + dy * dy) ^ 1.5 + 1e-6)
      a[3], a[4] = a[3] - dx * b[5] * d, a[4] - dy * b[5] * d
      b[3], b[4] = b[3] + dx * a[5] * d, b[4] + dy * a[5] * d
    end
  end
  for _, b in ipairs(bodies) do b[1], b[2] = b[1] + b[3] * 0.001, b[2] + b[4] * 0.001 end
end
print(("%.9f %.9f"):format(bodies[2][1], bodies[3][2]))
