"""What many ranks would do: a latency-bandwidth model fed with measured message counts and sizes. Weak scaling: unknowns per rank stay.

Time of one iteration on P ranks:

    t(P) = t_work + m(P) latency + b(P) / bandwidth + r ceil(log2 P) reduction + t_bottom(P)

t_work: measured on two ranks. m, b: point-to-point messages and bytes sent per rank and iteration; measured with one neighbour, so m grows
with the number of neighbours and b with the length of a part's border. r: reductions per iteration, measured. t_bottom: the bottom of the
multigrid is one problem for all ranks; its two triangular solves read its factor once each, at the bandwidth of one core, however many
ranks there are (what the measured work holds of that already is taken off), and the direct solver's own messages are counted apart.
"""

import dataclasses
import math


@dataclasses.dataclass(frozen=True)
class Constants:
    """Of an assumed cluster; every one is an assumption, none is measured."""

    latency: float = 2e-6  # [s] per message between nodes, MPI over InfiniBand or alike
    reduction: float = 3e-6  # [s] per step of a tree reduction
    bandwidth: float = 25e9 / 64  # [B/s] per rank: 200 Gbit/s of a node shared by 64 ranks that all send at once
    core_bandwidth: float = 5e9  # [B/s] with which one core reads a factor while its neighbours do the same
    factor_entries: float = 10.0  # entries of the factor per unknown and doubling of the unknowns: nested dissection of a plate
    largest_bottom: float = 100000.0  # unknowns above which the plan is coarsened once more before the bottom


@dataclasses.dataclass(frozen=True)
class Measured:
    """Per iteration and rank, of a run on two ranks."""

    cells: int
    dofs: int
    seconds: float
    has_set_up: bool  # a share of the set-up is part of the seconds: the solve alone is not known
    messages: float
    bytes: float
    reductions: float
    direct_messages: float  # of the direct solver at the bottom
    direct_reductions: float  # its reductions and broadcasts
    plan_levels: int
    bottom_unknowns: float


def from_row(row):
    """The measured side of the model from a row of the section `messages` on two ranks."""
    per = row["per_iteration"]

    def calls(language, *kinds):
        return sum(per[language][kind]["calls"]["largest"] for kind in kinds)

    iterations = row["iterations"][1]
    has_set_up = row["solve_seconds"] is None
    seconds = row["set_up_and_solve_seconds"] if has_set_up else row["solve_seconds"]
    multigrid = row["multigrid"] or {}
    return Measured(
        row["cells"], row["dofs"], seconds / iterations, has_set_up,
        calls("c", "point_to_point"), per["c"]["point_to_point"]["bytes"]["largest"],
        calls("c", "reduction", "broadcast", "gather", "all_to_all", "barrier"), calls("fortran", "point_to_point"),
        calls("fortran", "reduction", "broadcast", "barrier"), multigrid.get("plan_levels") or 1, multigrid.get("bottom_unknowns") or 0,
    )


def neighbours(ranks):
    """Of an inner part when square parts tile the plan."""
    side = math.sqrt(ranks)
    return 1 if ranks <= 2 else 3 if side <= 2 else 8


def border(ranks):
    """Length of a part's border over that of the cut between two halves of the plan: halves meet in n cells, squares of the same number of
    cells have sides of n / sqrt(2)."""
    sides = {1: 1.0, 3: 2.0, 8: 4.0}[neighbours(ranks)]
    return 1.0 if ranks <= 2 else sides / math.sqrt(2)


def seconds_at_bottom(unknowns, constants):
    """Both triangular solves."""
    return 2 * 8 * constants.factor_entries * unknowns * math.log2(max(unknowns, 2)) / constants.core_bandwidth


def predict(measured, ranks, constants=Constants()):
    """Seconds of one iteration by term, the unknowns, and the efficiency against two ranks."""
    grown = measured.bottom_unknowns * ranks / 2
    bottom = min(grown, max(constants.largest_bottom, measured.bottom_unknowns))
    added_levels = math.ceil(math.log(grown / bottom, 4)) if grown > bottom > 0 else 0
    steps = math.ceil(math.log2(ranks))
    messages = measured.messages * neighbours(ranks) * (1 + added_levels / measured.plan_levels)
    growth = max(0.0, seconds_at_bottom(bottom, constants) - seconds_at_bottom(measured.bottom_unknowns, constants))
    terms = {
        "work": measured.seconds,
        "latency of messages": messages * constants.latency,
        "bytes of messages": measured.bytes * border(ranks) / constants.bandwidth,
        "reductions": measured.reductions * steps * constants.reduction,
        "larger bottom: triangular solves": growth,
        "bottom: messages": measured.direct_messages * constants.latency + measured.direct_reductions * steps * constants.reduction,
    }
    return {
        "ranks": ranks, "dofs": measured.dofs * ranks / 2, "bottom_unknowns": bottom, "added_levels": added_levels, "terms": terms,
        "seconds": sum(terms.values()),
    }


def efficiency(measured, ranks, constants=Constants()):
    return predict(measured, 2, constants)["seconds"] / predict(measured, ranks, constants)["seconds"]


def find_end(measured, constants=Constants(), share=0.5):
    """Fewest ranks (a power of two) whose efficiency falls below `share`, and the term that costs most beside the work; None up to 2^24."""
    for exponent in range(2, 25):
        ranks = 2**exponent
        if efficiency(measured, ranks, constants) < share:
            terms = dict(predict(measured, ranks, constants)["terms"])
            del terms["work"]
            return ranks, max(terms, key=terms.get)
    return None
