"""A draft of groups: which suggestions use the same words. A person decides what belongs together.

Each suggestion is a vector of its words and pairs of words, reduced to their stems and weighted by
how rare they are (TF-IDF; Spärck Jones 1972). Vectors are joined step by step by the mean of their
cosine distances (average linkage; Sokal and Michener 1958), and cut where the mean silhouette
(Rousseeuw 1987) is greatest. No step is random, and texts are sorted first, so the same suggestions
give the same groups in whatever order they come. See docs/decisions/0021.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]
    Labels = NDArray[np.int64]

# Words by which a group is told apart.
WORDS = 6
# At most a part for every so many suggestions, those that stay alone among them; of few
# suggestions, up to a few. So many cuts are tried at most.
_EACH, _FEW, _TRIALS = 4, 8, 100
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True)
class Draft:
    """A group that is proposed.

    Attributes
    ----------
    members : tuple of int
        Places of its suggestions in what was given.
    words : tuple of str
        Words by which they differ from the others, the weightiest first.
    """

    members: tuple[int, ...]
    words: tuple[str, ...]


def proposed(texts: Sequence[str], count: int | None = None) -> list[Draft]:
    """Groups of texts that use the same words, each of two at least; the largest first.

    Parameters
    ----------
    texts : sequence of str
    count : int, optional
        About how many groups are wished; by default as many as set them apart best.

    Returns
    -------
    list of Draft
        What is in none resembles nothing else enough.
    """
    order = sorted(range(len(texts)), key=lambda place: (texts[place], place))
    vectors, names = _vectors([texts[place] for place in order])
    if not names or len(order) < 2:
        return []
    labels = _labels(vectors, count)
    made = []
    for label in sorted(set(labels)):
        inside = labels == label
        members = tuple(sorted(order[n] for n in np.flatnonzero(inside)))
        made.append(Draft(members, _telling(vectors, inside, names)))
    made = [draft for draft in made if len(draft.members) > 1]
    first = {draft: min(texts[place] for place in draft.members) for draft in made}
    return sorted(made, key=lambda draft: (-len(draft.members), first[draft]))


def _vectors(texts: Sequence[str]) -> tuple[Any, list[str]]:
    """A sparse matrix with a row of unit length for each text, and what its columns stand for."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    if not any(_terms(text) for text in texts):
        return None, []
    made = TfidfVectorizer(analyzer=_terms)
    vectors = made.fit_transform(texts)
    spoken = _spoken(texts)
    return vectors, [spoken[term] for term in made.get_feature_names_out()]


def _labels(vectors: Any, count: int | None) -> Labels:
    """The group of each vector; what resembles nothing has one of its own."""
    from scipy.cluster.hierarchy import linkage
    from scipy.spatial.distance import squareform

    distances = _distances(vectors)
    tree = linkage(squareform(distances, checks=False), "average")
    # What shares no word is never joined.
    fewest = int((tree[:, 2] >= 1).sum()) + 1
    if count is None:
        tried = _tried(fewest, len(distances))
        chosen = max((_cut(tree, parts) for parts in tried), key=_apart(distances))
    else:
        standing, possible = _standing(tree), range(fewest, len(distances) + 1)
        chosen = _cut(tree, min(possible, key=lambda n: (abs(standing[n] - count), n)))
    return _without_strays(distances, chosen)


def _distances(vectors: Any) -> Matrix:
    """Cosine distances. Rounded, so that no processor's last digit decides between two."""
    made: Matrix = np.round(1 - (vectors @ vectors.T).toarray(), 9).clip(0, 1)
    np.fill_diagonal(made, 0)
    return made


