"""Writes proposals.json: what a tree-structured Parzen estimator proposes after some results.

Written from Bergstra et al. (2011), section 4, and Optuna's documented defaults for univariate TPE (prior weight 1, magic clip, no
endpoints, 24 candidates, the best 10 %), with Python's own erf and exp. Random numbers are Philox 4x32-10's, as the program's.

    python make_proposals.py > proposals.json
"""

import json
import math
import random


def philox(seed, counter):
    mask, key, c = 0xFFFFFFFF, [seed & 0xFFFFFFFF, seed >> 32], list(counter)
    for _ in range(10):
        a, b = c[0] * 0xD2511F53, c[2] * 0xCD9E8D57
        c = [(b >> 32) ^ c[1] ^ key[0], b & mask, (a >> 32) ^ c[3] ^ key[1], a & mask]
        key = [(key[0] + 0x9E3779B9) & mask, (key[1] + 0xBB67AE85) & mask]
    return c


def uniforms(seed, trial, key, candidate):
    w = philox(seed, [candidate, 0, trial, 6 << 16 | key])
    return ((w[0] << 32 | w[1]) >> 11) / 2**53, ((w[2] << 32 | w[3]) >> 11) / 2**53


def cdf(z):
    return 0.5 * (1 + math.erf(z / math.sqrt(2)))


class Normal:
    def __init__(self, mean, sd):
        self.mean, self.sd = mean, sd
        self.low, self.high = cdf(-mean / sd), cdf((1 - mean) / sd)

    def density(self, x):
        z = (x - self.mean) / self.sd
        return math.exp(-z * z / 2) / math.sqrt(2 * math.pi) / self.sd / (self.high - self.low)

    def quantile(self, p):
        low, high = 0.0, 1.0
        for _ in range(60):
            middle = (low + high) / 2
            below = (cdf((middle - self.mean) / self.sd) - self.low) / (self.high - self.low) < p
            low, high = (middle, high) if below else (low, middle)
        return low


class Categorical:
    def __init__(self, probabilities):
        self.p = probabilities

    def density(self, x):
        return self.p[x]

    def quantile(self, p):
        return pick(self.p, p)


def pick(probabilities, p):
    total = 0
    for index, q in enumerate(probabilities):
        total += q
        if p < total:
            return index
    return len(probabilities) - 1


class Mixture:
    def __init__(self, values, choices):
        n = len(values)
        weights = [1.0] * n
        for index in range(n - 25):
            weights[index] = 1 / n if n == 26 else 1 / n + (1 - 1 / n) * index / (n - 26)
        weights.append(1.0)
        self.weights = [w / sum(weights) for w in weights]
        self.kernels = self.categorical(values, choices) if choices else self.normal(values)

    @staticmethod
    def categorical(values, choices):
        prior = 1 / (len(values) + 1)
        rows = []
        for value in values:
            row = [prior] * choices
            row[min(int(value * choices), choices - 1)] += 1
            rows.append([p / sum(row) for p in row])
        return [Categorical(row) for row in rows + [[1 / choices] * choices]]

    @staticmethod
    def normal(values):
        means = values + [0.5]
        order = sorted(range(len(means)), key=lambda index: means[index])
        kernels = []
        for index in range(len(values)):
            place = order.index(index)
            gaps = [abs(means[index] - means[order[other]]) for other in (place - 1, place + 1) if 0 <= other < len(order)]
            sd = max(gaps)
            kernels.append(Normal(means[index], min(1, max(sd, 1 / min(100, 1 + len(means))))))
        return kernels + [Normal(0.5, 1)]

    def density(self, x):
        return sum(w * k.density(x) for w, k in zip(self.weights, self.kernels))

    def sample(self, u, v):
        return self.kernels[pick(self.weights, u)].quantile(v)


def applies(case, key, fractions):
    """The last key of a conditional case has a value only where the first one's fraction is below a half."""
    return not (case["conditional"] and key == len(fractions) - 1) or fractions[0] < 0.5


def propose(case, trial):
    trials = case["trials"]
    scored = sorted((t["score"], -i) for i, t in enumerate(trials) if t["score"] is not None)[::-1]
    count = max(1, min(math.ceil(case["gamma"] * len(trials)), 25))
    best = {-i for _, i in scored[:count]}
    proposal = []
    for key, choices in enumerate(case["choices"]):
        known = [i for i, t in enumerate(trials) if applies(case, key, t["fractions"])]
        l = Mixture([trials[i]["fractions"][key] for i in known if i in best], choices)
        g = Mixture([trials[i]["fractions"][key] for i in known if i not in best], choices)
        values = [l.sample(*uniforms(case["seed"], trial, key, c)) for c in range(case["candidates"])]
        x = max(values, key=lambda x: l.density(x) / g.density(x))
        proposal.append((x + 0.5) / choices if choices else x)
    return proposal


def case(seed, count, choices, ties=False, lost=0, gamma=0.1, candidates=24, conditional=False):
    r = random.Random(seed)
    trials = []
    for index in range(count):
        fractions = [r.random() for _ in choices]
        score = -sum((f - 0.3) ** 2 for f in fractions)
        score = round(score, 1) if ties else score
        trials.append({"fractions": fractions, "score": None if index % 7 < lost else score})
    case = {"seed": seed, "choices": choices, "gamma": gamma, "candidates": candidates, "trials": trials}
    case["conditional"] = conditional
    case["proposals"] = [propose(case, trial) for trial in range(count, count + 4)]
    return case


print(
    json.dumps(
        [
            case(1, 10, [None, None, 4]),
            case(2, 26, [None, 3], ties=True),
            case(3, 60, [None, None, 2, 7], lost=2),
            case(4, 300, [None], gamma=0.2),
            case(2**63 + 5, 14, [5], ties=True, candidates=5),
            case(6, 7, [None, 2], lost=7),
            case(7, 40, [2, None, None], conditional=True),
            case(8, 3, [2, 3], conditional=True),
        ]
    )
)
