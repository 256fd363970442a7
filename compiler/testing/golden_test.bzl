"""golden_test: one test case per file, checked as the file's RUN: lines say."""

def golden_test(name, srcs, tools, data = [], **kwargs):
    """Declares a golden test.

    Args:
      name: the test's name.
      srcs: the files, each with RUN: lines (golden_test_main.cc).
      tools: labels of the programs that RUN: lines call by their name.
      data: other files that RUN: lines name.
      **kwargs: passed on to cc_test.
    """
    native.cc_test(
        name = name,
        args = ["--tool=$(location %s)" % tool for tool in tools] +
               ["$(location %s)" % src for src in srcs],
        data = srcs + tools + data,
        deps = ["//compiler/testing:golden_test_main"],
        **kwargs
    )
