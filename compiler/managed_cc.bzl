"""C, C++ and LLVM IR on moving stacks, for Bazel.

    load("//compiler:managed_cc.bzl", "managed_cc_binary", "managed_cc_library",
         "managed_cc_test")

managed_cc_library gives an ordinary CcInfo, so native and managed libraries may
depend on each other; managed_cc_binary and managed_cc_test link with the
runtime.  Sources go through //compiler/driver:pagurus-cc, one object each.
"""

load("@bazel_tools//tools/cpp:toolchain_utils.bzl", "find_cpp_toolchain")

_C_EXTENSIONS = ["c", "i"]
_IR_EXTENSIONS = ["ll", "bc"]
_SOURCES = [".c", ".cc", ".cpp", ".cxx", ".ll", ".bc"]

def _mode(is_cxx):
    return "--driver-mode=g++" if is_cxx else "--driver-mode=gcc"

def _is_cxx(file):
    return file.extension not in _C_EXTENSIONS + _IR_EXTENSIONS

def _compile(ctx, dep_info):
    """Compiles ctx's sources; returns the objects."""
    context = cc_common.merge_cc_infos(cc_infos = [
        CcInfo(compilation_context = _own_context(ctx)),
        dep_info,
    ]).compilation_context
    objects = []
    for src in ctx.files.srcs:
        # The extension stays in the name: x.c and x.cc may live side by side.
        obj = ctx.actions.declare_file(
            "_managed/%s/%s.o" % (ctx.label.name, src.basename),
        )
        objects.append(obj)
        args = ctx.actions.args()
        args.add(_mode(_is_cxx(src)))
        args.add("--pagurus-include=" + ctx.file._header.dirname)
        if _is_cxx(src):
            # Exceptions do not cross moving stacks yet.
            args.add_all(["-std=c++20", "-fno-exceptions"])
        args.add_all(["-O2", "-Wall"])
        args.add_all(["-iquote", "."])
        args.add_all(["-iquote", ctx.bin_dir.path])
        args.add_all(context.quote_includes, before_each = "-iquote")
        args.add_all(context.includes, before_each = "-I")
        args.add_all(context.system_includes, before_each = "-isystem")
        args.add_all(context.defines, before_each = "-D")
        args.add_all(ctx.attr.copts)
        args.add_all(["-c", src, "-o", obj])
        ctx.actions.run(
            executable = ctx.executable._driver,
            arguments = [args],
            inputs = depset(
                [src, ctx.file._header],
                transitive = [context.headers],
            ),
            outputs = [obj],
            mnemonic = "ManagedCompile",
            progress_message = "Compiling %s for moving stacks" %
                               src.short_path,
        )
    return objects

def _own_context(ctx):
    return cc_common.create_compilation_context(
        headers = depset(getattr(ctx.files, "hdrs", [])),
        defines = depset(ctx.attr.defines),
    )

def _merge_deps(ctx):
    return cc_common.merge_cc_infos(cc_infos = [d[CcInfo] for d in ctx.attr.deps])

def _library_impl(ctx):
    cc_toolchain = find_cpp_toolchain(ctx)
    features = cc_common.configure_features(
        ctx = ctx,
        cc_toolchain = cc_toolchain,
        requested_features = ctx.features,
        unsupported_features = ctx.disabled_features,
    )
    dep_info = _merge_deps(ctx)
    objects = _compile(ctx, dep_info)
    (linking_context, linking_outputs) = cc_common.create_linking_context_from_compilation_outputs(
        actions = ctx.actions,
        name = ctx.label.name,
        feature_configuration = features,
        cc_toolchain = cc_toolchain,
        compilation_outputs = cc_common.create_compilation_outputs(
            objects = depset(objects),
            pic_objects = depset(objects),
        ),
        linking_contexts = [dep_info.linking_context],
        # Managed code cannot live in a shared object.
        disallow_dynamic_library = True,
        alwayslink = ctx.attr.alwayslink,
    )
    library = linking_outputs.library_to_link
    archives = [
        f
        for f in [library.static_library, library.pic_static_library]
        if f
    ] if library else []
    return [
        DefaultInfo(files = depset(archives)),
        CcInfo(
            compilation_context = cc_common.merge_cc_infos(cc_infos = [
                CcInfo(compilation_context = _own_context(ctx)),
                dep_info,
            ]).compilation_context,
            linking_context = linking_context,
        ),
        OutputGroupInfo(objects = depset(objects)),
    ]

