#!/usr/bin/env python3
"""The real program from outside: import, lists, verify, backup, serve, SIGTERM, kill -9 while files are uploaded.

    test_binary.py HENG SAMPLE

Prints one line per failed case and  N passed, N failed, N skipped  last.
"""
import csv
import hashlib
import http.client
import io
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

HENG, SAMPLE = sys.argv[1], sys.argv[2]
COLUMNS = 'doc_no,task_no,parent_no,title,lead_units,responsible_units,cooperating_units,deadline,article'
passed, failed = [], []


def heng(*words, store=None, want=0):
    command = [HENG] + (['--store', 'sqlite:' + store] if store else []) + list(words)
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, timeout=120)
    out, err = done.stdout.decode(), done.stderr.decode()
    assert done.returncode == want, '%s: status %d instead of %d\n%s%s' % (' '.join(words), done.returncode, want, out, err)
    return out + (err if want else '')


class Server:
    def __init__(self, store):
        self.process = subprocess.Popen([HENG, '--store', 'sqlite:' + store, 'serve', '--listen', '127.0.0.1:0'],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        line = self.process.stdout.readline().decode()
        self.url = re.search(r'http://[0-9.:]+', line).group(0)

    def ask(self, path, body=None):
        try:
            with urllib.request.urlopen(self.url + path, data=body, timeout=30) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        return self.process.wait(timeout=30)


def variant(number):
    """The sample with one more line: other bytes, the same issue."""
    with open(SAMPLE, 'rb') as file:
        return file.read() + b'\n' * (number + 1)


def case_import_twice_changes_nothing(folder):
    store = os.path.join(folder, 'sub', 'a.db')
    heng('gazette', 'import', SAMPLE, store=store)
    first = heng('gazette', 'list', '--format', 'json', store=store)
    heng('gazette', 'import', SAMPLE, store=store)
    assert heng('gazette', 'list', '--format', 'json', store=store) == first
    assert len(json.loads(first)) >= 2
    assert heng('verify', store=store).splitlines()[-1].endswith(':1')


def case_one_unreadable_file_does_not_stop_the_rest(folder):
    store = os.path.join(folder, 'a.db')
    empty = os.path.join(folder, 'empty.txt')
    open(empty, 'w').close()
    out = heng('gazette', 'import', os.path.join(folder, 'none.txt'), empty, SAMPLE, store=store, want=1)
    assert 'none.txt' in out and 'empty.txt' in out
    assert len(json.loads(heng('gazette', 'list', '--format', 'json', store=store))) >= 2


def case_tasks_have_the_agreed_columns(folder):
    store = os.path.join(folder, 'a.db')
    heng('gazette', 'import', SAMPLE, store=store)
    text = heng('gazette', 'tasks', '--format', 'csv', store=store)
    assert text.splitlines()[0] == COLUMNS
    rows = list(csv.DictReader(io.StringIO(text)))
    same = json.loads(heng('gazette', 'tasks', '--format', 'json', store=store))
    assert rows == same and len(rows) > 10
    number = rows[0]['doc_no']
    one = json.loads(heng('gazette', 'tasks', number.replace('〔', '[').replace('〕', ']'), '--format', 'json', store=store))
    assert one == [row for row in rows if row['doc_no'] == number]
    heng('gazette', 'show', number, store=store)
    heng('gazette', 'cites', number, store=store)
    heng('gazette', 'show', '无此文号', store=store, want=1)


def case_search_prints_what_it_found(folder):
    store = os.path.join(folder, 'a.db')
    heng('gazette', 'import', SAMPLE, store=store)
    hits = json.loads(heng('search', '单位', '--format', 'json', store=store))
    assert hits and all({'doc_no', 'article', 'title', 'snippet'} <= set(hit) for hit in hits)
    assert all('单位' in hit['snippet'] for hit in hits)
    heng('search', '决不会出现的词', store=store, want=1)


def case_wrong_use_is_told(folder):
    store = os.path.join(folder, 'a.db')
    heng('gazette', want=2)
    heng('gazette', 'import', want=2)
    heng('gazette', 'lst', want=2)
    heng('gazette', 'list', store=store, want=3)                 # there is no store yet
    heng('gazette', 'import', SAMPLE, store=store)
    heng('gazette', 'tasks', '--role', 'boss', store=store, want=2)
    heng('verify', '--anchor', 'x', store=store, want=2)
    heng('serve', '--listen', 'nowhere', store=store, want=3)
    heng('gazette', 'import', SAMPLE, store='/proc/none/all.db', want=3)


def chain(store):
    """The journal's hashes from the description in docs/operations.md, in another language."""
    prev, count = '0' * 64, 0
    rows = sqlite3.connect(store).execute('SELECT seq, at, actor, act, subject, payload, prev, hash FROM journal ORDER BY seq')
    for *fields, stored in rows:
        data = b'heng-journal-1\n'
        for field in fields:
            part = str(field).encode()
            data += len(part).to_bytes(8, 'big') + part
        assert fields[-1] == prev
        prev, count = hashlib.sha256(data).hexdigest(), count + 1
        assert prev == stored
    return prev, count


def case_verify_and_backup(folder):
    store, copy = os.path.join(folder, 'a.db'), os.path.join(folder, 'copy.db')
    heng('gazette', 'import', SAMPLE, store=store)
    head = heng('verify', store=store).splitlines()[-1]
    assert head == '%s:%d' % chain(store)
    heng('verify', '--anchor', head, store=store)
    heng('backup', copy, store=store)
    heng('verify', '--anchor', head, store=copy)
    heng('backup', copy, store=store, want=3)
    heng('verify', '--anchor', head[:-1] + '9', store=store, want=1)
    raw = sqlite3.connect(copy)
    raw.execute("UPDATE provision SET text = text || '。' WHERE id = 3")
    raw.commit()
    raw.close()
    out = heng('verify', store=copy, want=1)
    assert 'issue:' in out, out


def case_serve_stops_when_told(folder):
    store = os.path.join(folder, 'a.db')
    server = Server(store)
    assert server.ask('/api/status')[0] == 200
    with open(SAMPLE, 'rb') as file:
        status, body = server.ask('/api/gazettes?name=s.txt', file.read())
    assert status == 200 and json.loads(body)['status'] == 'imported'
    assert server.ask('/api/decide', b'{')[0] == 400
    assert server.stop() == 0
    heng('verify', store=store)


def case_no_acknowledged_upload_is_lost_by_kill(folder):
    store = os.path.join(folder, 'a.db')
    number, acked = 0, 0
    for cycle in range(6):
        server = Server(store)
        killer = threading.Timer(0.03 + 0.07 * cycle, server.process.kill)
        killer.start()
        try:
            while True:
                body = variant(number)
                number += 1
                status, answer = server.ask('/api/gazettes', body)
                assert status == 200, answer
                acked = json.loads(answer)['issue']['version']
        except (OSError, http.client.HTTPException):
            pass
        server.process.wait()
    heng('verify', store=store)
    server = Server(store)
    issues = json.loads(server.ask('/api/issues')[1])['items']
    assert acked == 0 or (len(issues) == 1 and acked <= issues[0]['version'] <= acked + 6), (acked, issues)
    assert server.stop() == 0


def main():
    for name, case in sorted(globals().items()):
        if not name.startswith('case_'):
            continue
        folder = tempfile.mkdtemp(prefix='heng-test-')
        try:
            case(folder)
            passed.append(name)
        except Exception as error:                               # every failing case is shown, the others run
            failed.append(name)
            print('FAILED %s: %s: %s' % (name, type(error).__name__, error))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    print('%d passed, %d failed, 0 skipped' % (len(passed), len(failed)))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
