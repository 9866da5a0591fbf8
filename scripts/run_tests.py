#!/usr/bin/env python3
"""Runs every test and counts single cases.

    scripts/run_tests.py BUILD_FOLDER [--fuzz FUZZ_BUILD_FOLDER | --no-fuzz REASON]

Unit and command-line tests come from Meson's list in BUILD_FOLDER, style checks from tidy.py, fuzz targets from
FUZZ_BUILD_FOLDER, browser tests from web/tests. A program whose last line is  N passed, N failed, N skipped  is believed;
one that writes TAP is counted case by case (cmocka is told to); any other one counts as one case: exit status 0 passed,
77 skipped, everything else failed. The whole output of a failing program is shown. The last line is  N passed, N failed, N skipped.
"""
import concurrent.futures
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
WORKERS = 2
SANITIZER_SLOWNESS = 4      # Meson's time limits are meant for a plain build
TAP_LINE = re.compile(r'^(not )?ok\b(?:\s+\d+)?(.*)$')
TAP_PLAN = re.compile(r'^1\.\.(\d+)\b')
SUMMARY = re.compile(r'^(\d+) passed, (\d+) failed, (\d+) skipped$')


class Result:
    def __init__(self, name):
        self.name, self.output, self.seconds = name, '', 0.0
        self.passed = self.failed = self.skipped = 0
        self.skips = []


def environment():
    env = dict(os.environ, CI='true', CMOCKA_MESSAGE_OUTPUT='TAP', LC_ALL='C.UTF-8', TZ='Asia/Shanghai')
    env.setdefault('ASAN_OPTIONS', 'detect_leaks=1:allocator_may_return_null=1:detect_stack_use_after_return=1')
    env.setdefault('UBSAN_OPTIONS', 'halt_on_error=1:print_stacktrace=1')
    env.pop('HENG_STORE', None)
    env.pop('HENG_POLICIES', None)
    near = os.path.join(os.path.dirname(ROOT), 'shared', 'tck')
    if 'HENG_TCK' not in env and os.path.isdir(near):
        env['HENG_TCK'] = near
    return env


def run_program(command, env, cwd, limit_s):
    """Output and exit status; the whole process group ends with it, so that no server stays behind."""
    process = subprocess.Popen(command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, start_new_session=True)
    late = ''
    try:
        output, _ = process.communicate(timeout=limit_s)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        output, _ = process.communicate()
        late = '\nstopped after %d s\n' % limit_s
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    return output.decode('utf-8', 'replace') + late, process.returncode if not late else 124


def count_tap(result, lines):
    planned = sum(int(m.group(1)) for m in map(TAP_PLAN.match, lines) if m)
    for match in filter(None, map(TAP_LINE.match, lines)):
        rest = match.group(2)
        if re.search(r'#\s*skip', rest, re.I):
            result.skipped += 1
            result.skips.append(rest.strip(' -'))
        elif match.group(1):
            result.failed += 1
        else:
            result.passed += 1
    seen = result.passed + result.failed + result.skipped
    if seen < planned:
        result.failed += planned - seen
        result.output += '\n%d of %d planned cases never reported\n' % (planned - seen, planned)
    return seen > 0 or planned > 0


def count_cases(result):
    lines = result.output.splitlines()
    summary = SUMMARY.match(lines[-1]) if lines else None
    if not summary:
        return count_tap(result, lines)
    result.passed, result.failed, result.skipped = map(int, summary.groups())
    result.skips = [line.strip() for line in lines if line.startswith('skip ')]
    return True


def run_test(name, command, env, cwd=ROOT, limit_s=120):
    result = Result(name)
    started = time.monotonic()
    try:
        result.output, status = run_program(command, env, cwd, limit_s)
    except OSError as e:
        result.output, status = str(e) + '\n', 127
    result.seconds = time.monotonic() - started
    counted = count_cases(result)
    if not counted and status == 0:
        result.passed = 1
    elif not counted and status == 77:
        result.skipped = 1
        result.skips.append(result.output.strip()[-200:])
    elif status not in (0, 77) and result.failed == 0:
        result.failed = 1
        result.output += '\nexit status %d\n' % status
    return result


