#!/usr/bin/env python3
"""Has systemd judge the units of deploy/: units.py FOLDER PROGRAM."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

EXPOSURE = 1.0  # of 10; what systemd-analyze may say at most


def main():
    folder, program = sys.argv[1:]
    if not shutil.which("systemd-analyze"):
        print("SKIPPED: systemd-analyze is missing (package systemd)")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as there:
        units = []
        for name in sorted(os.listdir(folder)):
            if name.endswith((".service", ".timer")):
                with open(os.path.join(folder, name), encoding="utf-8") as f:
                    text = f.read().replace("/usr/local/bin/heyi", os.path.abspath(program))
                units.append(os.path.join(there, name))
                with open(units[-1], "w", encoding="utf-8") as f:
                    f.write(text)
        p = subprocess.run(["systemd-analyze", "verify", "--man=no", *units], text=True,
                           capture_output=True, check=False)
        if p.returncode or p.stderr:
            sys.exit("systemd-analyze verify: " + p.stderr)
        p = subprocess.run(["systemd-analyze", "security", "--offline=yes", "--no-pager",
                            os.path.join(there, "heyi.service")], text=True, capture_output=True,
                           check=False)
        found = re.search(r"exposure level for heyi.service: ([0-9.]+)", p.stdout)
        if not found or float(found.group(1)) > EXPOSURE:
            sys.exit("systemd-analyze security: " + p.stdout + p.stderr)
        print("exposure %s" % found.group(1))


if __name__ == "__main__":
    main()
