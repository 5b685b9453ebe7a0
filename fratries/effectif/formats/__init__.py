"""Spreadsheets as rows: XLSX, ODS and CSV, read from memory and never unpacked on a disk."""
