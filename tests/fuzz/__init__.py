"""Broken and hostile case files, made on purpose: none may crash, hang, or reach out."""
