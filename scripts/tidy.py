#!/usr/bin/env python3
"""House rules that a machine can check, one TAP case for each. Every finding names the place and what to use instead.

An exception stands in EXCEPTIONS with its reason; there is no other way around a rule.
"""
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LINE_MAX, FILE_MAX, FUNCTION_MAX = 100, 1000, 100

# Folders written wider than LINE_MAX. None may be added; a folder that has been narrowed leaves the list.
WIDE_MAX = 140
WIDE = ('scripts/',)

# Each layer may include itself and the layers named (all the way down).
LAYERS = {
    'base': [],
    'feel': ['base'],
    'policy': ['feel', 'base'],
    'gazette': ['base'],
    'store': ['base'],
    'office': ['store', 'policy', 'feel', 'gazette', 'base'],
    'api': ['office', 'store', 'policy', 'feel', 'gazette', 'base'],
    'lib': ['policy', 'feel', 'base'],
    'cli': ['lib', 'api', 'office', 'store', 'policy', 'feel', 'gazette', 'base'],
}

# (rule, path beginning): reason
EXCEPTIONS = {
    ('heap', 'src/base/arena.c'): 'the one place that asks the system for memory',
    ('float', 'src/feel/java.c'): 'java.lang.Math and Double, which TCK cases call, are defined on binary numbers',
    ('banned', 'src/feel/java.c'): 'strtod and strtof are what Double.valueOf and Float.valueOf do',
}

BANNED = [
    (r'\b(strcpy|strcat|stpcpy|strncpy|strncat)\s*\(', 'use str and strbuf'),
    (r'\bv?sprintf\s*\(', 'use snprintf, str_format or strbuf_printf'),
    (r'\b(gets|strtok|tmpnam|mktemp)\s*\(', 'not safe'),
    (r'\b(atoi|atol|atof|strtod|strtof)\s*\(', 'use dec_parse, which refuses what is no number'),
    (r'\b(abort|exit)\s*\(', 'return an error; only main may end the process'),
]


def read(path):
    with open(os.path.join(ROOT, path), encoding='utf-8', errors='replace') as f:
        return f.read()


def tracked():
    listed = subprocess.run(['git', 'ls-files', '-z'], cwd=ROOT, capture_output=True)
    if listed.returncode == 0:
        names = listed.stdout.decode('utf-8').split('\0')
        return [n for n in names if n and os.path.isfile(os.path.join(ROOT, n))]
    found = []
    for folder in ('src', 'include', 'ext', 'tests', 'bench', 'scripts', 'web/src', 'docs', 'policies'):
        for at, _, files in os.walk(os.path.join(ROOT, folder)):
            found += [os.path.relpath(os.path.join(at, f), ROOT) for f in files]
    return found


def without_comments(text):
    """C source with comments, strings and character constants blanked out; line breaks stay."""
    pattern = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)

    def blank(m):
        inner = re.sub(r'[^\n]', ' ', m.group(0))
        return inner if m.group(0)[0] == '/' else m.group(0)[0] + inner[1:-1] + m.group(0)[-1]
    return pattern.sub(blank, text)


def with_strings_only(text):
    """C source with its comments blanked out; what the program says stays."""
    pattern = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"', re.S)
    return pattern.sub(lambda m: m.group(0) if m.group(0)[0] == '"' else re.sub(r'[^\n]', ' ', m.group(0)), text)


class Tree:
    def __init__(self):
        self.files = tracked()
        self.c = [f for f in self.files if f.endswith(('.c', '.h'))]
        self.text = {f: read(f) for f in self.files if f.endswith(
            ('.c', '.h', '.py', '.sh', '.js', '.mjs', '.vue', '.css', '.md', '.build'))}
        self.code = {f: without_comments(self.text[f]) for f in self.c}

    def c_below(self, *folders):
        return [f for f in self.c if f.startswith(tuple(d + '/' for d in folders))]


def matches(tree, files, pattern, advice, code=True):
    for f in files:
        text = tree.code[f] if code else tree.text[f]
        for m in re.finditer(pattern, text):
            yield f, text.count('\n', 0, m.start()) + 1, '%s: %s' % (m.group(0).strip(), advice)


def rule_banned(tree):
    for pattern, advice in BANNED:
        files = tree.c_below('src', 'include', 'ext')
        yield from matches(tree, files, r'(?<![\w.>])' + pattern, advice)


def rule_heap(tree):
    files = tree.c_below('src', 'include', 'ext')
    yield from matches(tree, files, r'(?<![\w.>])(malloc|calloc|realloc|free|strdup|strndup|asprintf)\s*\(',
                       'take memory from an arena, or heap_get for a long-lived owner')


def rule_binary_floats(tree):
    files = tree.c_below('src/feel', 'src/policy', 'src/office', 'src/gazette', 'src/store')
    yield from matches(tree, files, r'\b(float|double)\b', 'numbers are dec')


def rule_clock(tree):
    files = [f for f in tree.c_below('src', 'include', 'ext') if not f.startswith('src/base/')]
    yield from matches(tree, files, r'(?<![\w.>])(time\s*\(\s*(NULL|0)\s*\)|localtime(_r)?\b|gettimeofday\b)',
                       'the day is handed in; date_today is the only clock')


def rule_unfinished(tree):
    files = [f for f in tree.text if f.startswith(('src', 'include', 'ext', 'web/src', 'tests', 'scripts', 'bench'))]
    files = [f for f in files if f != 'scripts/tidy.py']
    yield from matches(tree, files, r'\b(FIXME|TODO|XXX)\b', 'finish it', code=False)