def _link_libraries(linking_context, args):
    """Adds the libraries of deps to a link; returns their files."""
    files = []
    flags = []
    for linker_input in linking_context.linker_inputs.to_list():
        for library in linker_input.libraries:
            file = (library.pic_static_library or library.static_library or
                    library.dynamic_library or library.interface_library)
            if not file:
                continue
            files.append(file)
            if library.alwayslink:
                args.add("-Wl,--whole-archive")
            args.add(file)
            if library.alwayslink:
                args.add("-Wl,--no-whole-archive")
        flags += linker_input.user_link_flags
    args.add_all(flags)
    return files

def _program_impl(ctx):
    dep_info = _merge_deps(ctx)
    objects = _compile(ctx, dep_info)
    args = ctx.actions.args()
    is_cxx = any([_is_cxx(src) for src in ctx.files.srcs])
    args.add(_mode(is_cxx))
    args.add("--pagurus-runtime=" + ctx.file._runtime.path)
    args.add_all(["-o", ctx.outputs.executable])
    args.add_all(objects)
    libraries = _link_libraries(dep_info.linking_context, args)
    args.add_all(ctx.attr.linkopts)
    ctx.actions.run(
        executable = ctx.executable._driver,
        arguments = [args],
        inputs = objects + libraries + [ctx.file._runtime],
        outputs = [ctx.outputs.executable],
        # The driver finds the linker in $PATH.
        use_default_shell_env = True,
        mnemonic = "ManagedLink",
        progress_message = "Linking %s with the Pagurus runtime" % ctx.label,
    )
    runfiles = ctx.runfiles(files = ctx.files.data)
    for target in ctx.attr.data + ctx.attr.deps:
        runfiles = runfiles.merge(target[DefaultInfo].default_runfiles)
    providers = [DefaultInfo(
        executable = ctx.outputs.executable,
        runfiles = runfiles,
    )]
    if getattr(ctx.attr, "switches", None):
        providers.append(testing.TestEnvironment(
            {"PAGURUS": ",".join(ctx.attr.switches)},
        ))
    return providers

_COMMON = {
    "srcs": attr.label_list(allow_files = _SOURCES),
    "deps": attr.label_list(providers = [CcInfo]),
    "copts": attr.string_list(),
    "defines": attr.string_list(),
    # In the target configuration, so that the compiler is not built twice.
    # A cross build will want "exec".
    "_driver": attr.label(
        default = "//compiler/driver:pagurus-cc",
        executable = True,
        cfg = "target",
    ),
    "_header": attr.label(
        default = "//compiler/driver:include/pagurus.h",
        allow_single_file = True,
    ),
}

_PROGRAM = dict(_COMMON, **{
    "data": attr.label_list(allow_files = True),
    "linkopts": attr.string_list(),
    "_runtime": attr.label(
        default = "//runtime:libpagurus.a",
        allow_single_file = True,
    ),
})

managed_cc_library = rule(
    implementation = _library_impl,
    attrs = dict(_COMMON, **{
        "hdrs": attr.label_list(allow_files = [".h", ".hh", ".hpp", ".inc"]),
        "alwayslink": attr.bool(default = False),
        "_cc_toolchain": attr.label(
            default = "@bazel_tools//tools/cpp:current_cc_toolchain",
        ),
    }),
    fragments = ["cpp"],
    incompatible_use_toolchain_transition = True,
    toolchains = ["@bazel_tools//tools/cpp:toolchain_type"],
    provides = [CcInfo],
    doc = "An archive of managed objects.",
)

managed_cc_binary = rule(
    implementation = _program_impl,
    attrs = _PROGRAM,
    executable = True,
    doc = "A program whose main runs as the first goroutine.",
)

managed_cc_test = rule(
    implementation = _program_impl,
    attrs = dict(_PROGRAM, **{
        # Switches of the runtime, e.g. ["stressmove=1", "poison=1"].
        "switches": attr.string_list(),
    }),
    test = True,
    doc = "A managed program that passes if it exits with 0.",
)
