# GNU bc, by its configure script and makefile, with the programs of its own test
# suite (Test/) and its examples.
sources=(
  "bc bc_1.07.1.orig.tar.gz 62adfca89b0a1c0164c2cdca59ca210c1d44c3ffc46daf9931cf4942664cb02a"
)
cases=(functions arithmetic examples language)
same=(config.h)
declare -A stress=([functions]=20 [arithmetic]=300 [examples]=5)

build() {
  ./configure CC="$CC" CFLAGS=-O2
  # Its makefile compiles the library of functions with the bc that it has just
  # built (`bc/fbc -c`).  The manual needs makeinfo.
  make -j2 -C lib
  make -C bc
}

run() {
  local name
  case $1 in
    functions)
      for name in exp ln sine atan jn; do bc/bc -l "Test/$name.b" < /dev/null; done
      ;;
    arithmetic)
      for name in mul div raise sqrt sqrt1 sqrt2 fact array arrayp aryprm; do bc/bc -l "Test/$name.b" < /dev/null; done
      ;;
    examples)
      printf 'pi=4*a(1)\npi\n' | bc/bc -l Examples/pi.b
      printf 'primes(200)\n' | bc/bc Examples/primes.b
      printf 'twins(100)\n' | bc/bc Examples/twins.b
      ;;
    language)
      both bc/bc -l << 'END'
define f(n) { if (n <= 1) return (1); return (n * f(n - 1)); }
f(60)
define a[](x) { return (1); }
define fib(n) { auto a, b; if (n < 2) return (n); a = fib(n - 1); b = fib(n - 2); return (a + b); }
fib(12)
define h(n, *t[]) { if (n > 0) { t[n] = n; return (h(n - 1, t[]) + t[n]); }; return (0); }
h(100, z[])
z[50]
obase = 16; 65535 * 3; obase = 2; 77; obase = 10
ibase = 16; FF; ibase = A
scale = 60
s(1)^2 + c(1)^2
e(1); l(2); 4 * a(1); j(3, 5)
sqrt(2); 2^-100; (7/3) % 1
for (i = 0; i < 40; i++) { if (i % 2) continue; if (i > 30) break; t += i^3 }
t
"string "; print "printed ", 1/7, "\n"
1 / 0
sqrt(-1)
x = (((((((((((((((((((((((((1+2)*3)-4)*5)+6)*7)-8)*9)+1)*2)+3)*4)-5)*6)+7)*8)-9)*1)+2)*3)+4)*5)-6)*7); x
while (x > 1) x /= 10
x
a = b = c = 3; a += b -= c *= 2; a; b; c; a++ + ++b; !a; a == b || c && a != b
length(123.456); scale(1.2345); last
) syntax error
2^200
END
      ;;
  esac
}
