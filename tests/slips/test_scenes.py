"""Each slip is told once, in its scene, and not in the scenes that only look like it."""

import pytest

from tests.slips.scenes import Scene, scenes, told, wires
from tutor.slips.finding import Ending, Slip, Typing
from tutor.slips.table import ENDINGS, FOREIGN, ODD, SLIPS, TYPINGS

SCENES = list(scenes())
every_scene = pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)


@every_scene
def test_scene(scene: Scene) -> None:
    found = [note.keys[0] for _, note in told(wires(scene.lines))]
    assert found == [f"slip.{name}" for name in scene.told]


def test_each_slip_has_its_scene_and_its_near_miss() -> None:
    rows: list[Slip | Ending | Typing] = [*SLIPS, *ODD, *FOREIGN, *TYPINGS, *ENDINGS]
    names = {f"{row.id}.{variant}".rstrip(".") for row in rows for variant in row.variants}
    assert {name for scene in SCENES for name in scene.told} == names
    assert {scene.about for scene in SCENES if scene.about} == {row.id for row in rows}
