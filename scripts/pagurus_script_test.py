#!/usr/bin/env python3
"""Tests of the `pagurus` script and of bin/pagurus-cc, in a checkout where
Bazel, apt and the compiler are stand-ins that record how they were called."""
import os
import shutil
import subprocess
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))

BAZEL = r"""#!/bin/bash
echo "bazel $*" >> "$LOG"
for arg in "$@"; do
  case $arg in
    --build_event_json_file=*) cp "$ROOT/events" "${arg#*=}" ;;
  esac
done
if [[ $1 == build ]]; then
  mkdir -p "$ROOT/.bazel/bin/compiler/driver"
  cp "$ROOT/fake/driver" "$ROOT/.bazel/bin/compiler/driver/pagurus-cc"
fi
exit ${BAZEL_STATUS:-0}
"""

# Makes a program that shows how it is run.
DRIVER = r"""#!/bin/bash
echo "driver $*" >> "$LOG"
while (($#)); do
  if [[ $1 == -o ]]; then
    cp "$ROOT/fake/program" "$2"
    echo "output $2" >> "$LOG"
  fi
  shift
done
"""

PROGRAM = r"""#!/bin/bash
echo "args: $*, switches: $PAGURUS"
echo "a message" >&2
[[ $PAGURUS == *stats=1* ]] && echo 'pagurus-stats: {"moves": 1234567, "max_stack_bytes": 2048}' >&2
exit 7
"""

DPKG_QUERY = r"""#!/bin/bash
for package; do :; done
[[ -e $ROOT/installed || $package != "$MISSING" ]] && printf installed
"""

APT_GET = r"""#!/bin/bash
echo "apt-get $*" >> "$LOG"
if [[ $1 == update ]]; then
  touch "$ROOT/updated"
elif [[ -n $NEEDS_UPDATE && ! -e $ROOT/updated ]]; then
  exit 100
else
  touch "$ROOT/installed"
fi
"""

SUDO = '#!/bin/bash\necho sudo >> "$LOG"\nexec "$@"\n'


class ScriptTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = os.path.join(folder.name, "check out")
        shutil.copytree(os.path.join(HERE, "..", "bin"), os.path.join(self.root, "bin"))
        os.mkdir(os.path.join(self.root, "scripts"))
        shutil.copy(os.path.join(HERE, "..", "pagurus"), self.root)
        shutil.copy(os.path.join(HERE, "count_tests.py"), os.path.join(self.root, "scripts"))
        self.log = os.path.join(self.root, "log")
        self.fake("bazel", BAZEL)
        self.fake("driver", DRIVER)
        self.fake("program", PROGRAM)
        self.fake("dpkg-query", DPKG_QUERY)
        self.fake("apt-get", APT_GET)
        self.fake("sudo", SUDO)
        self.tmp = os.path.join(self.root, "tmp")
        os.mkdir(self.tmp)
        self.write("a.c", "")
        self.write("a.cc", "")

    def write(self, name, text):
        path = os.path.join(self.root, name)
        with open(path, "w") as file:
            file.write(text)
        return path

    def fake(self, name, text):
        os.makedirs(os.path.join(self.root, "fake"), exist_ok=True)
        os.chmod(self.write("fake/" + name, text), 0o755)

    def run_in(self, command, **extra):
        env = dict(os.environ, ROOT=self.root, LOG=self.log, TMPDIR=self.tmp,
                   PATH=os.path.join(self.root, "fake") + ":" + os.environ["PATH"],
                   MISSING="", NEEDS_UPDATE="", **extra)
        env.pop("PAGURUS", None)
        return subprocess.run(command, cwd=self.root, env=env, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def script(self, *args, **extra):
        return self.run_in(["./pagurus", *args], **extra)

    def logged(self):
        if not os.path.exists(self.log):
            return []
        with open(self.log) as file:
            return file.read().splitlines()

    def test_unknown_command_shows_help(self):
        done = self.script("dance")
        self.assertEqual(done.returncode, 2)
        self.assertIn("unknown command 'dance'", done.stderr)
        self.assertIn("usage:", done.stderr)

    def test_help(self):
        for command in (["help"], ["--help"], []):
            done = self.script(*command)
            self.assertEqual(done.returncode, 0)
            self.assertIn("usage:", done.stdout)

    def test_setup_is_silent_when_all_is_there(self):
        done = self.script("setup")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
        self.assertEqual(self.logged(), [])

    def test_setup_installs_what_is_missing(self):
        for needs_update in ("", "1"):
            with self.subTest(needs_update=needs_update):
                for name in ("installed", "updated", "log"):
                    if os.path.exists(os.path.join(self.root, name)):
                        os.remove(os.path.join(self.root, name))
                done = self.run_in(["env", "MISSING=gdb", "NEEDS_UPDATE=" + needs_update,
                                    "./pagurus", "setup"])
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertIn("installing 1 packages: gdb", done.stderr)
                calls = [line for line in self.logged() if line.startswith("apt-get")]
                self.assertTrue(calls[0].startswith("apt-get install"))
                self.assertTrue(calls[-1].endswith(" gdb"))
                self.assertEqual(len(calls), 3 if needs_update else 1)

    def test_setup_installs_peers_on_request(self):
        self.fake("go", "#!/bin/sh\n")
        done = self.script("setup", "--peers")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        missing = ["env", "MISSING=libboost-fiber-dev", "./pagurus", "setup"]
        self.assertEqual(self.run_in(missing).stderr, "")
        self.assertEqual(self.logged(), [])
        done = self.run_in(missing + ["--peers"])
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(self.logged()[0].endswith(" libboost-fiber-dev"))
        # Whoever has a Go keeps it.
        os.remove(os.path.join(self.root, "installed"))
        done = self.run_in(["env", "MISSING=golang-go", "./pagurus", "setup", "--peers"])
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        done = self.script("setup", "--pears")
        self.assertEqual(done.returncode, 1)
        self.assertIn("unknown option '--pears'", done.stderr)

    def test_bench_builds_and_passes_options_on(self):
        folder = os.path.join("benchmarks", "concurrency")
        os.makedirs(os.path.join(self.root, folder))
        self.write(os.path.join(folder, "main.py"),
                   "import sys\nprint(sys.argv[1:])\nsys.exit(3)\n")
        # Options that the user gives come last: they win.
        report = ["--report", os.path.join(self.root, "bench-report")]
        for options in (["--help"], ["--list"], ["--quick", "--filter", "a b"]):
            done = self.script("bench", *options)
            self.assertEqual((done.returncode, done.stdout), (3, "%r\n" % (report + options)))
            built = any("//compiler/driver:toolchain" in line for line in self.logged())
            self.assertEqual(built, options[0] == "--quick")

    def test_study_builds_if_it_measures(self):
        folder = os.path.join("benchmarks", "study")
        os.makedirs(os.path.join(self.root, folder))
        self.write(os.path.join(folder, "main.py"),
                   "import sys\nprint(sys.argv[1:])\nsys.exit(3)\n")
        report = ["--report", os.path.join(self.root, "bench-report")]
        for options in (["--help"], ["--from", "a b"], ["--quick", "--filter", "a b"]):
            done = self.script("study", *options)
            self.assertEqual((done.returncode, done.stdout), (3, "%r\n" % (report + options)))
            built = any("//compiler/driver:toolchain" in line for line in self.logged())
            self.assertEqual(built, options[0] == "--quick")

    def test_run_compiles_and_runs(self):
        done = self.script("run", "a.c", "--", "x", "y z")
        self.assertEqual(done.returncode, 7, done.stderr)
        self.assertEqual(done.stdout, "args: x y z, switches: \n")
        driver = [line for line in self.logged() if line.startswith("driver")]
        self.assertEqual(len(driver), 1)
        self.assertIn("--driver-mode=gcc -O2 a.c -o", driver[0])
        self.assertEqual(os.listdir(self.tmp), [])

    def test_run_shows_statistics(self):
        done = self.script("run", "--stats", "a.c")
        self.assertEqual(done.returncode, 7, done.stderr)
        self.assertIn("switches: stats=1", done.stdout)
        self.assertIn("a message\n", done.stderr)
        self.assertIn("1,234,567", done.stderr)
        self.assertNotIn("pagurus-stats:", done.stderr)
        self.assertEqual(os.listdir(self.tmp), [])

    def test_run_knows_cxx(self):
        self.script("run", "a.cc")
        self.assertTrue(any("--driver-mode=g++" in line for line in self.logged()))

    def test_run_says_what_it_cannot_read(self):
        done = self.script("run", "nothing.c")
        self.assertEqual(done.returncode, 1)
        self.assertIn("cannot read 'nothing.c'", done.stderr)
        self.assertEqual(self.script("run").returncode, 1)

    def test_test_ends_with_one_line(self):
        xml = self.write("test.xml", '<testsuites><testsuite><testcase name="a" '
                         'status="run"/></testsuite></testsuites>')
        self.write("events", '{"id":{"testResult":{"label":"//a:t"}},"testResult":{"status":'
                   '"PASSED","testActionOutput":[{"name":"test.xml","uri":"file://%s"}]}}\n'
                   % xml.replace(" ", "%20"))
        done = self.script("test")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout.splitlines()[-1], "1 passed, 0 failed")
        self.assertTrue(self.logged()[-1].endswith(" //..."))

        done = self.script("test", "//a:t", "--test_filter=X", BAZEL_STATUS="3")
        self.assertTrue(self.logged()[-1].endswith("//a:t --test_filter=X"))

        for sanitizer in ("asan", "tsan", "ubsan"):
            self.script("test", "--" + sanitizer, "--runs_per_test=2")
            self.assertTrue(self.logged()[-2].startswith("bazel build"))
            self.assertIn(f" --config={sanitizer} --symlink_prefix=.bazel/{sanitizer}- "
                          f"--test_env=PAGURUS_CC={self.root}/.bazel/bin/", self.logged()[-1])
            self.assertIn(" --runs_per_test=2 //stackmaps/...", self.logged()[-1])
            self.script("test", "//runtime:move_test", "--" + sanitizer)
            self.assertTrue(self.logged()[-1].endswith(" //runtime:move_test"))

        self.write("events", "")
        self.assertEqual(self.script("test").returncode, 1)

    def test_realworld_runs_what_is_named(self):
        programs = os.path.join("tests", "realworld", "programs")
        os.makedirs(os.path.join(self.root, programs))
        for name in "lua", "zlib":
            self.write(os.path.join(programs, name + ".sh"), "")
        self.write("events", "")
        self.script("test", "--realworld")
        self.assertTrue(self.logged()[-1].endswith(" //tests/realworld:all_programs"))
        self.script("test", "--realworld", "zlib", "--runs_per_test=2", "lua")
        self.assertTrue(self.logged()[-1].endswith(
            " --runs_per_test=2 //tests/realworld:zlib //tests/realworld:lua"))
        done = self.script("test", "--realworld", "zip")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("no program 'zip'; there are: lua zlib", done.stderr)

    def test_random_builds_and_passes_options_on(self):
        random = os.path.join("tests", "random")
        os.makedirs(os.path.join(self.root, random))
        self.write(os.path.join(random, "main.py"),
                   "import sys\nprint(sys.argv[1:])\nsys.exit(3)\n")
        done = self.script("test", "--random", "7", "--seed", "2")
        self.assertEqual((done.returncode, done.stdout),
                         (3, "['--random', '7', '--seed', '2']\n"))
        self.assertTrue(any("//compiler/driver:toolchain" in line
                            for line in self.logged()))

    def test_random_explains_itself_without_building(self):
        random = os.path.join("tests", "random")
        os.makedirs(os.path.join(self.root, random))
        self.write(os.path.join(random, "main.py"), "print('help')\n")
        self.assertEqual(self.script("test", "--random", "--help").stdout, "help\n")
        self.assertFalse(any("bazel build" in line for line in self.logged()))

    def test_compiler_says_that_it_is_not_built(self):
        done = self.run_in(["bin/pagurus-cc", "-c", "a.c"])
        self.assertEqual(done.returncode, 1)
        self.assertIn("run ./pagurus build in " + self.root, done.stderr)

    def test_compiler_is_found_through_links(self):
        self.script("build")
        link = os.path.join(self.root, "tmp", "my compiler")
        os.symlink("../bin/pagurus-c++", link)
        for command, mode in ((["bin/pagurus-cc"], "gcc"), (["bin/pagurus-c++"], "g++"),
                              ([link], "g++"), (["./pagurus", "cc"], "gcc"),
                              (["./pagurus", "c++"], "g++")):
            with self.subTest(command=command):
                done = self.run_in(command + ["-c", "with space.c"])
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual(self.logged()[-1],
                                 f"driver --driver-mode={mode} -c with space.c")


if __name__ == "__main__":
    unittest.main()
