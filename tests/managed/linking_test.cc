// Programs of several files: every linker, every order of the objects, with
// archives, native objects, weak definitions, C++ inline functions compiled
// with different options, whole-program bitcode.  The reference is plain
// clang's build of the same files, linked by the same linker in the same order.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/process.h"
#include "tests/support/toolchain.h"

namespace pagurus {
namespace {

constexpr char kDirectory[] = "tests/managed/linking/";

enum class Kind { kManaged, kNative };

struct Part {
  std::string source;
  std::vector<std::string> flags = {"-O2"};
  Kind kind = Kind::kManaged;
};

struct Scenario {
  std::string name;
  std::vector<Part> parts;
  std::vector<std::string> link_flags;
  // Position of the parts on the command line: all permutations, or as listed.
  bool all_orders = true;
  // Parts from this index on are put into one archive, which goes last.
  size_t archive_from = 1000;
  std::vector<std::string> linkers = {"bfd", "gold", "lld-19"};
  // A native main has no goroutine.
  bool grows = true;
};

void PrintTo(const std::pair<Scenario, std::string>& c, std::ostream* out) {
  *out << c.first.name << " " << c.second;
}

bool IsCplusplus(const Scenario& s) {
  return s.parts[0].source.find(".cc") != std::string::npos;
}

void MustRun(const Command& command) {
  ProcessResult result = Execute(command);
  ASSERT_TRUE(result.Succeeded()) << ToShell(command) << "\n"
                                  << result.Ending() << "\n"
                                  << result.err;
}

// Both builds of all parts: objects[0] is Pagurus's, objects[1] the reference.
struct Objects {
  std::vector<std::string> managed, reference;
};

void Compile(const Scenario& s, const std::string& directory,
             Objects* objects) {
  const Toolchain& tools = TheToolchain();
  const bool cplusplus = IsCplusplus(s);
  for (size_t i = 0; i < s.parts.size(); i++) {
    const Part& part = s.parts[i];
    std::vector<std::string> argv = part.flags;
    if (cplusplus) argv.insert(argv.end(), {"-std=c++20", "-fno-exceptions"});
    argv.insert(argv.end(),
                {"-c", tools.root + "/" + kDirectory + part.source, "-o", ""});
    std::string base = directory + "/" + std::to_string(i);
    argv.back() = base + ".reference.o";
    objects->reference.push_back(argv.back());
    ASSERT_NO_FATAL_FAILURE(MustRun(tools.Reference(cplusplus, argv)));
    if (part.kind == Kind::kNative) {
      objects->managed.push_back(argv.back());
      continue;
    }
    argv.back() = base + ".o";
    objects->managed.push_back(argv.back());
    ASSERT_NO_FATAL_FAILURE(MustRun(tools.Pagurus(cplusplus, argv)));
  }
}

void Archive(const std::string& name, size_t from,
             std::vector<std::string>* files) {
  std::vector<std::string> argv = {"llvm-ar-19", "rcs", name};
  argv.insert(argv.end(), files->begin() + static_cast<long>(from),
              files->end());
  ASSERT_NO_FATAL_FAILURE(MustRun(Command{argv}));
  files->resize(from);
  files->push_back(name);
}

class LinkingTest
    : public testing::TestWithParam<std::pair<Scenario, std::string>> {};

TEST_P(LinkingTest, BehavesAsClangsBuildInEveryOrder) {
  const auto& [s, linker] = GetParam();
  const Toolchain& tools = TheToolchain();
  const bool cplusplus = IsCplusplus(s);
  const std::string directory = tools.MakeDirectory(s.name + "_" + linker);
  Objects objects;
  ASSERT_NO_FATAL_FAILURE(Compile(s, directory, &objects));
  if (s.archive_from < s.parts.size()) {
    ASSERT_NO_FATAL_FAILURE(
        Archive(directory + "/libmanaged.a", s.archive_from, &objects.managed));
    ASSERT_NO_FATAL_FAILURE(Archive(directory + "/libreference.a",
                                    s.archive_from, &objects.reference));
  }

  std::vector<size_t> order(objects.managed.size());
  std::iota(order.begin(), order.end(), 0);
  do {
    auto link = [&](const std::vector<std::string>& files,
                    const std::string& output) {
      std::vector<std::string> argv = {"-fuse-ld=" + linker};
      for (size_t i : order) argv.push_back(files[i]);
      argv.insert(argv.end(), s.link_flags.begin(), s.link_flags.end());
      argv.insert(argv.end(), {"-o", output});
      return argv;
    };
    const std::string managed = directory + "/managed";
    const std::string reference = directory + "/reference";
    Command build = tools.Pagurus(cplusplus, link(objects.managed, managed));
    ASSERT_NO_FATAL_FAILURE(MustRun(build));
    ASSERT_NO_FATAL_FAILURE(MustRun(
        tools.Reference(cplusplus, link(objects.reference, reference))));
    const ProcessResult expected = Execute({{reference}});
    ASSERT_GE(expected.exit_code, 0) << expected.Ending() << expected.err;
    for (const std::string modes : {"stats=1", kAllDebugModes}) {
      Command command = {{managed}, {{"PAGURUS", modes}}};
      ProcessResult actual = Execute(command);
      ASSERT_EQ(actual.Ending(), expected.Ending())
          << actual.err << ToShell(build) << "\n"
          << ToShell(command);
      ASSERT_TRUE(actual.out == expected.out)
          << Difference(expected.out, actual.out) << actual.err
          << ToShell(build) << "\n"
          << ToShell(command);
      // Right output is not enough: managed code that a gate took for native
      // would run on the system stack, where nothing grows.
      if (modes == "stats=1" && s.grows) {
        ASSERT_GT(Statistic(actual.err, "grows"), 0) << ToShell(build) << "\n"
                                                     << actual.err;
      }
    }
  } while (s.all_orders && std::next_permutation(order.begin(), order.end()));
}

const std::vector<Part> kSeparate = {
    {"separate_main.c"}, {"separate_a.c"}, {"separate_b.c"}};
const std::vector<Part> kInline = {{"inline_main.cc", {"-O2"}},
                                   {"inline_a.cc", {"-O2"}},
                                   {"inline_b.cc", {"-O0"}}};
const std::vector<Part> kNative = {{"native_main.c"},
                                   {"native_managed.c"},
                                   {"native_part.c", {"-O2"}, Kind::kNative}};

std::vector<Part> WithFlags(std::vector<Part> parts,
                            const std::vector<std::string>& flags) {
  for (Part& part : parts)
    part.flags.insert(part.flags.end(), flags.begin(), flags.end());
  return parts;
}

Scenario Flags(const std::string& name, const std::vector<std::string>& compile,
               const std::vector<std::string>& link,
               std::vector<std::string> linkers = {"bfd", "gold", "lld-19"}) {
  Scenario s = {name, WithFlags(kSeparate, compile), link};
  s.all_orders = false;
  s.linkers = std::move(linkers);
  return s;
}

std::vector<std::pair<Scenario, std::string>> Cases() {
  std::vector<Scenario> all = {
      {"separate", kSeparate, {}},
      {"separate_mixed_levels",
       {{"separate_main.c", {"-O0", "-g"}},
        {"separate_a.c", {"-O3"}},
        {"separate_b.c", {"-O0"}}},
       {}},
      {"inline_two_options", kInline, {}},
      {"inline_two_options_swapped",
       {{"inline_main.cc", {"-O0"}},
        {"inline_a.cc", {"-O0"}},
        {"inline_b.cc", {"-O2", "-g"}}},
       {}},
      {"weak_against_weak",
       {{"weak_main.c"},
        {"weak_one.c"},
        {"weak_two.c", {"-O0"}},
        {"weak_three.c"}},
       {}},
      {"own_leaf_routines",
       {{"own_leaf_main.c", {"-O2", "-fno-builtin-printf"}},
        {"own_leaf_definitions.c", {"-O1"}},
        {"own_leaf_other_type.c",
         {"-O2", "-Wno-incompatible-library-redeclaration"}},
        {"own_leaf_floor.c",
         {"-O2", "-Wno-incompatible-library-redeclaration"}}},
       {}},
      {"own_leaf_routines_without_builtins",
       {{"own_leaf_main.c", {"-O0", "-fno-builtin"}},
        {"own_leaf_definitions.c", {"-O0"}},
        {"own_leaf_other_type.c", {"-O0", "-fno-builtin"}},
        {"own_leaf_floor.c", {"-O0", "-fno-builtin"}}},
       {}},
      {"native_both_directions", kNative, {"-lm"}},
      {"native_main",
       {{"native_entry.c", {"-O2"}, Kind::kNative},
        {"native_managed.c"},
        {"native_part.c", {"-O2"}, Kind::kNative}},
       {}},
  };
  all.back().grows = false;
  all.push_back({"native_channels",
                 {{"native_channels_main.c"},
                  {"native_channels_part.c", {"-O2"}, Kind::kNative}},
                 {}});
  for (Scenario& own : all)
    if (own.name.starts_with("own_leaf")) own.all_orders = false;
  Scenario s = {"weak_against_strong",
                {{"weak_main.c"},
                 {"weak_strong.c"},
                 {"weak_one.c"},
                 {"weak_two.c"},
                 {"weak_three.c", {"-O1"}}},
                {}};
  // 120 orders are too many: two that matter, strong first and strong last.
  s.all_orders = false;
  all.push_back(s);
  std::rotate(s.parts.begin() + 1, s.parts.begin() + 2, s.parts.end());
  s.name = "weak_against_strong_last";
  all.push_back(s);

  s = {"archive", kSeparate, {}};
  s.all_orders = false;
  s.archive_from = 1;
  all.push_back(s);
  s.name = "archive_of_inline";
  s.parts = kInline;
  all.push_back(s);
  s.name = "archive_with_native";
  s.parts = kNative;
  all.push_back(s);
  s.name = "archive_with_main";
  s.parts = kSeparate;
  s.archive_from = 0;
  s.link_flags = {"-Wl,-u,main"};
  all.push_back(s);

  all.push_back(Flags("no_pie", {"-fno-pie"}, {"-no-pie"}));
  all.push_back(Flags("pic", {"-fPIC"}, {"-pie"}));
  all.push_back(Flags("no_plt", {"-fno-plt"}, {}));
  all.push_back(Flags("static", {}, {"-static"}));
  all.push_back(Flags("lazy_binding", {}, {"-Wl,-z,lazy"}));
  all.push_back(Flags("hidden", {"-fvisibility=hidden"}, {}));
  all.push_back(Flags("exported", {}, {"-rdynamic"}));
  all.push_back(Flags("stripped", {"-g"}, {"-s"}));
  all.push_back(Flags("sections_collected",
                      {"-ffunction-sections", "-fdata-sections"},
                      {"-Wl,--gc-sections"}));
  all.push_back(Flags(
      "hardened",
      {"-fstack-protector-strong", "-fstack-clash-protection",
       "-D_FORTIFY_SOURCE=2", "-fcf-protection", "-fno-omit-frame-pointer"},
      {"-Wl,-z,relro"}));
  all.push_back(Flags("native_cpu", {"-march=native"}, {}, {"lld-19"}));
  all.push_back(
      Flags("whole_program", {"-flto"}, {"-flto", "-O2"}, {"lld-19"}));
  s = Flags("whole_program_inline", {}, {"-flto", "-O2"}, {"lld-19"});
  s.parts = WithFlags(kInline, {"-flto"});
  all.push_back(s);
  s = Flags("whole_program_with_native", {}, {"-flto", "-O2"}, {"lld-19"});
  s.parts = kNative;
  for (Part& part : s.parts)
    if (part.kind == Kind::kManaged) part.flags.push_back("-flto");
  all.push_back(s);
  s = Flags("bitcode_and_objects", {}, {"-flto", "-O2"}, {"lld-19"});
  s.parts[1].flags.push_back("-flto");
  all.push_back(s);

  std::vector<std::pair<Scenario, std::string>> cases;
  for (const Scenario& scenario : all)
    for (const std::string& linker : scenario.linkers)
      cases.emplace_back(scenario, linker);
  return cases;
}

INSTANTIATE_TEST_SUITE_P(
    Linkers, LinkingTest, testing::ValuesIn(Cases()),
    [](const testing::TestParamInfo<std::pair<Scenario, std::string>>& info) {
      return TestName(info.param.first.name, "") +
             info.param.second.substr(0, 3);
    });

// An ordinary shared library, built by plain clang, and a managed program that
// exports a function to it (bug of another runtime: ocaml#13410, a PLT stub
// that destroyed the register of the frame's size).
TEST(SharedLibraryTest, CallsAndIsCalledBack) {
  const Toolchain& tools = TheToolchain();
  const std::string sources = tools.root + "/" + kDirectory;
  const std::string directory = tools.MakeDirectory("shared_library");
  const std::string library = directory + "/libpart.so";
  ASSERT_NO_FATAL_FAILURE(MustRun(tools.Reference(
      false,
      {"-O2", "-shared", "-fPIC", sources + "native_part.c", "-o", library})));
  std::map<std::string, std::string> outputs;
  for (const std::string binding : {"now", "lazy"}) {
    std::vector<std::string> argv = {"-O2",
                                     sources + "native_main.c",
                                     sources + "native_managed.c",
                                     library,
                                     "-rdynamic",
                                     "-Wl,-rpath," + directory,
                                     "-Wl,-z," + binding,
                                     "-o",
                                     directory + "/program"};
    ASSERT_NO_FATAL_FAILURE(MustRun(tools.Reference(false, argv)));
    const ProcessResult expected = Execute({{directory + "/program"}});
    ASSERT_TRUE(expected.Succeeded()) << expected.err;
    Command build = tools.Pagurus(false, argv);
    ASSERT_NO_FATAL_FAILURE(MustRun(build));
    for (const std::string modes : {"stats=1", kAllDebugModes}) {
      ProcessResult actual =
          Execute({{directory + "/program"}, {{"PAGURUS", modes}}});
      EXPECT_EQ(actual.Ending(), expected.Ending()) << actual.err;
      EXPECT_EQ(actual.out, expected.out) << ToShell(build) << actual.err;
    }
  }
}

// Another front end's output: IR, as text and as bitcode, made by plain clang.
TEST(IntermediateCodeTest, TextAndBitcodeAreCompiled) {
  const Toolchain& tools = TheToolchain();
  const std::string sources = tools.root + "/" + kDirectory;
  const std::string directory = tools.MakeDirectory("intermediate");
  const std::string text = directory + "/a.ll", bitcode = directory + "/b.bc";
  ASSERT_NO_FATAL_FAILURE(
      MustRun(tools.Reference(false, {"-O2", "-S", "-emit-llvm",
                                      sources + "separate_a.c", "-o", text})));
  ASSERT_NO_FATAL_FAILURE(MustRun(tools.Reference(
      false,
      {"-O1", "-c", "-emit-llvm", sources + "separate_b.c", "-o", bitcode})));
  std::vector<std::string> argv = {"-O2", sources + "separate_main.c",
                                   text,  bitcode,
                                   "-o",  directory + "/program"};
  ASSERT_NO_FATAL_FAILURE(MustRun(tools.Reference(false, argv)));
  const ProcessResult expected = Execute({{directory + "/program"}});
  ASSERT_TRUE(expected.Succeeded()) << expected.err;
  Command build = tools.Pagurus(false, argv);
  ASSERT_NO_FATAL_FAILURE(MustRun(build));
  ProcessResult actual =
      Execute({{directory + "/program"}, {{"PAGURUS", kAllDebugModes}}});
  EXPECT_EQ(actual.Ending(), expected.Ending()) << actual.err;
  EXPECT_EQ(actual.out, expected.out) << ToShell(build);
}

}  // namespace
}  // namespace pagurus
