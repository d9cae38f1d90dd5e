#!/usr/bin/env python3
"""Windows programs that come and go: what they cost, what they hear, and what is left when something is killed.

usage: lifecycle_test.py lifecycle.exe wlan-monitor.exe plugin.dll netsh wlanapi.spec [NAME OF TEST]

Runs in wlan-sandbox and tests/wine/run. Nothing waits for time to pass: each answer has a deadline.
"""
import contextlib
import os
import pathlib
import re
import select
import signal
import subprocess
import sys
import time
import unittest

LIFECYCLE, MONITOR, PLUGIN, NETSH, SPEC = sys.argv[1:6]
WINE = os.environ["WINE"]
DEADLINE_S = 20
EXIT_IN_CALLBACK = 7
ERROR_CALL_NOT_IMPLEMENTED = 120
ERROR_SERVICE_NOT_ACTIVE = 1062
RPC_S_SERVER_UNAVAILABLE = 1722


class Program:
    """A Windows program whose input and output are ours."""

    def __init__(self, path):
        # Wine's services may be started by it, and would keep the output of the test open.
        self.process = subprocess.Popen([WINE, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                        bufsize=0)
        self.unread = b""
        self.lines = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()

    def line(self, deadline):
        while b"\n" not in self.unread:
            if not select.select([self.process.stdout], [], [], max(0, deadline - time.monotonic()))[0]:
                raise AssertionError(f"no more output; so far: {self.lines}")
            chunk = os.read(self.process.stdout.fileno(), 65536)
            if not chunk:
                raise AssertionError(f"it ended; output: {self.lines}")
            self.unread += chunk
        line, self.unread = self.unread.split(b"\n", 1)
        self.lines.append(line.decode().rstrip("\r"))
        return self.lines[-1]

    def wait_for(self, pattern):
        """Skips lines until one matches. Return: the match."""
        deadline = time.monotonic() + DEADLINE_S
        while True:
            if match := re.search(pattern, self.line(deadline)):
                return match

    def say(self, order):
        self.process.stdin.write(order.encode() + b"\n")

    def ask(self, order):
        """Return: the error code with which the order was answered."""
        self.say(order)
        return int(self.wait_for(f"^{re.escape(order)}: (\\d+)$").group(1))

    def end(self):
        """The end of its input. Return: its exit status."""
        self.process.stdin.close()
        return self.process.wait(DEADLINE_S)

    def threads(self):
        return len(os.listdir(f"/proc/{self.process.pid}/task"))

    def sockets(self):
        """Its open sockets; a descriptor that goes away meanwhile is none."""
        found = set()
        for entry in pathlib.Path(f"/proc/{self.process.pid}/fd").iterdir():
            try:
                target = os.readlink(entry)
            except FileNotFoundError:
                continue
            if target.startswith("socket:"):
                found.add(target)
        return found


def service_is_well():
    """Whether the service answers a native program."""
    return subprocess.run([NETSH, "wlan", "show", "interfaces"], stdout=subprocess.DEVNULL, timeout=DEADLINE_S).returncode == 0


def run_netsh(*arguments):
    subprocess.run([NETSH, "wlan", *arguments], stdout=subprocess.DEVNULL, timeout=DEADLINE_S, check=True)


def end_wineserver():
    server = pathlib.Path(WINE).resolve().with_name("wineserver")
    subprocess.run([server if server.exists() else "wineserver", "-k"], timeout=DEADLINE_S, check=False)


def watching(manner="watch"):
    program = Program(LIFECYCLE)
    for order in ("load wlanapi.dll", "open", manner):
        answer = program.ask(order)
        assert answer == 0, f"{order}: {answer}"
    return program


class Lifecycle(unittest.TestCase):
    def test_01_loading_the_library_costs_neither_thread_nor_connection(self):
        with Program(LIFECYCLE) as program:
            program.wait_for("^ready$")
            threads, sockets = program.threads(), program.sockets()
            self.assertEqual(program.ask("load wlanapi.dll"), 0)
            self.assertEqual((program.threads(), program.sockets()), (threads, sockets))
            # So that the comparison can fail: a handle costs a connection, a registration a thread and another connection.
            self.assertEqual(program.ask("open"), 0)
            self.assertEqual((program.threads(), len(program.sockets() - sockets)), (threads, 1))
            self.assertEqual(program.ask("watch"), 0)
            self.assertEqual((program.threads(), len(program.sockets() - sockets)), (threads + 1, 2))
            self.assertEqual(program.ask("close"), 0)
            self.assertEqual(program.end(), 0)

    def test_02_by_name_and_by_path_it_is_the_same_library(self):
        with Program(LIFECYCLE) as program:
            self.assertEqual(program.ask(r"load C:\windows\system32\wlanapi.dll"), 0)
            self.assertEqual(program.ask("load wlanapi.dll"), 0)
            self.assertEqual(program.ask("open"), 0)
            self.assertEqual(program.end(), 0)

    def test_03_every_undocumented_export_is_there_and_says_that_it_does_nothing(self):
        names = re.findall(r"^@ stdcall (\w+)\(\) not_offered$", pathlib.Path(SPEC).read_text(), flags=re.M)
        self.assertGreater(len(names), 100)
        with Program(LIFECYCLE) as program:
            self.assertEqual(program.ask("load wlanapi.dll"), 0)
            for name in names:
                self.assertEqual(program.ask(f"call {name}"), ERROR_CALL_NOT_IMPLEMENTED, name)

    def test_04_a_program_hears_what_a_native_one_does(self):
        with Program(MONITOR) as program:
            program.wait_for("^Watching ")
            program.say("scan")
            program.wait_for("ACM scan complete")
            program.wait_for(r"\d+ %  open     lab$")
            program.say("connect lab")
            program.wait_for("ACM connection complete$")
            run_netsh("disconnect")
            for what in ("ACM disconnecting", "MSM disassociating", "MSM disconnected", "ACM disconnected"):
                program.wait_for(f"{what}$")
            program.say("quit")
            self.assertEqual(program.process.wait(DEADLINE_S), 0)

    def test_05_unloading_under_an_open_handle_runs_no_code_that_is_gone(self):
        with watching() as program:
            self.assertEqual(program.ask("unload"), 0)
            self.assertEqual(program.ask("find nwlanapi.dll"), 0)
            with watching() as other:
                self.assertEqual(other.ask("scan"), 0)
                other.wait_for("^callback ")
            program.wait_for("^callback ")
            self.assertEqual(program.ask("load wlanapi.dll"), 0)
            self.assertEqual(program.ask("close"), 0)
            self.assertEqual(program.end(), 0)

    def test_06_a_program_may_end_while_a_callback_runs(self):
        with watching("watch and block") as program:
            self.assertEqual(program.ask("scan"), 0)
            program.wait_for("^callback ")
            self.assertEqual(program.end(), 0)
        self.assertTrue(service_is_well())

    def test_07_a_program_may_end_in_its_callback(self):
        with Program(LIFECYCLE) as program:
            for order in ("load wlanapi.dll", "open"):
                self.assertEqual(program.ask(order), 0)
            # The end of an earlier scan may be told at once, and nobody answers then or listens.
            with contextlib.suppress(BrokenPipeError):
                program.say("watch and exit")
                program.say("scan")
            self.assertEqual(program.process.wait(DEADLINE_S), EXIT_IN_CALLBACK)
        self.assertTrue(service_is_well())

    def test_08_programs_that_end_amid_notifications_end(self):
        for _ in range(10):
            with watching() as program:
                for _ in range(5):
                    program.say("scan")
                program.wait_for("^callback ")
                self.assertEqual(program.end(), 0)
        self.assertTrue(service_is_well())

    def test_09_a_plug_in_may_close_its_handle_as_it_is_unloaded(self):
        path = "Z:" + os.path.abspath(PLUGIN).replace("/", "\\")
        with Program(LIFECYCLE) as program:
            for _ in range(5):
                self.assertEqual(program.ask(f"plug in and out {path}"), 0)
            self.assertEqual(program.ask(f"plug in {path}"), 0)
            self.assertEqual(program.end(), 0)
        self.assertTrue(service_is_well())

    def test_10_a_killed_program_leaves_the_service_well(self):
        with watching("watch and block") as program:
            self.assertEqual(program.ask("scan"), 0)
            program.wait_for("^callback ")
            program.process.kill()
            program.process.wait(DEADLINE_S)
        self.assertTrue(service_is_well())

    def test_11_a_wineserver_told_to_end_takes_its_programs_along_and_not_the_service(self):
        with watching() as program, watching("watch and block") as other:
            self.assertEqual(other.ask("scan"), 0)
            other.wait_for("^callback ")
            end_wineserver()
            program.process.wait(DEADLINE_S)
            other.process.wait(DEADLINE_S)
        self.assertTrue(service_is_well())
        with watching() as program: # and the next one starts as if nothing had been
            self.assertEqual(program.ask("close"), 0)

    def test_12_a_killed_service_is_an_error_and_no_wait(self):
        with watching() as program:
            os.kill(int(os.environ["WLANSVC_PID"]), signal.SIGKILL)
            while service_is_well():
                pass
            self.assertEqual(program.ask("scan"), RPC_S_SERVER_UNAVAILABLE)
            self.assertEqual(program.ask("close"), RPC_S_SERVER_UNAVAILABLE)
            self.assertEqual(program.ask("open"), ERROR_SERVICE_NOT_ACTIVE)
            self.assertEqual(program.end(), 0)


class Tap(unittest.TextTestResult):
    def __init__(self, *arguments, **keywords):
        super().__init__(*arguments, **keywords)
        self.number = 0

    def tell(self, test, is_ok):
        self.number += 1
        name = test.id().split("test_", 1)[1][3:].replace("_", " ")
        print(f"{'ok' if is_ok else 'not ok'} {self.number} - {name}", flush=True)

    def addSuccess(self, test):
        super().addSuccess(test)
        self.tell(test, True)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.tell(test, False)

    def addError(self, test, err):
        super().addError(test, err)
        self.tell(test, False)


if __name__ == "__main__":
    loader = unittest.TestLoader()
    loader.testNamePatterns = [f"*{sys.argv[6]}*"] if len(sys.argv) > 6 else None
    suite = loader.loadTestsFromTestCase(Lifecycle)
    print(f"1..{suite.countTestCases()}", flush=True)
    result = unittest.TextTestRunner(stream=sys.stderr, resultclass=Tap, verbosity=0).run(suite)
    sys.exit(not result.wasSuccessful())
