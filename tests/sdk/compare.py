#!/usr/bin/env python3
"""Programs as they are written for Windows: built unchanged against what is installed here, and by mingw-w64 for Wine.

usage: compare.py BUILD-DIR SANDBOX SCENARIO SOURCE-DIR [WINE-RUN PREFIX SOURCE-ROOT]

Each must say the same on both. Without the last three arguments (no Wine) the native half is judged by what is known beforehand.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

BUILD, SANDBOX, SCENARIO, SOURCES, *WINE = map(os.path.abspath, sys.argv[1:])
PROGRAMS = {  # name: arguments, what must be among the lines
    "formats": ([], ["1: 5 p l a i n"]),
    "networks": ([], ["Num Entries: 1", "  Interface State[0]:\tDisconnected", "WlanCloseHandle again: 6"]),
    "connect": (["sdk.xml"], ["WlanConnect: 0", "first: object 1", "both: 0", "WlanDisconnect: 0"]),
}
DEADLINE_S = 100


def run(*command, **options):
    return subprocess.run([str(c) for c in command], check=True, timeout=DEADLINE_S, stdin=subprocess.DEVNULL, **options)


def installed_flags(root):
    """What pkg-config says of an installation below @root, which is not at its place."""
    run("meson", "install", "-C", BUILD, "--no-rebuild", "--quiet", "--destdir", root, stdout=subprocess.DEVNULL)
    pc = next(root.rglob("wlanapi.pc"))
    prefix = run("pkg-config", "--variable=prefix", pc, capture_output=True, text=True,
                 env={**os.environ, "PKG_CONFIG_PATH": str(pc.parent)}).stdout.strip()
    output = run("pkg-config", f"--define-variable=prefix={root}{prefix}", "--cflags", "--libs", "wlanapi",
                 capture_output=True, text=True, env={**os.environ, "PKG_CONFIG_PATH": str(pc.parent)}).stdout
    return ["-fshort-wchar", *output.split()], pc.parent.parent


def build_native(source, root, flags, lib_dir):
    exe = root / source.stem
    compiler = ["g++", "-std=c++17"] if source.suffix == ".cpp" else ["gcc"]
    sanitizers = ["-fsanitize=address,undefined"] if "-fsanitize" in (pathlib.Path(BUILD) / "build.ninja").read_text() else []
    run(*compiler, "-Wall", "-Wno-unknown-pragmas", "-Werror", *sanitizers, source, *flags, f"-Wl,-rpath,{lib_dir}", "-o", exe)
    return exe


def say(exe, arguments, wrapper=()):
    # A file, as Wine's services may keep the output open.
    with tempfile.TemporaryFile() as output:
        run(SANDBOX, "--scenario", SCENARIO, "--", *wrapper, exe, *arguments, stdout=output, cwd=SOURCES)
        output.seek(0)
        return output.read().decode("utf-8", "backslashreplace").replace("\r", "").splitlines()


def differences(here, there):
    lines = [f"#   here {a!r}, Wine {b!r}" for a, b in zip(here, there) if a != b]
    return lines + ([f"# {len(here)} lines here, {len(there)} under Wine"] if len(here) != len(there) else [])


def main():
    failed, n = 0, 0
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        flags, lib_dir = installed_flags(root)
        for name, (arguments, expected) in PROGRAMS.items():
            source = pathlib.Path(SOURCES) / f"{name}.c"
            here = say(build_native(source, root, flags, lib_dir), arguments)
            problems = [f"# no line {line!r} in {here}" for line in expected if line not in here]
            if WINE:
                run_wine, prefix, source_root = WINE
                exe = root / f"{name}.exe"
                run("x86_64-w64-mingw32-gcc", "-D_WIN32_WINNT=0x0A00", "-D__USE_MINGW_ANSI_STDIO=0", "-w", source, "-o", exe, "-lwlanapi", "-lole32", "-lrpcrt4",
                    *([] if name == "connect" else ["-municode"]))
                problems += differences(here, say(exe, arguments, [run_wine, prefix, source_root, BUILD]))
            n += 1
            failed += bool(problems)
            print("\n".join(problems + [f"{'not ok' if problems else 'ok'} {n} - {name}.c says the same"]), flush=True)
        n += 1
        lines = say(build_native(pathlib.Path(SOURCES) / "cplusplus.cpp", root, flags, lib_dir), [])
        failed += lines != ["0 1 38"]
        print(f"{'ok' if lines == ['0 1 38'] else 'not ok'} {n} - from C++: {lines}")
    print(f"1..{n}")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
