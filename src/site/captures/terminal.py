"""What a terminal shows of a command's output, and a picture of it."""

import re
from html import escape

PARTS = re.compile(r"\x1b\[([0-9;?]*)([A-Za-z])|(.)", re.DOTALL)
CLASSES = {"1": "b", "2": "f", "31": "r", "32": "g", "33": "y", "34": "u", "35": "m", "36": "c"}
CHARACTER, LINE, EDGE = 8.4, 20, 18


def screen(text, columns):
    """The lines, each a list of (character, class), after carriage returns, erased lines and wrapping."""
    lines, column, style = [[]], 0, ""
    for found in PARTS.finditer(text):
        codes, command, character = found.groups()
        if command == "m":
            for code in codes.split(";"):
                style = CLASSES.get(code, "")
        elif command == "K":
            del lines[-1][column:]
        elif command is not None:
            if command not in "hl":
                raise ValueError(f"the terminal does not know {found.group()!r}")
        elif character == "\r":
            column = 0
        elif character == "\n":
            lines.append([])
            column = 0
        else:
            if column == columns:
                lines.append([])
                column = 0
            line = lines[-1]
            line[column:column + 1] = [(character, style)]
            column += 1
    while lines and not lines[-1]:
        lines.pop()
    return lines


def svg(lines, title):
    """An SVG with a text element for each run of one style: they stand in columns with any font."""
    columns = max(len(line) for line in lines)
    width = round(columns * CHARACTER + 2 * EDGE)
    height = len(lines) * LINE + 2 * EDGE - 4
    rows = []
    for number, line in enumerate(lines):
        y = EDGE + 12 + number * LINE
        for start, text, style in runs(line):
            kind = f' class="{style}"' if style else ""
            rows.append(
                f'<text x="{EDGE + start * CHARACTER:.1f}" y="{y}" textLength="{len(text) * CHARACTER:.1f}"{kind}>'
                f"{escape(text, quote=False)}</text>")
    return HEAD.format(width=width, height=height, title=escape(title)) + "\n".join(rows) + "\n</svg>\n"


def runs(line):
    """(column, text, class) of what is not blank."""
    text = "".join(character for character, _ in line)
    start = 0
    while start < len(line):
        end = start
        while end < len(line) and line[end][1] == line[start][1]:
            end += 1
        for word in re.finditer(r"\S+(?: \S+)*", text[start:end]):
            yield start + word.start(), word.group(), line[start][1]
        start = end


HEAD = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">
<title>{title}</title>
<style>
text {{ font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; fill: #d8dee9; }}
.b {{ font-weight: bold; fill: #fff; }}
.f {{ fill: #98a2b3; }}
.r {{ fill: #ff8a80; }}
.g {{ fill: #9ccc83; }}
.y {{ fill: #e8c46e; }}
.u {{ fill: #82b1ff; }}
.m {{ fill: #d7a3e0; }}
.c {{ fill: #7fd1d8; }}
</style>
<rect width="100%" height="100%" rx="8" fill="#1d232e"/>
"""
