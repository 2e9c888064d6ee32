"""Makes the files of this folder that are not plain text, and the larger of those that are.

    python3 make.py        (needs openpyxl 3.1, xlwt 1.3, pandas and pyreadstat 1.3)

Everything in them is synthetic.
"""
import io, os, struct, zipfile
import numpy as np, pandas as pd, pyreadstat
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

os.chdir(os.path.dirname(os.path.abspath(__file__)))
rng = np.random.default_rng(20261122)
N = 40
trait = rng.normal(size=N)
item = lambda: np.clip(np.round(3 + trait + rng.normal(size=N) * 0.8), 1, 5).astype(int)
X = {f"x{j}": item() for j in (1, 2, 3)}
ROWS = [[int(X[c][i]) for c in X] for i in range(N)]
FA = str.maketrans("0123456789.-", "۰۱۲۳۴۵۶۷۸۹٫-")
AR = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")

def text(name, body, encoding="utf-8"):
    with open(name, "wb") as f:
        f.write(body.encode(encoding) if isinstance(body, str) else body)

def rows(rows=ROWS, sep=",", end="\n", fmt=str):
    return end.join(sep.join(fmt(v) for v in row) for row in rows) + end

H = "x1,x2,x3\n"
# --- text
text("spaces.csv", " \n\t\n   \n")
text("bom.csv", "\ufeff" + H + rows())
text("utf16le.txt", "\ufeff" + "x1\tx2\tx3\n" + rows(sep="\t"), "utf-16-le")
text("utf16be.csv", "\ufeff" + H + rows(), "utf-16-be")
text("cp1256.csv", "رضايت,x1,x2,x3\n" + rows([["راضي"] + r for r in ROWS]), "cp1256")
text("duplicate-headings.csv", "x1,x2,x3,x1\n" + rows([r + [9] for r in ROWS]))
text("blank-headings.csv", "x1,,x2,x3\n" + rows([[r[0], 7, r[1], r[2]] for r in ROWS]))
text("mixed-delimiters.csv", "x1;x2;x3;note\n" + rows([r + ['"a, b, c"'] for r in ROWS], sep=";"))
text("mixed-rows.csv", "x1;x2;x3\n" + rows(ROWS[:20], sep=";") + rows(ROWS[20:]))
text("open-quote.csv", 'x1,x2,x3,note\n' + rows([r + ["fine"] for r in ROWS[:10]]) + '3,4,5,"never closed\n' + rows([r + ["fine"] for r in ROWS[10:]]))
text("bare-cr.csv", "x1,x2,x3\r" + rows(end="\r"))
text("nul-bytes.csv", (H + rows()).encode() + b"1,\x00,3\n")
text("question-marks.csv", "????,x1,x2,x3\n" + rows([["????"] + r for r in ROWS]))
text("jalali.csv", "تاریخ ثبت,زمان پایان,x1,x2,x3\n" + rows([[f"۱۴۰۳/۰۲/{d%28+1:02d} ۱۳:۴۵".translate(FA), f"۱۴۰۳/۰۲/{d%28+1:02d} ۱۳:۵۵".translate(FA)] + r for d, r in enumerate(ROWS)]))
text("dates-as-answers.csv", "x1,x2,x3\n" + rows([["2024-05-%02d" % (i % 28 + 1), r[1], r[2]] for i, r in enumerate(ROWS)]))
text("excel-dates-for-ranges.csv", "x1,x2,x3\n" + rows([["02-Mar" if i % 2 else "05-Jan", r[1], r[2]] for i, r in enumerate(ROWS)]))
text("percent.csv", H + rows(fmt=lambda v: f"{v}0%"))
text("decimal-comma.csv", "x1;x2;x3\n" + rows(sep=";", fmt=lambda v: f"{v},5"))
text("persian-digits.csv", "x۱,x۲,x۳\n" + rows(fmt=lambda v: f"{v}".translate(FA)))
text("arabic-digits.csv", H + rows(fmt=lambda v: f"{v}٫٥".translate(AR)))
text("minus-after.csv", H + rows(fmt=lambda v: f"{v}٫۲۵-".translate(FA)))
text("formula-headings.csv", '"=cmd|\' /C calc\'!A0",x1,x2,x3\n' + rows([["+1+1"] + r for r in ROWS]))
text("infinite.csv", H + rows(ROWS[:-1]) + "1e400,2,3\n")
text("nan-text.csv", H + rows(ROWS[:-2]) + "NaN,2,3\nnan,1,2\n")
text("inf-text.csv", H + rows(ROWS[:-1]) + "inf,2,3\n")
text("enormous.csv", H + rows([[r[0] * 1e200, r[1], r[2]] for r in ROWS]))
text("big.csv", H + rows([[r[0] * 1e15, r[1], r[2]] for r in ROWS]))
text("constant.csv", H + rows([[3, r[1], r[2]] for r in ROWS]))
text("blank-column.csv", H + rows([["", r[1], r[2]] for r in ROWS]))
text("one-row.csv", H + "1,2,3\n")
text("two-rows.csv", H + "1,2,3\n2,3,5\n")
text("one-column.csv", "x1\n" + rows([[r[0]] for r in ROWS]))
text("numbers-only.csv", rows())
text("long-row.csv", H + rows(ROWS[:5]) + "1,2,3,4\n" + rows(ROWS[5:]))
text("trailing-commas.csv", "x1,x2,x3,,\n" + rows([r + ["", ""] for r in ROWS]))
text("words-among-numbers.csv", H + rows(ROWS[:5]) + "five,2,3\n" + rows(ROWS[5:]))
text("ambiguous-words.csv", H + rows([[["ضعیف", "خوب", "عالی"][i % 3], r[1], r[2]] for i, r in enumerate(ROWS)]))
text("missing-codes.csv", H + rows(ROWS[:-3]) + "-99,2,3\n4,-99,3\n-99,2,1\n")
text("xml.xls", '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>')
text("report.pdf.csv", b"%PDF-1.7\n%\xe2\xe3\n")
text("portable.por", "ASCII SPSS PORT FILE" + " " * 200)
text("picture.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
text("repeated-headings.csv", H + rows(ROWS[:20]) + H + rows(ROWS[20:]))
text("totals.csv", "ردیف,x1,x2,x3\n" + rows([[i + 1] + r for i, r in enumerate(ROWS)]) + "میانگین," + ",".join(f"{np.mean(X[c]):.2f}" for c in X) + "\nانحراف معیار,1,1,1\nکل," + ",".join(str(int(np.sum(X[c]))) for c in X) + "\n")
text("collinear.csv", H + rows([[r[0], r[1], r[0] + r[1]] for r in ROWS]))
# --- codebooks, for bom.csv
text("codebook-clash.csv", "name,heading\na,x1\nb,x1\n")
text("codebook-twice.csv", "name\nx1\nx1\n")
text("codebook-taken.csv", "name,heading\nx2,x1\n")
text("codebook-range.csv", "name,minimum,maximum\nx1,5,1\n")
text("codebook-narrow.csv", "name,minimum,maximum\nx1,1,2\n")
text("codebook-labels.csv", "name,value labels\nx1,1=low; 2\n")
text("codebook-nameless.csv", "wording,minimum\nI trust it,1\n")
text("codebook-reversed.csv", "name,reversed\nx1,yes\n")
# --- matrices
text("asymmetric.txt", "x1 x2 x3\n1 .5 .4\n.6 1 .3\n.4 .3 1\n")
text("indefinite.txt", "x1 x2 x3\n1\n.9 1\n.9 -.9 1\n")
text("wrong-diagonal.txt", "x1 x2 x3\n1 .5 .4\n.5 -2 .3\n.4 .3 1\n")
text("beyond-one.txt", "x1 x2 x3\n1\n1.2 1\n.4 .3 1\n")
text("short-matrix.txt", "x1 x2 x3\n1\n.5 1\n")
text("nameless-matrix.txt", "1 .5\n.5 1\n")

# --- workbooks
def book(name, fill, **more):
    b = Workbook(); fill(b, b.active); b.save(name)
def table(ws, top=1, left=1, head=("x1", "x2", "x3"), body=ROWS):
    for j, h in enumerate(head): ws.cell(top, left + j, h)
    for i, r in enumerate(body):
        for j, v in enumerate(r): ws.cell(top + 1 + i, left + j, v)

def formulas(b, ws):
    table(ws)
    for i in range(2, 8): ws.cell(i, 1, f"=B{i}+1")
book("formulas.xlsx", formulas)
def merged(b, ws):
    ws["A1"] = "نتایج پرسشنامه"; ws.merge_cells("A1:D1")
    ws["A2"] = "ردیف"; ws.merge_cells("A2:A3"); ws["B2"] = "سازه"; ws.merge_cells("B2:D2")
    table(ws, 3, 2)
    for i in range(N): ws.cell(4 + i, 1, i + 1)
    ws.merge_cells("B10:B12")
book("merged.xlsx", merged)
def hidden(b, ws):
    ws.title = "hidden"; table(ws, head=("y1", "y2", "y3")); ws.sheet_state = "hidden"
    table(b.create_sheet("answers"))
book("hidden-sheet.xlsx", hidden)
def several(b, ws):
    ws.title = "wave 1"; table(ws); table(b.create_sheet("wave 2"))
book("several-sheets.xlsx", several)
book("empty.xlsx", lambda b, ws: None)
def far(b, ws):
    table(ws); ws.cell(1048576, 16384, " ")
book("far-cell.xlsx", far)
def dimension(b, ws): table(ws)
book("bomb.xlsx", dimension)
with zipfile.ZipFile("bomb.xlsx") as z: parts = {n: z.read(n) for n in z.namelist()}
sheet = parts["xl/worksheets/sheet1.xml"].decode()
import re
parts["xl/worksheets/sheet1.xml"] = re.sub(r'<dimension ref="[^"]*"', '<dimension ref="A1:XFD1048576"', sheet).encode()
with zipfile.ZipFile("bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as z:
    for n, d in parts.items(): z.writestr(n, d)
good = io.BytesIO(); b = Workbook(); table(b.active); b.save(good); good = good.getvalue()
text("xlsx-named-xls.xls", good)
text("truncated.xlsx", good[: len(good) // 2])
text("workbook-named.csv", good)
text("archive.xlsx", (lambda s: (zipfile.ZipFile(s, "w").writestr("readme.txt", "no workbook"), s.getvalue())[1])(io.BytesIO()))
def error_cells(b, ws):
    table(ws); ws["A3"] = "#N/A"; ws["A3"].data_type = "e"
book("error-cells.xlsx", error_cells)
def real_dates(b, ws):
    import datetime
    table(ws)
    for i in range(2, 42): ws.cell(i, 1, datetime.date(2024, 5, (i % 28) + 1))
book("real-dates.xlsx", real_dates)

# --- statistics programs
df = pd.DataFrame({**{k: v.astype(float) for k, v in X.items()}, "گروه": ["الف", "ب"] * (N // 2), "born": pd.to_datetime(["1990-02-03"] * N), "note": ["یادداشت " * 40] * N})
df.loc[3, "x1"] = 99.0; df.loc[4, "x1"] = 98.0; df.loc[5, "x2"] = -1.0; df.loc[6, "x3"] = np.nan; df.loc[7, "گروه"] = "ج"
sav = dict(column_labels=["به این شرکت اعتماد دارم", "I trust it", "", "", "", ""],
           variable_value_labels={"x1": {1: "کاملاً مخالفم", 5: "کاملاً موافقم", 99: "بی‌پاسخ"}},
           missing_ranges={"x1": [{"lo": 97, "hi": 99}], "x2": [-1], "گروه": ["ج"]},
           variable_measure={"x1": "ordinal", "x2": "scale"})
pyreadstat.write_sav(df, "plain.sav", **sav)
pyreadstat.write_sav(df, "packed.sav", row_compress=True, **sav)
pyreadstat.write_sav(df, "deflated.zsav", compress=True, **sav)
body = open("packed.sav", "rb").read()
text("truncated.sav", body[:-200]); text("stub.sav", body[:300])
plain = bytearray(open("plain.sav", "rb").read()); plain[76:80] = struct.pack("<i", 2); text("weighted.sav", bytes(plain))
z = bytearray(open("deflated.zsav", "rb").read()); z[-120] ^= 255; text("damaged.zsav", bytes(z))

def old_sav(name):
    """As SPSS for big-endian machines wrote it: code page 1256, no encoding record, bytes compressed."""
    p = lambda f, *v: struct.pack(">" + f, *v)
    fa = lambda s: s.encode("cp1256")
    out = b"$FL2" + b"@(#) SPSS DATA FILE".ljust(60) + p("iiiii", 2, 3, 1, 0, -1) + p("d", 100.0) + b"01 Jan 99" + b"00:00:00" + b"old".ljust(64) + b"\0" * 3
    labels = [fa("اعتماد به شرکت"), b"", fa("وفاداري")]
    for j, l in enumerate(labels):
        out += p("6i", 2, 0, 1 if l else 0, 1 if j == 0 else 0, 0x050800, 0x050800)
        out += f"X{j+1}".ljust(8).encode()
        if l: out += p("i", len(l)) + l.ljust(-(-len(l) // 4) * 4)
        if j == 0: out += p("d", 9.0)
    lab = fa("كاملاً موافقم")
    out += p("i", 3) + p("i", 1) + p("d", 5.0) + bytes([len(lab)]) + lab.ljust((len(lab) + 8) // 8 * 8 - 1) + p("i", 4) + p("ii", 1, 1)
    out += p("iiii", 7, 3, 4, 8) + p("8i", 6, 0, 0, -1, 1, 1, 1, 1256)
    out += p("i", 999) + p("i", 0)
    codes = []
    for i, r in enumerate(ROWS): codes += [100 + v for v in ([9] + r[1:] if i == 2 else r)]
    codes += [252]; codes += [0] * (-len(codes) % 8)
    text(name, out + bytes(codes))
old_sav("old-1256.sav")

dta = df.copy(); dta["note"] = dta["note"].str.slice(0, 30)
dl = dict(column_labels=sav["column_labels"], variable_value_labels={"x1": {1: "کاملاً مخالفم", 5: "کاملاً موافقم"}})
dta = dta.rename(columns={"گروه": "side"})
pyreadstat.write_dta(dta, "modern.dta", version=15, **dl)
pyreadstat.write_dta(dta.drop(columns=["note"]).assign(side=1.0), "old.dta", version=8, column_labels=["I trust this firm as a whole", "", "", "", ""])
body = open("old.dta", "rb").read(); body = body.replace(b"I trust this firm as a whole", "من به اين شرکت اعتماد دارم".encode("cp1256").ljust(28)[:28]); text("old.dta", body)
body = open("modern.dta", "rb").read(); text("truncated.dta", body[: len(body) // 2]); text("stub.dta", body[:40])

# --- what pyreadstat reads, for tests/hostile.rs
import json
def values(frame): return {c: [None if (isinstance(v, float) and np.isnan(v)) or v == "" else (str(v)[:10] if c == "born" else v) for v in frame[c]] for c in frame}
out = {"program": "pyreadstat " + pyreadstat.__version__}
for name in ["plain.sav", "modern.dta", "old.dta"]:
    read = pyreadstat.read_sav if name.endswith("sav") else pyreadstat.read_dta
    frame, meta = read(name)
    out[name] = {"values": values(frame), "labels": meta.column_names_to_labels}
json.dump(out, open("../reference/statistics.pyreadstat-" + pyreadstat.__version__ + ".json", "w"), ensure_ascii=False, indent=1)
