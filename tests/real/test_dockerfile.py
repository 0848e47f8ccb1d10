"""The Dockerfile installs what the bot needs: its build stage is played in an empty folder, without rights.

No container engine is needed: COPY copies from this tree, RUN runs, and /app is the empty folder.
What the second stage adds (a user, a folder) needs root and is read, not run.
"""

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.real
TREE = Path(__file__).parents[2]
Instruction = tuple[str, str]
PACKAGES = ("bot", "commands", "digests", "storage")
CAN_BUILD = "import ensurepip, sys; sys.exit(sys.version_info < (3, 11))"


def stages() -> list[list[Instruction]]:
    """The Dockerfile's instructions, stage by stage, continued lines joined."""
    found: list[list[Instruction]] = []
    lines = [line for line in (TREE / "Dockerfile").read_text().splitlines() if not line.startswith("#")]
    for line in "\n".join(lines).replace("\\\n", " ").splitlines():
        name, _, rest = line.partition(" ")
        if name == "FROM":
            found.append([])
        if name:
            found[-1].append((name, rest.strip()))
    return found


def every(name: str, stage: list[Instruction]) -> list[str]:
    return [rest for instruction, rest in stage if instruction == name]


class Builder:
    """A user without rights in a folder of its own (`nobody`, where the tests run as root)."""

    def __init__(self, folder: Path) -> None:
        self.app = folder / "app"
        self.app.mkdir()
        self.programs = folder / "programs"
        self.programs.mkdir()
        self.as_nobody: list[str] = []
        if os.geteuid() == 0:
            self.as_nobody = [
                "setpriv",
                "--reuid=nobody",
                "--regid=nogroup",
                "--clear-groups",
                "--no-new-privs",
            ]
            folder.chmod(0o755)
            shutil.chown(self.app, "nobody", "nogroup")
        (self.programs / "python").symlink_to(self._interpreter())

    def copy(self, sources: str) -> None:
        *names, target = shlex.split(sources)
        for name in names:
            source = TREE / name
            if source.is_dir():
                shutil.copytree(source, self.app / target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, self.app / target)
        if self.as_nobody:
            subprocess.run(["chown", "-R", "nobody:nogroup", self.app], check=True)

    def run(self, command: str) -> str:
        kept = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_"))}
        # What pip would compile is imported once here, and compiling all of it takes a third of the time.
        environment = kept | {"HOME": str(self.app), "PATH": f"{self.programs}:/usr/bin:/bin", "PIP_NO_COMPILE": "1"}
        done = subprocess.run(
            [*self.as_nobody, "sh", "-c", command],
            cwd=self.app,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}"
        return done.stdout

    def _interpreter(self) -> Path:
        """Find a Python that this user may run: root's own may lie where nobody else may look."""
        names = (sys.executable, "/usr/local/bin/python3", "/usr/bin/python3")
        for path in (Path(name).resolve() for name in names):
            # By way of a shell: setpriv itself still finds what its user may not.
            asked = [*self.as_nobody, "sh", "-c", f"{shlex.quote(str(path))} -c '{CAN_BUILD}'"]
            if path.exists() and subprocess.run(asked, capture_output=True, cwd="/").returncode == 0:
                return path
        pytest.skip("No Python >= 3.11 with ensurepip that a user without rights may run: nothing was installed.")


@pytest.fixture
def builder() -> Iterator[Builder]:
    # Not tmp_path: that is closed to everybody but its owner.
    with tempfile.TemporaryDirectory(prefix="roundtable-image-", dir="/tmp") as folder:
        yield Builder(Path(folder))


@pytest.mark.long
def test_its_build_steps_make_a_bot_that_imports_from_an_empty_folder(builder: Builder) -> None:
    build = stages()[0]
    for name, rest in build:
        if name == "COPY":
            builder.copy(rest)
        if name == "RUN":
            builder.run(rest)
    assert any("--require-hashes -r requirements.lock" in step for step in every("RUN", build))
    show = f"import {', '.join(PACKAGES)}; [print(p.__file__) for p in ({', '.join(PACKAGES)})]"
    came_from = builder.run(f"{builder.app}/.venv/bin/python -c {shlex.quote(show)}").splitlines()
    assert came_from == [str(builder.app / package / "__init__.py") for package in PACKAGES]


def test_what_runs_is_not_root_has_one_volume_and_says_how_it_is() -> None:
    run = stages()[-1]
    order = [name for name, _ in run]
    assert every("USER", run) == ["roundtable"]
    assert order.index("RUN") < order.index("USER") < order.index("ENTRYPOINT")
    assert every("VOLUME", run) == ["/data"]
    assert every("ENTRYPOINT", run) == ['["python", "-m", "bot"]']
    assert every("HEALTHCHECK", run)[0].endswith('CMD ["python", "-m", "bot", "health"]')
    assert every("COPY", run) == ["--from=build /app /app"]


def test_the_image_takes_nothing_but_the_packages_and_their_lock() -> None:
    copied = {source for rest in every("COPY", stages()[0]) for source in shlex.split(rest)[:-1]}
    allowed = {line[1:] for line in (TREE / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert copied == allowed == {*PACKAGES, "requirements.lock", "LICENSE"}
