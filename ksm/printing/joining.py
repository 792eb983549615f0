"""Many PDFs into one with bookmarks, by a process of its own: `python -m ksm.printing.joining FOLDER`.

What is put together stands in memory as a whole, some 0,2 MB for each paper; a process that ends gives it
back, and one that knows nothing but this is small.
"""

import json
import sys
from pathlib import Path

import pikepdf

LIST, WHOLE = "daftar.json", "semua.pdf"


def join(folder: Path) -> None:
    """Put the files of LIST, [[group, [[paper, file name]]]], together as WHOLE: a bookmark for each group
    and, where it has several, for each of its papers.
    """
    groups = json.loads((folder / LIST).read_text())
    with pikepdf.new() as whole:
        marks = []
        for group, papers in groups:
            mark = pikepdf.OutlineItem(group, len(whole.pages))
            for paper, name in papers:
                if len(papers) > 1:
                    mark.children.append(pikepdf.OutlineItem(paper, len(whole.pages)))
                with pikepdf.open(folder / name) as read:
                    whole.pages.extend(read.pages)
            marks.append(mark)
        with whole.open_outline() as outline:
            outline.root.extend(marks)
        whole.save(folder / WHOLE, object_stream_mode=pikepdf.ObjectStreamMode.generate)


if __name__ == "__main__":
    join(Path(sys.argv[1]))