def rule_tabs(tree):
    for f, text in tree.text.items():
        if f.startswith('tests/fuzz/corpus'):
            continue
        for n, line in enumerate(text.split('\n'), 1):
            if '\t' in line:
                yield f, n, 'tab: use four spaces'
            if line != line.rstrip() and f.endswith(('.c', '.h', '.py')):
                yield f, n, 'blanks at the end of the line'


def rule_line_length(tree):
    for f in tree.c + [f for f in tree.text if f.endswith('.py') and f.startswith('scripts/')]:
        limit = WIDE_MAX if f.startswith(WIDE) else LINE_MAX
        for n, line in enumerate(tree.text[f].split('\n'), 1):
            if len(line) > limit:
                yield f, n, '%d columns, at most %d' % (len(line), limit)


def rule_file_length(tree):
    for f, text in tree.text.items():
        count = text.count('\n')
        if count > FILE_MAX and not f.endswith('.md'):
            yield f, count, '%d lines, at most %d: probably two ideas' % (count, FILE_MAX)


def rule_function_length(tree):
    for f in tree.c:
        start = None
        for n, line in enumerate(tree.code[f].split('\n'), 1):
            if line.startswith('{'):
                start = n
            elif line.startswith('}') and start:
                if n - start > FUNCTION_MAX:
                    yield f, start, 'function of %d lines, at most %d' % (n - start, FUNCTION_MAX)
                start = None


def rule_layers(tree):
    for f in tree.c_below('src'):
        layer = f.split('/')[1]
        if layer not in LAYERS:
            yield f, 1, 'a layer that scripts/tidy.py does not know'
            continue
        for n, line in enumerate(tree.text[f].split('\n'), 1):
            m = re.match(r'\s*#\s*include\s+"(?:\.\./)*([a-z]+)/', line)
            if m and m.group(1) in LAYERS and m.group(1) != layer and m.group(1) not in LAYERS[layer]:
                yield f, n, '%s may not include %s: includes only go down' % (layer, m.group(1))


def rule_opening_comment(tree):
    for f in [f for f in tree.c if f.endswith('.h') or not f.startswith('tests/')]:
        if not tree.text[f].startswith('/*'):
            yield f, 1, 'begins without a comment that says what it is for'
        elif os.path.basename(f) not in tree.text[f].split('\n')[0] and f.startswith('src/'):
            yield f, 1, 'the opening comment does not begin with the file name'


def rule_orphans(tree):
    """Every source is named in a meson.build of its folder or of one above."""
    builds = {os.path.dirname(f): t for f, t in tree.text.items() if f.endswith('meson.build')}
    for f in tree.c_below('src', 'tests', 'ext'):
        if not f.endswith('.c'):
            continue
        stem = os.path.splitext(os.path.basename(f))[0]
        short = re.sub(r'^(test|fuzz)_', '', stem)
        folder, named = os.path.dirname(f), False
        while folder and not named:
            text = builds.get(folder, '')
            named = re.search(r"['/]%s\.c'" % re.escape(stem), text) or re.search(r"'(%s|%s)'" % (stem, short), text)
            folder = os.path.dirname(folder)
        if not named:
            yield f, 1, 'no meson.build names it'


def rule_policy_is_data(tree):
    files = [f for f in tree.c_below('src', 'include', 'ext') if not f.startswith('src/gazette/')]
    for f in files:
        for n, line in enumerate(with_strings_only(tree.text[f]).split('\n'), 1):
            for m in re.finditer(r'〔20\d\d〕|低保|特困|预售|秸秆|本溪|海城', line):
                yield f, n, '%s: no document, benefit or place in C' % m.group(0)


def rule_machine_paths(tree):
    files = [f for f in tree.text if not f.startswith('tests/')]
    yield from matches(tree, files, r'(?<![\w.$}])/(home|root)/\w', 'a path of one machine', code=False)


RULES = [
    ('no banned functions', 'banned', rule_banned),
    ('no heap outside base', 'heap', rule_heap),
    ('no binary floating point near money', 'float', rule_binary_floats),
    ('no clock outside base', 'clock', rule_clock),
    ('nothing unfinished', 'unfinished', rule_unfinished),
    ('no tabs, no trailing blanks', 'tabs', rule_tabs),
    ('lines are short', 'line', rule_line_length),
    ('files hold one idea', 'file', rule_file_length),
    ('functions are short', 'function', rule_function_length),
    ('includes only go down', 'layer', rule_layers),
    ('every file says what it is for', 'comment', rule_opening_comment),
    ('every source is built', 'orphan', rule_orphans),
    ('policy is data', 'policy', rule_policy_is_data),
    ('no paths of one machine', 'path', rule_machine_paths),
]


def excused(rule, path):
    return any(r == rule and path.startswith(p) for r, p in EXCEPTIONS)


def main():
    tree, failed = Tree(), 0
    print('1..%d' % (len(RULES) + 1))
    for number, (title, key, check) in enumerate(RULES, 1):
        findings = [f for f in check(tree) if not excused(key, f[0])]
        print('%sok %d - %s' % ('not ' if findings else '', number, title))
        for path, line, text in findings:
            print('#   %s:%d: %s' % (path, line, text))
        failed += bool(findings)
    stale = [p for r, p in EXCEPTIONS if not any(f.startswith(p) for f in tree.files)]
    print('%sok %d - every exception is still needed' % ('not ' if stale else '', len(RULES) + 1))
    for path in stale:
        print('#   %s is gone; remove its exception' % path)
    return 1 if failed or stale else 0


if __name__ == '__main__':
    sys.exit(main())
