"""A book's data for readers to take away: CSV files described, one workbook, one data package."""