def meson_tests(build, env):
    listed = json.loads(subprocess.check_output(['meson', 'introspect', '--tests', build]))
    jobs = []
    for test in listed:
        # A time limit of 0 means none in Meson; a test run has to end.
        limit_s = (test.get('timeout') or 300) * SANITIZER_SLOWNESS
        jobs.append((test['name'], test['cmd'], dict(env, **test.get('env', {})), test.get('workdir') or build,
                     min(limit_s, 900), test.get('is_parallel', True)))
    return sorted(jobs, key=lambda job: job[0])


def fuzz_jobs(build, env):
    """Each target works on a scratch copy of its saved corpus; a crash leaves its input in build-fuzz/crash-*."""
    seconds = int(os.environ.get('HENG_FUZZ_SECONDS', '60'))
    folder = os.path.join(build, 'tests', 'fuzz')
    names = sorted(n for n in os.listdir(folder) if re.fullmatch(r'fuzz_[a-z0-9]+', n)) if os.path.isdir(folder) else []
    jobs = []
    for name in names:
        saved = os.path.join(ROOT, 'tests', 'fuzz', 'corpus', name[len('fuzz_'):])
        scratch = os.path.join(build, 'corpus', name)
        shutil.rmtree(scratch, ignore_errors=True)
        os.makedirs(scratch)
        command = [os.path.join(folder, name), '-timeout=20', '-rss_limit_mb=1500', '-max_len=65536', '-print_final_stats=1',
                   '-artifact_prefix=%s/crash-%s-' % (build, name), '-seed=%d' % int(os.environ.get('HENG_SEED', '1'))]
        command += ['-max_total_time=%d' % seconds] if seconds > 0 else ['-runs=0']
        command += [scratch] + ([saved] if os.path.isdir(saved) else [])
        jobs.append(('fuzz/' + name[len('fuzz_'):], command, env, ROOT, seconds * 2 + 120, True))
    return jobs


def report(result):
    word = 'FAIL' if result.failed else 'skip' if result.passed == 0 and result.skipped else 'ok'
    cases = result.passed + result.failed + result.skipped
    print('%-4s %-34s %4d cases %7.2f s' % (word, result.name, cases, result.seconds), flush=True)
    for reason in result.skips:
        print('     skipped: %s' % reason, flush=True)
    if result.failed:
        print('-' * 100 + '\n' + result.output.rstrip() + '\n' + '-' * 100, flush=True)


def run_all(jobs):
    results = []
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        together = [pool.submit(run_test, *job[:5]) for job in jobs if job[5]]
        for done in concurrent.futures.as_completed(together):
            results.append(done.result())
            report(results[-1])
    for job in jobs:
        if not job[5]:
            results.append(run_test(*job[:5]))
            report(results[-1])
    return results


def skipped(name, reason):
    result = Result(name)
    result.skipped = 1
    result.skips.append(reason)
    report(result)
    return result


def main(arguments):
    build = os.path.abspath(arguments[0])
    env = environment()
    env['HENG_BUILD'] = build
    env['HENG_BIN'] = os.path.join(build, 'heng')
    only = os.environ.get('HENG_ONLY', '')
    started = time.monotonic()

    jobs = [('tidy', [sys.executable, 'scripts/tidy.py'], env, ROOT, 120, True)] + meson_tests(build, env)
    if os.path.exists(os.path.join(ROOT, 'web', 'tests', 'run.mjs')):
        jobs.append(('web', ['node', 'tests/run.mjs'], env, os.path.join(ROOT, 'web'), 600, False))
    results = run_all([job for job in jobs if only in job[0]])
    if arguments[1:2] == ['--fuzz']:
        results += run_all([job for job in fuzz_jobs(os.path.abspath(arguments[2]), env) if only in job[0]])
    elif arguments[1:2] == ['--no-fuzz'] and only in 'fuzz':
        results.append(skipped('fuzz', arguments[2]))

    total = [sum(getattr(r, kind) for r in results) for kind in ('passed', 'failed', 'skipped')]
    broken = [r.name for r in results if r.failed]
    print('\n%d programs in %.0f s' % (len(results), time.monotonic() - started))
    if broken:
        print('failed: ' + ', '.join(broken))
    print('%d passed, %d failed, %d skipped' % tuple(total), flush=True)
    return 1 if total[1] or total[0] == 0 else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
