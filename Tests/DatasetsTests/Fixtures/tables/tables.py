"""Writes two small tables, and what pandas and scikit-learn make of them, beside this file.

python3 -m venv venv && venv/bin/pip install pandas scikit-learn && venv/bin/python tables.py
"""

import json
import math
import pathlib

import numpy
import pandas
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, StandardScaler

here = pathlib.Path(__file__).parent
random = numpy.random.default_rng(7)


def table(rows, name):
    """Numbers of several sizes, a constant, categories with quotes and separators, missing cells, and two targets."""
    islands = ["Biscoe", "Dream, north", 'the "small" one', "Ærø"]
    with open(here / name, "w", encoding="utf-8", newline="") as file:
        file.write("mass,length,constant,code,island,sex,y,kind\r\n")
        for row in range(rows):
            mass = "" if random.random() < 0.15 else repr(float(random.normal(4000, 800)))
            length = "" if random.random() < 0.1 else f"{random.normal(0, 1e-3):.6e}"
            island = islands[random.integers(4)] if row >= 4 else islands[row]
            cell = '"' + island.replace('"', '""') + '"' if any(c in island for c in ',"') else island
            sex = "" if random.random() < 0.2 else ["female", "male"][random.integers(2)]
            code = int([1, 2, 10][random.integers(3)])
            kind = ["b", "a", "c"][row % 3]
            file.write(f"{mass},{length},0.5,{code},{cell},{sex},{random.normal():.5f},{kind}\r\n")


def steps(numbers, scaler, indicator=False):
    numeric = make_pipeline(SimpleImputer(strategy=numbers), scaler)
    words = make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder(sparse_output=False))
    return ColumnTransformer(
        [(name, numeric, [name]) for name in ["mass", "length", "constant"]]
        + [("code", OneHotEncoder(sparse_output=False), ["code"])]
        + [("island", OneHotEncoder(sparse_output=False), ["island"]), ("sex", words, ["sex"])]
    )


def philox(key, counter):
    """Philox 4x32-10, written from the paper."""
    mask = 0xFFFFFFFF
    k, c = list(key), list(counter)
    for _ in range(10):
        a, b = c[0] * 0xD2511F53, c[2] * 0xCD9E8D57
        c = [(b >> 32) ^ c[1] ^ k[0], b & mask, (a >> 32) ^ c[3] ^ k[1], a & mask]
        k = [(k[0] + 0x9E3779B9) & mask, (k[1] + 0xBB67AE85) & mask]
    return c


def permutation(count, seed, layer):
    order = list(range(count))
    for index in range(count - 1, 0, -1):
        bound, attempt, chosen = index + 1, 0, None
        while chosen is None:
            words = philox((seed & 0xFFFFFFFF, seed >> 32), (index, attempt, 0, 5 << 16 | layer))
            fitting = [w * bound >> 32 for w in words if (w * bound & 0xFFFFFFFF) >= 2**32 % bound]
            chosen = fitting[0] if fitting else None
            attempt += 1
        order[index], order[chosen] = order[chosen], order[index]
    return order


def split(count, seed, test, validation):
    order = permutation(count, seed, 0)
    tests, validations = math.ceil(count * test), math.ceil(count * validation)
    return [order[tests + validations :], sorted(order[tests : tests + validations]), sorted(order[:tests])]


table(60, "train.csv")
table(25, "test.csv")
train, test = (
    pandas.read_csv(here / name, keep_default_na=False, na_values=[""], dtype={"island": str, "sex": str})
    for name in ["train.csv", "test.csv"]
)
cases = []
for name, numbers, scaler in [
    ("standard", "median", StandardScaler()),
    ("min_max", "mean", MinMaxScaler()),
    ("none", "most_frequent", "passthrough"),
]:
    fitted = steps(numbers, scaler).fit(train)
    parts = [fitted.transform(part).astype(numpy.float32) for part in (train, test)]
    cases.append({"scaling": name, "missing": numbers} | {
        part: [float(value) for value in values.flatten()] for part, values in zip(("train", "test"), parts)
    })
splits = [
    {"count": count, "seed": seed, "test": tests, "validation": validations, "rows": split(count, seed, tests, validations)}
    for count, seed, tests, validations in [(10, 0, 0.2, 0.1), (37, 1, 0.25, 0.0), (101, 2**40 + 3, 0.1, 0.15)]
]
(here / "expected.json").write_text(json.dumps({"cases": cases, "splits": splits}) + "\n")
