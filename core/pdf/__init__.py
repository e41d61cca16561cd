"""PDF: finished HTML in, bytes out. The only place that knows WeasyPrint; it knows no model and no request.

One file serves reading and archive: it is at once PDF/UA-1 and PDF/A-3a (docs/pdf.md says how). The HTML structure and
the classes that the stylesheet expects stand at the top of `static/css/pdf.css`.
"""

from core.pdf.fouten import PdfNietToegankelijk, PdfVerwijzingGeweigerd
from core.pdf.metadata import Bijlage
from core.pdf.opmaken import render_pdf, render_plain

__all__ = ["Bijlage", "PdfNietToegankelijk", "PdfVerwijzingGeweigerd", "render_pdf", "render_plain"]
