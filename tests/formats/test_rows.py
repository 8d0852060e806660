"""The export of many rows: inert for spreadsheets, literal for programs, hardly dearer than the csv module."""

import csv
import io
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.formats.rows import csv_chunks, neutral

cells = st.none() | st.integers() | st.text(st.characters(codec="utf-8", exclude_characters="\0"))


def read_back(chunks: Iterator[bytes]) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(chunks).decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_a_text_that_would_run_as_a_formula_is_made_inert(start: str) -> None:
    assert neutral(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("value", [-1, -2.5, 0, None, "a=b", "", "3", "'x"])
def test_numbers_and_harmless_texts_stay_as_they_are(value: object) -> None:
    assert neutral(value) is value


@given(st.lists(st.tuples(cells, cells)))
def test_every_row_comes_back_with_no_more_than_an_apostrophe_added(rows: list[tuple[object, object]]) -> None:
    expected = [["" if cell is None else str(neutral(cell)) for cell in row] for row in rows]
    assert read_back(csv_chunks(["a", "b"], rows)) == [["a", "b"], *expected]


def test_rows_are_written_as_they_come_and_not_held_back() -> None:
    taken = 0

    def rows() -> Iterator[tuple[int, str]]:
        nonlocal taken
        for number in range(10_000):
            taken += 1
            yield number, "x"

    next(csv_chunks(["a", "b"], rows()))
    assert taken < 1_000


@pytest.mark.slow
def test_the_export_costs_at_most_half_more_than_the_csv_module() -> None:
    rows = [(f"T{n:04d}", "委員", "importance", n % 5 + 1, "high", "理由" * 20) for n in range(20_000)]

    def plainly() -> None:
        buffer = io.StringIO()
        csv.writer(buffer).writerows(rows)
        buffer.getvalue().encode()

    def exported() -> None:
        for _ in csv_chunks(["a"] * 6, rows):
            pass

    def fastest(work: object) -> float:
        times = []
        for _ in range(7):
            start = time.process_time()
            work()  # type: ignore[operator]
            times.append(time.process_time() - start)
        return min(times)

    assert fastest(exported) <= 1.5 * fastest(plainly)
