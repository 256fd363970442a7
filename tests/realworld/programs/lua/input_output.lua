-- Files, processes, the clock (nothing of which is printed as it is), modules.
local name = os.tmpname()
local f = assert(io.open(name, "w"))
for i = 1, 200 do f:write(i, " ", i * i, " ", ("x"):rep(i % 30), "\n") end
print(f:seek("cur"), f:close(), io.type(f))
local lines, sum = 0, 0
for line in io.lines(name) do
  local a, b = line:match("^(%d+) (%d+)")
  lines = lines + 1
  sum = sum + a * 3 + b
end
print(lines, sum)
f = assert(io.open(name))
print(f:read("n", "n", "l", "L", 5, 0))
print(#f:read("a"), f:read("a"), f:read("l"), f:read(0))
print(f:seek("set", 3), f:read(4), f:seek("end"))
f:close()
print(pcall(f.read, f))
local count = 0
for a, b in io.lines(name, "n", "l") do count = count + a + #b end
print(count)
f = io.open(name, "r+")
f:setvbuf("full", 64)
f:write("changed")
f:seek("set", 0)
print(f:read("l"))
f:close()
print(io.open("/does/not/exist", "r"))
print(pcall(io.open, name, "rz"))
local tmp = io.tmpfile()
tmp:write("to be ", "removed ", 1, " ", 2.5)
tmp:seek("set")
print(tmp:read("a"))
tmp:close()
f = io.open(name, "w")
io.output(f)
io.write("through the default output\n")
io.close()
io.output(io.stdout)
io.input(name)
print(io.read("L"))
io.close(io.input())
io.input(io.stdin)
print(os.remove(name), select(2, os.remove(name)) ~= nil, os.rename("/does/not/exist", "/x") == nil)

local p = io.popen("echo from a child; exit 3")
print(p:read("a"), p:close())
print(os.execute("exit 7"))
print(os.execute() and "shell", os.getenv("PAGURUS_SURELY_UNSET"))

print(os.date("!%Y-%m-%d %H:%M:%S", 86400 * 365), os.time({year = 2001, month = 9, day = 9, hour = 12}) > 0)
local d = os.date("!*t", 1000000000)
print(d.year, d.month, d.day, d.hour, d.min, d.sec, d.wday, d.yday, d.isdst)
print(os.difftime(10, 4), type(os.clock()), os.time() > 1600000000, pcall(os.date, "%Ez", 0))
print(os.setlocale("C"), os.setlocale(nil, "numeric"))

package.preload["made.here"] = function(n, extra) return {name = n, extra = extra} end
print(require("made.here").name, require("made.here") == package.loaded["made.here"])
print((pcall(require, "surely.not.there")))
local module = os.tmpname()
f = io.open(module, "w")
f:write("local n = ... ; local function deep(k) if k == 0 then return 0 end return 1 + deep(k - 1) end return {value = deep(500)}")
f:close()
print(dofile(module).value, loadfile(module)("x").value, loadfile("/does/not/exist"))
os.remove(module)
print(debug.getinfo(1, "S").short_src:match("[^/]+$"), debug.getinfo(print).what, debug.getinfo(1, "l").currentline)
local function locals() local a, b = 1, "two"; local t = {} for i = 1, 5 do local n, v = debug.getlocal(1, i); if not n then break end t[#t + 1] = n .. "=" .. type(v) end return table.concat(t, " ") end
print(locals(), debug.getupvalue(locals, 1), debug.traceback("m", 1):match("^m\nstack traceback:") ~= nil)
io.stderr:write("")
os.exit(5, true)
