"""Tables and plots of what semantic_study printed."""
import json

STREAMS = ["re-uploads", "edited drafts", "different essays"]
COLOURS = {"cosine": "#1f6fb4", "inner": "#2a9d5c", "euclidean": "#c23b22"}
WIDTH, HEIGHT, MARGIN = 640, 360, 55


def read(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def percent(part, whole):
    return f"{100 * part / whole:.2f} %" if whole else "–"


def _row(stream, rule, requests, hits, wrong, interval, note):
    return f"| {stream} | {rule} | {percent(hits, requests)} | {percent(wrong, hits)} | {interval} | {note} |"


def _threshold_rows(row):
    """A threshold on the metric's scale for each of some hit rates."""
    for share in (0.1, 0.25, 0.5, 0.75):
        similarity, hits, wrong = min(row["points"], key=lambda p: abs(p[1] - share * row["requests"]))
        yield _row(row["stream"], f"{row['metric']} ≥ {similarity:.4g}", row["requests"], hits, wrong, "", "")


def table(rows):
    """Markdown: for each stream and rule how many were answered, how many of those wrong, with 95 % bounds."""
    lines = ["| stream | rule | answered | wrong of those | 95 % bounds | |", "|---|---|---|---|---|---|"]
    for stream in STREAMS:
        for row in (row for row in rows if row["stream"] == stream):
            if row["rule"] == "threshold":
                lines += _threshold_rows(row)
                continue
            name = row["rule"] + (f", {row['metric']}" if row["metric"] else "")
            interval = f"{100 * row['lower']:.2f} to {100 * row['upper']:.2f} %" if row["hits"] else ""
            note = "switched itself off" if row.get("off") else ""
            lines.append(_row(stream, name, row["requests"], row["hits"], row["wrong"], interval, note))
    return "\n".join(lines)


def _line(points, colour, most):
    width, height = WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN
    drawn = " ".join(f"{MARGIN + width * x:.1f},{HEIGHT - MARGIN - height * min(y, most) / most:.1f}" for x, y in points)
    return f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{drawn}"/>'


def plot(rows, stream, title):
    """SVG: the wrong share of the answers by the share of requests that a threshold answers, a line a metric."""
    curves = {row["metric"]: [(hits / row["requests"], wrong / hits) for _, hits, wrong in row["points"]]
              for row in rows if row["stream"] == stream and row["rule"] == "threshold"}
    most = max([0.05] + [y for points in curves.values() for _, y in points])
    svg = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" font-family="sans-serif" '
           'font-size="13">', '<rect width="100%" height="100%" fill="white"/>',
           f'<text x="{MARGIN}" y="25">{title}</text>',
           f'<path d="M{MARGIN} {MARGIN}V{HEIGHT - MARGIN}H{WIDTH - MARGIN}" fill="none" stroke="black"/>',
           f'<text x="5" y="{MARGIN + 5}">{100 * most:.0f} %</text><text x="5" y="45">wrong</text>',
           f'<text x="{MARGIN}" y="{HEIGHT - 20}">0</text>'
           f'<text x="{WIDTH - 190}" y="{HEIGHT - 20}">100 % of requests answered</text>']
    svg.append(_line([(0, 0.02), (1, 0.02)], "#999999", most))
    svg.append(f'<text x="{WIDTH - 120}" y="{HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * 0.02 / most - 4:.0f}" '
               'fill="#777777">2 %</text>')
    for place, (metric, points) in enumerate(curves.items()):
        svg.append(_line(points, COLOURS[metric], most))
        svg.append(f'<text x="{MARGIN + 15}" y="{MARGIN + 15 + 18 * place}" fill="{COLOURS[metric]}">{metric}</text>')
    return "\n".join(svg + ["</svg>", ""])
