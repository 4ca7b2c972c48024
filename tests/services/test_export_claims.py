"""Many exports of one second each get a name of their own, however their steps fall between one another."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from annotator.services.export_files import claim_free, write


def test_no_export_takes_away_the_claim_of_another(tmp_path):
    for number in range(40):
        folder = tmp_path / str(number)

        def export(_: int, folder=folder) -> str:
            path, unfinished = claim_free(folder, "x", ".jsonl")
            write(path, unfinished, [b"{}"])
            return path.name

        with ThreadPoolExecutor(8) as pool:
            names = list(pool.map(export, range(8)))
        assert sorted(names) == sorted(path.name for path in folder.iterdir())
        assert len(set(names)) == 8