def _tried(fewest: int, size: int) -> list[int]:
    """Into how many parts the tree is cut on trial; of very many numbers, some."""
    most = max(fewest, min(_FEW, size), size // _EACH)
    step = 1 + (most - fewest) // _TRIALS
    return list(range(fewest, most + 1, step))


def _cut(tree: Matrix, parts: int) -> Labels:
    """The part of each leaf, where a tree of linkage is cut into so many."""
    size = len(tree) + 1
    root = np.arange(2 * size - 1)
    for step in range(size - parts - 1, -1, -1):
        root[tree[step, :2].astype(int)] = root[size + step]
    return root[:size]


def _standing(tree: Matrix) -> dict[int, int]:
    """How many groups there are, by the number of parts that the tree is cut into."""
    size = len(tree) + 1
    stands, number = [False] * size, 0
    counts = {size: 0}
    for step, (one, two, height, members) in enumerate(tree):
        stands.append(_stands(int(members), height))
        number += stands[-1] - stands[int(one)] - stands[int(two)]
        counts[size - step - 1] = number
    return counts


def _stands(members: int, distance: float) -> bool:
    """Whether so many are a group: three are, and two that are more alike than not."""
    return members > 2 or (members == 2 and bool(distance < 0.5))


def _apart(distances: Matrix) -> Callable[[Labels], tuple[float, int]]:
    """The mean silhouette: how much nearer a text is to its own group than to the next."""
    from sklearn.metrics import silhouette_score

    def mean(labels: Labels) -> tuple[float, int]:
        parts = len(np.unique(labels))
        if not 1 < parts < len(labels):
            return (0.0, -parts)
        found = float(silhouette_score(distances, labels, metric="precomputed"))
        return (round(found, 9), -parts)

    return mean


def _without_strays(distances: Matrix, labels: Labels) -> Labels:
    """With a group of its own for each that is no nearer to its group than to another.

    Two that are not alike are no group either.
    """
    from sklearn.metrics import silhouette_samples

    made = labels.copy()
    if 1 < len(np.unique(labels)) < len(labels):
        strays = silhouette_samples(distances, labels, metric="precomputed") <= 0
        made[strays] = made.max() + 1 + np.arange(strays.sum())
    for label in np.unique(made):
        inside = np.flatnonzero(made == label)
        if len(inside) > 1 and not _stands(len(inside), distances[inside[0], inside[1]]):
            made[inside[1]] = made.max() + 1
    return made


def _telling(vectors: Any, inside: Any, names: Sequence[str]) -> tuple[str, ...]:
    """The terms of two texts or more that are weightier inside than outside, by how much."""
    own, others = vectors[inside], vectors[~inside]
    more = _mean(own) - _mean(others)
    shared = np.asarray((own > 0).sum(axis=0)).ravel() > 1
    ranked = sorted(np.flatnonzero(shared & (more > 0)), key=lambda n: (-more[n], n))
    return tuple(names[int(n)] for n in ranked[:WORDS])


def _mean(vectors: Any) -> Matrix:
    """The mean weight of each term, rounded as distances are."""
    return np.round(np.asarray(vectors.sum(axis=0)).ravel() / max(1, vectors.shape[0]), 9)


def _terms(text: str) -> list[str]:
    """Stems of a text's words, and of each two that follow one another."""
    stems = [stem for stem, _ in _stemmed(text)]
    return [*stems, *(f"{one} {two}" for one, two in pairwise(stems))]


def _spoken(texts: Sequence[str]) -> dict[str, str]:
    """How each term is written most often."""
    seen: dict[str, Counter[str]] = {}
    for text in texts:
        pairs = _stemmed(text)
        for stem, word in pairs:
            seen.setdefault(stem, Counter())[word] += 1
        for (one, first), (two, second) in pairwise(pairs):
            seen.setdefault(f"{one} {two}", Counter())[f"{first} {second}"] += 1
    return {
        term: min(counts, key=lambda word: (-counts[word], word)) for term, counts in seen.items()
    }


def _stemmed(text: str) -> list[tuple[str, str]]:
    """The stems of a text's words, with the words; without those that say nothing alone."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    words = [word for word in _WORD.findall(text.lower()) if word not in ENGLISH_STOP_WORDS]
    return list(zip(_stemmer().stemWords(words), words, strict=True))


@cache
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("english")
